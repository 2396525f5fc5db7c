<#import "mfa-page.ftl" as frame>
<#import "mfa-commons.ftl" as ui>
<@frame.page heading=msg("mfaRenameTitle") message=!messagesPerField.existsError('deviceName')>
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
</@frame.page>
