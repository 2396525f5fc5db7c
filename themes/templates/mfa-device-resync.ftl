<#import "template.ftl" as layout>
<#import "mfa-commons.ftl" as ui>
<@layout.registrationLayout displayMessage=!messagesPerField.existsError('code1', 'code2'); section>
<#if section = "header">
${msg("mfaResyncTitle")}
<#elseif section = "form">
<@ui.assets/>
<p class="mfa-text" id="mfa-codes-hint">${msg("mfaResyncIntro")}</p>
<form id="kc-mfa-resync-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
  <@ui.devices name="deviceId" devices=mfa.devices selected=mfa.selected/>
  <@ui.input name="code1" label=msg("mfaCode1") code=true describedBy="mfa-codes-hint" focus=!messagesPerField.existsError('code2')/>
  <@ui.input name="code2" label=msg("mfaCode2") code=true describedBy="mfa-codes-hint" focus=messagesPerField.existsError('code2') && !messagesPerField.existsError('code1')/>
  <div class="mfa-actions">
    <@ui.button label="mfaResync" id="kc-mfa-resync"/>
    <@ui.button label="doBack" type="Secondary" id="kc-mfa-back" name="action" value="back" formnovalidate="formnovalidate"/>
    <@ui.cancel/>
  </div>
</form>
</#if>
</@layout.registrationLayout>
