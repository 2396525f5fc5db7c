<#import "template.ftl" as layout>
<#import "mfa-commons.ftl" as ui>
<#assign heading = msg("mfaRenameTitle")>
<@ui.titled heading/>
<@layout.registrationLayout displayMessage=!messagesPerField.existsError('deviceName'); section>
<#if section = "header">
<@ui.words heading/>
<#elseif section = "show-username">
<@ui.heading heading/>
<#elseif section = "form">
<@ui.page>
<@ui.about name=mfa.device.name()/>
<form id="kc-mfa-rename-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
  <input type="hidden" name="deviceId" value="${mfa.device.id()}">
  <@ui.input name="deviceName" label=msg("mfaDeviceName") value=mfa.deviceName focus=true/>
  <div class="mfa-actions">
    <@ui.button label="mfaRename" id="kc-mfa-rename"/>
    <@ui.button label="doBack" type="Secondary" id="kc-mfa-back" name="action" value="back" formnovalidate="formnovalidate"/>
    <@ui.cancel/>
  </div>
</form>
</@ui.page>
</#if>
</@layout.registrationLayout>
