<#import "mfa-page.ftl" as frame>
<#import "mfa-commons.ftl" as ui>
<#import "mfa-parts.ftl" as parts>
<#assign codesFirst = !messagesPerField.existsError('serialNumber') && messagesPerField.existsError('code1', 'code2')>
<@frame.page heading=msg(mfa.replaces?then("mfaReplaceTitle", "mfaNameTitle")) message=!messagesPerField.existsError('serialNumber', 'code1', 'code2')>
<@ui.script "mfa-codes.js"/>
<@ui.step 2/>
<@ui.about name=mfa.deviceName id="kc-mfa-device-name"/>
<#if mfa.replaces><p id="kc-mfa-replaces" class="mfa-text">${msg("mfaReplaceIntro")}</p></#if>
<p class="mfa-text" id="mfa-codes-hint">${msg("mfaTokenIntro")}</p>
<form id="kc-mfa-token-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
  <@ui.input name="serialNumber" label=msg("mfaSerialNumber") value=mfa.serialNumber focus=!codesFirst/>
  <@parts.codes kept=mfa.kept describedBy="mfa-codes-hint"/>
  <div class="mfa-actions">
    <@ui.button label=mfa.replaces?then("mfaReplace", "mfaAdd") id="kc-mfa-add" name="action" value="add"/>
    <@ui.button label="doBack" type="Secondary" id="kc-mfa-back" name="action" value="back" formnovalidate="formnovalidate"/>
    <@ui.cancel/>
  </div>
</form>
</@frame.page>
