<#import "template.ftl" as layout>
<#import "mfa-commons.ftl" as ui>
<@layout.registrationLayout displayMessage=!messagesPerField.existsError('totp'); section>
<#if section = "header">
${msg("doLogIn")}
<#elseif section = "form">
<@ui.styles/>
<form id="kc-otp-login-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
  <#if mfa.devices?has_content>
  <fieldset class="mfa-devices">
    <legend>${msg("mfaChooseDevice")}</legend>
    <#list mfa.devices as device>
    <label dir="auto"><input type="radio" name="selectedCredentialId" value="${device.id()}"<#if device.id() = mfa.selected> checked</#if>> ${device.name()?has_content?then(device.name(), msg("mfaUnnamedDevice"))}</label>
    </#list>
  </fieldset>
  </#if>
  <@ui.input name="otp" label=msg("mfaCode") error=messagesPerField.get('totp') code=true focus=true/>
  <div class="mfa-actions"><@ui.button label="doLogIn" id="kc-login" name="login"/></div>
</form>
<#if auth?has_content && auth.showTryAnotherWayLink()>
<noscript><form action="${url.loginAction}" method="post"><input type="hidden" name="tryAnotherWay" value="on"><div class="mfa-actions"><@ui.button label="doTryAnotherWay" type="Secondary"/></div></form></noscript>
</#if>
</#if>
</@layout.registrationLayout>
