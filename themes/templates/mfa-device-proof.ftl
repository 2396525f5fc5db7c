<#import "template.ftl" as layout>
<#import "mfa-commons.ftl" as ui>
<@layout.registrationLayout displayMessage=!messagesPerField.existsError('otp'); section>
<#if section = "header">
${msg("mfaProofTitle")}
<#elseif section = "form">
<@ui.styles/>
<p class="mfa-text">${msg("mfaProofIntro")}</p>
<form id="kc-mfa-proof-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
  <@ui.input name="otp" label=msg("mfaCode") hint=msg("mfaProofHint") code=true focus=true/>
  <div class="mfa-actions">
    <@ui.button label="mfaContinue" id="kc-mfa-prove"/>
    <@ui.cancel/>
  </div>
</form>
</#if>
</@layout.registrationLayout>
