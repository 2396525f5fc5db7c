<#import "mfa-console-layout.ftl" as layout>
<@layout.page title=msg("mfaConsoleDeadlines")>
<#if messagesPerField.existsError("filter")><@layout.alert text=messagesPerField.get("filter")/></#if>
<p id="mfa-grace" class="mfa-text"><#if page.days = 0>${msg("mfaConsoleGraceNone")}<#else>${msg("mfaConsoleGrace", page.days)}</#if></p>
<nav aria-label="${msg("mfaConsoleDeadlineState")}"><ul id="mfa-choices" class="mfa-choices"><#list page.choices as choice><li><a href="${choice.link()}"<#if choice.chosen()> aria-current="page"</#if> data-state="${choice.id()}">${msg("mfaConsoleDeadlineState." + choice.id())}<#if choice.users()??> <span class="mfa-number">${choice.users()}</span></#if></a></li></#list></ul></nav>
<#if page.users?has_content>
<table id="mfa-deadlines" class="mfa-list mfa-cards">
  <thead><tr><th scope="col">${msg("username")}</th><th scope="col">${msg("mfaConsoleFirstAsked")}</th><th scope="col">${msg("mfaConsolePutOff")}</th><th scope="col">${msg("mfaConsoleUntil")}</th><th scope="col">${msg("mfaConsoleGiven")}</th></tr></thead>
  <tbody>
  <#list page.users as user>
  <tr><th scope="row"><#if user.link()?has_content><a href="${user.link()}"><bdi>${user.username()}</bdi></a><#else>${msg("mfaConsoleUnknownUser")}</#if></th>
    <td><@cell "mfaConsoleFirstAsked"/> <bdi>${user.asked()?has_content?then(user.asked(), msg("mfaNever"))}</bdi></td>
    <td><@cell "mfaConsolePutOff"/> ${user.skips()}</td>
    <td><@cell "mfaConsoleUntil"/> <bdi>${user.until()?has_content?then(user.until(), msg("mfaConsoleNoDeadline"))}</bdi></td>
    <td><#if user.given()?has_content><@cell "mfaConsoleGiven"/> <bdi>${user.given()}</bdi></#if></td></tr>
  </#list>
  </tbody>
</table>
<#elseif !messagesPerField.existsError("filter")>
<p id="mfa-nobody" class="mfa-text">${msg("mfaConsoleNobodyIs." + page.chosen)}</p>
</#if>
<#if page.next?has_content><p class="mfa-actions-row"><@layout.linkButton label="mfaConsoleNext" href=page.next id="mfa-next"/></p></#if>
</@layout.page>
<#macro cell name><span class="mfa-cell-name" aria-hidden="true">${msg(name)}:</span></#macro>
