<#import "template.ftl" as layout>
<#import "mfa-commons.ftl" as ui>
<#assign heading = msg("mfaImpersonatedTitle")>
<@ui.titled heading/>
<@layout.registrationLayout; section>
<#if section = "header">
<@ui.words heading/>
<#elseif section = "show-username">
<@ui.heading heading/>
<#elseif section = "form">
<@ui.page>
<p id="kc-mfa-impersonated" class="mfa-text" role="status">${msg("mfaImpersonated")}</p>
<form id="kc-mfa-impersonated-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
  <div class="mfa-actions">
    <#if isAppInitiatedAction??><@ui.cancel/><#else><@ui.button label="doCancel" type="Secondary" id="kc-mfa-leave" name="action" value="leave"/></#if>
  </div>
</form>
</@ui.page>
</#if>
</@layout.registrationLayout>
