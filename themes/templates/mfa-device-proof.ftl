<#import "mfa-page.ftl" as frame>
<#import "mfa-commons.ftl" as ui>
<@frame.page heading=msg("mfaProofTitle") message=!(mfa.codes && messagesPerField.existsError('otp'))>
<p class="mfa-text">${msg("mfaProofIntro")}</p>
<#if mfa.keys?has_content><@ui.keyDialog keys=mfa.keys label="mfaKeyUse" primary=!mfa.codes/></#if>
<form id="kc-mfa-proof-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
  <#if mfa.codes><@ui.input name="otp" label=msg("mfaCode") hint=msg("mfaProofHint") code=true focus=true/></#if>
  <div class="mfa-actions">
    <#if mfa.codes><@ui.button label="mfaContinue" id="kc-mfa-prove"/></#if>
    <@ui.cancel/>
  </div>
</form>
</@frame.page>
