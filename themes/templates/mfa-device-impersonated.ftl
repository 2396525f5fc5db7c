<#import "mfa-page.ftl" as frame>
<#import "mfa-commons.ftl" as ui>
<@frame.page heading=msg("mfaImpersonatedTitle")>
<p id="kc-mfa-impersonated" class="mfa-text" role="status">${msg("mfaImpersonated")}</p>
<form id="kc-mfa-impersonated-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
  <div class="mfa-actions">
    <#if isAppInitiatedAction??><@ui.cancel/><#else><@ui.button label="doCancel" type="Secondary" id="kc-mfa-leave" name="action" value="leave"/></#if>
  </div>
</form>
</@frame.page>
