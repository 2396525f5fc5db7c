<#import "template.ftl" as layout>
<#import "mfa-commons.ftl" as ui>
<@layout.registrationLayout displayMessage=!(mfa.codes && messagesPerField.existsError('totp')); section>
<#if section = "header">
${msg("doLogIn")}
<#elseif section = "form">
<@ui.assets/>
<#if mfa.codes>
<form id="kc-otp-login-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
  <#if mfa.suggestResync><p id="kc-mfa-suggest-resync" class="mfa-text" role="status">${msg("mfaSuggestResync")}</p></#if>
  <@ui.devices name="selectedCredentialId" devices=mfa.devices selected=mfa.selected/>
  <#if mfa.keys?has_content><div id="kc-mfa-codes"></#if>
  <@ui.input name="otp" label=msg("mfaCode") error=messagesPerField.get('totp') code=true focus=true/>
  <div class="mfa-actions"><@ui.button label="doLogIn" id="kc-login" name="login"/></div>
  <#if mfa.resync><p><button type="submit" id="kc-mfa-offer-resync" class="mfa-link" name="action" value="resync" formnovalidate>${msg("mfaOfferResync")}</button></p></#if>
  <#if mfa.keys?has_content></div></#if>
</form>
<#elseif mfa.devices?has_content>
<form id="kc-mfa-keys-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post"><@ui.devices name="selectedCredentialId" devices=mfa.devices selected=mfa.selected/></form>
</#if>
<#if mfa.keys?has_content><@ui.keyDialog keys=mfa.keys label="mfaKeyUse"/></#if>
<#if auth?has_content && auth.showTryAnotherWayLink()>
<noscript><form action="${url.loginAction}" method="post"><input type="hidden" name="tryAnotherWay" value="on"><div class="mfa-actions"><@ui.button label="doTryAnotherWay" type="Secondary"/></div></form></noscript>
</#if>
</#if>
</@layout.registrationLayout>
