<#import "mfa-page.ftl" as frame>
<#import "mfa-commons.ftl" as ui>
<#-- Keycloak's list of ways to sign in is of no use where the other way has a link of its own. -->
<#if mfa.recovery?has_content && !mfa.otherWays><@ui.noOtherWay/></#if>
<@frame.page heading=msg("doLogIn") message=!(mfa.codes && messagesPerField.existsError('totp')) stock=true>
<#if mfa.codes>
<form id="kc-otp-login-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
  <@ui.devices name="selectedCredentialId" devices=mfa.devices selected=mfa.selected/>
  <#if mfa.keys?has_content><div id="kc-mfa-codes" class="mfa-part"></#if>
  <#if mfa.only.text()?has_content><p id="kc-mfa-only" class="mfa-text">${msg("mfaOpenAppOn", mfa.only)}</p></#if>
  <@ui.input name="otp" label=msg(mfa.pass?then(mfa.owner?then("mfaCodeOrPass", "mfaPass"), "mfaCode")) letters=mfa.pass hint=mfa.pass?then(msg("mfaPassHint"), "") error=messagesPerField.get('totp') code=true focus=true/>
  <div class="mfa-actions"><@ui.button label="doLogIn" id="kc-login" name="login"/></div>
  <#if mfa.resync><@ui.status id="kc-mfa-suggest-resync" done=false>${msg("mfaSuggestResync")} <button type="submit" id="kc-mfa-offer-resync" class="mfa-link" name="action" value="resync" formnovalidate>${msg("mfaOfferResync")}</button></@ui.status></#if>
  <#if mfa.keys?has_content></div></#if>
</form>
<#elseif mfa.devices?has_content>
<form id="kc-mfa-keys-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post"><@ui.devices name="selectedCredentialId" devices=mfa.devices selected=mfa.selected/></form>
</#if>
<#if mfa.keys?has_content><@ui.keyDialog keys=mfa.keys label="mfaKeyUse" primary=!mfa.codes || mfa.devices?has_content/></#if>
<@ui.recovery/>
<#if auth?has_content && auth.showTryAnotherWayLink()>
<noscript><form action="${url.loginAction}" method="post"><input type="hidden" name="tryAnotherWay" value="on"><div class="mfa-actions"><@ui.button label="doTryAnotherWay" type="Secondary"/></div></form></noscript>
</#if>
</@frame.page>
