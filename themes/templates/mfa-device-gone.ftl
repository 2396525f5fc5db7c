<#import "template.ftl" as layout>
<#import "mfa-commons.ftl" as ui>
<#assign heading = msg("mfaGoneTitle")>
<@ui.titled heading/>
<@layout.registrationLayout; section>
<#if section = "header">
<@ui.words heading/>
<#elseif section = "show-username">
<@ui.heading heading/>
<#elseif section = "form">
<@ui.page>
<p id="kc-mfa-gone" class="mfa-text" role="status">${msg("mfaDeviceGone")}</p>
<form id="kc-mfa-gone-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
  <div class="mfa-actions"><@ui.button label="mfaContinue" id="kc-mfa-continue" name="cancel-aia" value="true"/></div>
</form>
</@ui.page>
</#if>
</@layout.registrationLayout>
