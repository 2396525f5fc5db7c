<#import "template.ftl" as layout>
<#import "mfa-commons.ftl" as ui>
<#import "mfa-parts.ftl" as parts>
<@layout.registrationLayout displayMessage=!messagesPerField.existsError('code1', 'code2'); section>
<#if section = "header">
${msg(mfa.replaces?then("mfaReplaceTitle", "mfaCodesTitle"))}
<#elseif section = "form">
<@ui.assets/>
<p class="mfa-text"><strong id="kc-mfa-device-name" dir="auto">${mfa.deviceName}</strong></p>
<#if mfa.replaces><p id="kc-mfa-replaces" class="mfa-text">${msg("mfaReplaceIntro")}</p></#if>
<@parts.setUp model=mfa>
    <p><a id="kc-mfa-open-app" href="${mfa.otpauthUri}">${msg("mfaOpenApp")}</a></p>
</@parts.setUp>
<form id="kc-mfa-codes-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
  <@parts.codes describedBy="mfa-codes-hint"/>
  <div class="mfa-actions">
    <@ui.button label="mfaAdd" id="kc-mfa-add" name="action" value="add"/>
    <@ui.button label="doBack" type="Secondary" id="kc-mfa-back" name="action" value="back" formnovalidate="formnovalidate"/>
    <@ui.cancel/>
  </div>
</form>
</#if>
</@layout.registrationLayout>
