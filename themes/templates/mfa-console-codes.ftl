<#import "mfa-console-layout.ftl" as layout>
<#import "mfa-commons.ftl" as ui>
<#import "mfa-parts.ftl" as parts>
<@layout.page title=msg(page.replaces?then("mfaReplaceTitle", "mfaCodesTitle")) trail=[{"link": links.users(), "name": msg("mfaConsoleUsers")}, {"link": links.user(page.userId), "name": page.username}]>
<#if messagesPerField.existsError("global")><@layout.alert text=messagesPerField.get("global")/></#if>
<#if messagesPerField.existsError("deviceName")><@layout.alert text=messagesPerField.get("deviceName")/></#if>
<p class="mfa-text"><strong id="kc-mfa-device-name" dir="auto">${page.deviceName}</strong></p>
<@parts.setUp model=page/>
<form id="kc-mfa-codes-form" class="mfa-form" action="${links.pending(page.userId, page.pendingId)}" method="post">
  <@layout.token/>
  <@parts.codes describedBy="mfa-codes-hint"/>
  <div class="mfa-actions-row">
    <@ui.button label="mfaAdd" id="kc-mfa-add" name="action" value="add"/>
    <@ui.button label="doBack" type="Secondary" id="kc-mfa-back" name="action" value="back" formnovalidate="formnovalidate"/>
  </div>
</form>
</@layout.page>
