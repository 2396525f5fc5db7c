<#import "mfa-page.ftl" as frame>
<#import "mfa-commons.ftl" as ui>
<@frame.page heading=msg("mfaGoneTitle")>
<p id="kc-mfa-gone" class="mfa-text" role="status">${msg("mfaDeviceGone")}</p>
<form id="kc-mfa-gone-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
  <div class="mfa-actions"><@ui.button label="mfaContinue" id="kc-mfa-continue" name="cancel-aia" value="true"/></div>
</form>
</@frame.page>
