<#import "mfa-console-layout.ftl" as layout>
<#import "mfa-commons.ftl" as ui>
<#import "mfa-parts.ftl" as parts>
<#assign codesFirst = !messagesPerField.existsError("serialNumber") && messagesPerField.existsError("code1", "code2")>
<@layout.page title=msg(page.replaces?has_content?then("mfaReplaceTitle", "mfaNameTitle")) trail=[{"link": links.users(), "name": msg("mfaConsoleUsers")}, {"link": links.user(page.userId), "name": page.username}]>
<#if messagesPerField.existsError("global")><@layout.alert text=messagesPerField.get("global")/></#if>
<#if messagesPerField.existsError("deviceName")><@layout.alert text=messagesPerField.get("deviceName")/></#if>
<@ui.step 2/>
<@ui.about name=page.deviceName id="kc-mfa-device-name"/>
<#if page.replaces?has_content><p id="kc-mfa-replaces" class="mfa-text">${msg("mfaReplaceIntro")}</p></#if>
<p class="mfa-text" id="mfa-codes-hint">${msg("mfaConsoleTokenIntro")}</p>
<form id="kc-mfa-token-form" class="mfa-form" action="${links.assignToken(page.userId)}" method="post">
  <@layout.token/>
  <input type="hidden" name="deviceName" value="${page.deviceName}">
  <input type="hidden" name="replaces" value="${page.replaces}">
  <@ui.input name="serialNumber" label=msg("mfaSerialNumber") value=page.serialNumber focus=!codesFirst/>
  <@parts.codes kept=page.kept describedBy="mfa-codes-hint"/>
  <div class="mfa-actions-row">
    <@ui.button label=page.replaces?has_content?then("mfaReplace", "mfaAdd") id="kc-mfa-add" name="action" value="add"/>
    <@ui.button label="doBack" type="Secondary" id="kc-mfa-back" name="action" value="back" formnovalidate="formnovalidate"/>
  </div>
</form>
</@layout.page>
