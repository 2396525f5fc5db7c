<#import "template.ftl" as layout>
<#import "mfa-commons.ftl" as ui>
<@layout.registrationLayout; section>
<#if section = "header">
${msg("mfaGoneTitle")}
<#elseif section = "form">
<@ui.assets/>
<p id="kc-mfa-gone" class="mfa-text" role="status">${msg("mfaDeviceGone")}</p>
<form id="kc-mfa-gone-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
  <div class="mfa-actions"><@ui.button label="mfaContinue" id="kc-mfa-continue" name="cancel-aia" value="true"/></div>
</form>
</#if>
</@layout.registrationLayout>
