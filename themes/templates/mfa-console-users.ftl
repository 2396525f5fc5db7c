<#import "mfa-console-layout.ftl" as layout>
<#import "mfa-commons.ftl" as ui>
<@layout.page title=msg("mfaConsoleUsers")>
<#if messagesPerField.existsError("filter")><@layout.alert text=messagesPerField.get("filter")/></#if>
<form id="mfa-filter" class="mfa-filter" action="${links.users()}" method="get" role="search">
  <div class="mfa-group"><label class="mfa-label" for="search">${msg("mfaConsoleSearch")}</label><input class="mfa-input" type="search" id="search" name="search" value="${page.filter.search}" maxlength="255" autocomplete="off" aria-describedby="mfa-search-hint"><span id="mfa-search-hint" class="mfa-hint">${msg("mfaConsoleSearchHint")}</span></div>
  <div class="mfa-group"><label class="mfa-label" for="kind">${msg("mfaColumnType")}</label><select class="mfa-input" id="kind" name="kind"><option value="">${msg("mfaConsoleAny")}</option><#list ["totp", "hotp", "webauthn"] as kind><option value="${kind}"<#if page.filter.kind = kind> selected</#if>>${msg("mfaConsoleKind." + kind)}</option></#list></select></div>
  <div class="mfa-group"><label class="mfa-label" for="tag">${msg("mfaConsoleTag")}</label><input class="mfa-input" type="text" id="tag" name="tag" value="${page.filter.tag}" placeholder="${msg("mfaConsoleTagExample")}" autocomplete="off"></div>
  <div class="mfa-group"><label class="mfa-label" for="unusedSince">${msg("mfaConsoleUnusedSince")}</label><input class="mfa-input" type="date" id="unusedSince" name="unusedSince" value="${page.filter.unusedSince}"></div>
  <label class="mfa-check"><input type="checkbox" name="without" value="1"<#if page.filter.without?has_content> checked</#if>> ${msg("mfaConsoleNone")}</label>
  <label class="mfa-check"><input type="checkbox" name="clockOff" value="true"<#if page.filter.clockOff?has_content> checked</#if>> ${msg("mfaConsoleClockOff")}</label>
  <button type="submit" class="mfa-button mfa-primary">${msg("mfaConsoleFind")}</button>
</form>
<#if page.users?has_content>
<table id="mfa-users" class="mfa-list mfa-cards">
  <thead><tr><th scope="col">${msg("username")}</th><th scope="col">${msg("mfaConsoleMfa")}</th><th scope="col">${msg("mfaConsoleDevices")}</th><th scope="col">${msg("mfaColumnUsed")}</th></tr></thead>
  <tbody>
  <#list page.users as user>
  <tr><th scope="row"><a href="${user.link()}" dir="auto">${user.username()?has_content?then(user.username(), msg("mfaConsoleUnknownUser"))}</a></th>
    <td><#if user.kinds()?has_content><#list user.kinds() as kind>${msg("mfaConsoleKind." + kind)}<#sep>, </#list><#else>${msg("mfaConsoleNoMfa")}</#if></td>
    <td><span class="mfa-cell-name" aria-hidden="true">${msg("mfaConsoleDevices")}:</span> ${user.devices()}</td>
    <td><span class="mfa-cell-name" aria-hidden="true">${msg("mfaColumnUsed")}:</span> ${user.used()?has_content?then(user.used(), msg("mfaNever"))}</td></tr>
  </#list>
  </tbody>
</table>
<#else>
<p id="mfa-no-users" class="mfa-text">${msg("mfaConsoleNobody")}</p>
</#if>
<p class="mfa-actions-row">
<#if page.next?has_content><@layout.linkButton label="mfaConsoleNext" href=page.next id="mfa-next"/></#if>
<#if page.all><@layout.linkButton label="mfaConsoleReport" href=links.report() id="mfa-report"/></#if>
</p>
</@layout.page>
