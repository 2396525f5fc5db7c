<#import "mfa-page.ftl" as frame>
<#import "mfa-commons.ftl" as ui>
<@frame.page heading=msg("mfaProofTitle") message=!(mfa.codes && messagesPerField.existsError('otp'))>
<#switch mfa.first>
<#case "mail"><p id="kc-mfa-first" class="mfa-text">${msg("mfaFirstMail", mfa.address)}</p><#break>
<#case "pass"><p id="kc-mfa-first" class="mfa-text">${msg("mfaFirstPass")}</p><#break>
<#default><p class="mfa-text">${msg("mfaProofIntro")}</p>
</#switch>
<#if mfa.keys?has_content><@ui.keyDialog keys=mfa.keys label="mfaKeyUse" primary=!mfa.codes/></#if>
<form id="kc-mfa-proof-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
  <#if mfa.first = "mail"><@ui.input name="otp" label=msg("mfaFirstMailCode") code=true letters=mfa.pass focus=true/>
  <#elseif mfa.first = "pass"><@ui.input name="otp" label=msg("mfaPass") hint=msg("mfaPassHint") code=true letters=true filled=false focus=true/>
  <#elseif mfa.codes><@ui.input name="otp" label=msg(mfa.pass?then("mfaCodeOrPass", "mfaCode")) hint=msg(mfa.pass?then("mfaPassHint", "mfaProofHint")) code=true letters=mfa.pass focus=true/></#if>
  <div class="mfa-actions">
    <#if mfa.codes><@ui.button label="mfaContinue" id="kc-mfa-prove"/></#if>
    <@ui.cancel/>
  </div>
</form>
<#if mfa.first = "mail">
<form id="kc-mfa-mail-form" action="${url.loginAction}" method="post"><p class="mfa-text mfa-quiet"><button type="submit" id="kc-mfa-mail-again" class="mfa-link" name="action" value="mail">${msg("mfaFirstMailAgain")}</button></p></form>
</#if>
</@frame.page>
