<#import "mfa-console-layout.ftl" as layout>
<#import "mfa-commons.ftl" as ui>
<#import "mfa-parts.ftl" as parts>
<#macro send label type="Primary">
  <div class="mfa-actions-row">
    <@ui.button label=label type=type id="kc-mfa-" + page.operation/>
    <@layout.linkButton label="doBack" href=links.user(page.userId) id="kc-mfa-back"/>
  </div>
</#macro>
<#switch page.operation>
<#case "rename"><#assign title = msg("mfaRenameTitle")><#break>
<#case "resync"><#assign title = msg("mfaResyncTitle")><#break>
<#case "tags"><#assign title = msg("mfaConsoleTagsTitle")><#break>
<#default><#assign title = msg("mfaRemoveTitle")>
</#switch>
<@layout.page title=title trail=[{"link": links.users(), "name": msg("mfaConsoleUsers")}, {"link": links.user(page.userId), "name": page.username}]>
<p class="mfa-text"><strong><@ui.called text=page.device.name() id="kc-mfa-device-name"/></strong> <span class="mfa-hint">${parts.kindOf(page.device)}</span></p>
<#if page.operation = "tags" && page.tags?has_content>
<form id="mfa-untag-form" action="${links.device(page.userId, page.device.id(), page.operation)}" method="post">
  <@layout.token/>
  <table id="mfa-tags" class="mfa-list">
    <thead><tr><th scope="col">${msg("mfaConsoleTagKey")}</th><th scope="col">${msg("mfaConsoleTagValue")}</th><th scope="col">${msg("mfaColumnActions")}</th></tr></thead>
    <tbody>
    <#list page.tags as key, value><tr><th scope="row" id="mfa-tag-${key?index}" dir="auto">${key}</th><td dir="auto">${value}</td><td><button type="submit" id="mfa-untag-${key?index}" class="mfa-link" name="remove" value="${key}" aria-labelledby="mfa-untag-${key?index} mfa-tag-${key?index}">${msg("mfaRemove")}</button></td></tr></#list>
    </tbody>
  </table>
</form>
</#if>
<form id="kc-mfa-${page.operation}-form" class="mfa-form" action="${links.device(page.userId, page.device.id(), page.operation)}" method="post">
  <@layout.token/>
  <input type="hidden" name="deviceId" value="${page.device.id()}">
  <#switch page.operation>
  <#case "rename">
  <@ui.input name="deviceName" label=msg("mfaDeviceName") value=page.typed focus=true/>
  <@send label="mfaRename"/>
  <#break>
  <#case "resync">
  <p id="mfa-codes-hint" class="mfa-text">${msg("mfaResyncIntro")}</p>
  <@parts.codes kept=page describedBy="mfa-codes-hint"/>
  <@send label="mfaResync"/>
  <#break>
  <#case "tags">
  <@ui.input name="tagKey" label=msg("mfaConsoleTagKey") value=page.tagKey focus=messagesPerField.existsError("tagKey") hint=msg("mfaConsoleTagHint")/>
  <@ui.input name="tagValue" label=msg("mfaConsoleTagValue") value=page.tagValue focus=messagesPerField.existsError("tagValue")/>
  <@send label="mfaConsoleTagAdd"/>
  <#break>
  <#default>
  <p class="mfa-text">${msg("mfaConsoleRemoveIntro")}</p>
  <#if page.last><p class="mfa-text">${msg("mfaConsoleRemoveLast")}</p></#if>
  <@send label="mfaRemove" type="Danger"/>
  </#switch>
</form>
</@layout.page>
