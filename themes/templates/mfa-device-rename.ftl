<#import "template.ftl" as layout>
<#import "mfa-commons.ftl" as ui>
<@layout.registrationLayout displayMessage=!messagesPerField.existsError('deviceName'); section>
<#if section = "header">
${msg("mfaRenameTitle")}
<#elseif section = "form">
<@ui.assets/>
<p class="mfa-text"><strong dir="auto">${ui.deviceName(mfa.device.name())}</strong></p>
<form id="kc-mfa-rename-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
  <input type="hidden" name="deviceId" value="${mfa.device.id()}">
  <@ui.input name="deviceName" label=msg("mfaDeviceName") value=mfa.deviceName focus=true/>
  <div class="mfa-actions">
    <@ui.button label="mfaRename" id="kc-mfa-rename"/>
    <@ui.button label="doBack" type="Secondary" id="kc-mfa-back" name="action" value="back" formnovalidate="formnovalidate"/>
    <@ui.cancel/>
  </div>
</form>
</#if>
</@layout.registrationLayout>
