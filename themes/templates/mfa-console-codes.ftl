<#import "mfa-console-layout.ftl" as layout>
<#import "mfa-commons.ftl" as ui>
<#import "mfa-parts.ftl" as parts>
<@layout.page title=msg(page.replaces?then("mfaReplaceTitle", "mfaNameTitle")) trail=[{"link": links.users(), "name": msg("mfaConsoleUsers")}, {"link": links.user(page.userId), "name": page.username}]>
<#if messagesPerField.existsError("global")><@layout.alert text=messagesPerField.get("global")/></#if>
<#if messagesPerField.existsError("deviceName")><@layout.alert text=messagesPerField.get("deviceName")/></#if>
<@ui.step 2/>
<@ui.about name=page.deviceName id="kc-mfa-device-name"/>
<@parts.setUp model=page/>
<form id="kc-mfa-codes-form" class="mfa-form" action="${links.pending(page.userId, page.pendingId)}" method="post">
  <@layout.token/>
  <@parts.codes kept=page.kept describedBy="mfa-codes-hint"/>
  <div class="mfa-actions-row">
    <@ui.button label=page.replaces?then("mfaReplace", "mfaAdd") id="kc-mfa-add" name="action" value="add"/>
    <@ui.button label="doBack" type="Secondary" id="kc-mfa-back" name="action" value="back" formnovalidate="formnovalidate"/>
  </div>
</form>
</@layout.page>
