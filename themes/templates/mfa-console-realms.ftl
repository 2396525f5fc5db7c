<#import "mfa-console-layout.ftl" as layout>
<@layout.page title=msg("mfaConsoleRealms")>
<p class="mfa-text">${msg("mfaConsoleRealmsIntro")}</p>
<form id="mfa-filter" class="mfa-filter" action="${links.realms()}" method="get" role="search">
  <div class="mfa-group"><label class="mfa-label" for="search">${msg("mfaConsoleRealmSearch")}</label><input class="mfa-input" type="search" id="search" name="search" value="${page.search}" maxlength="255" autocomplete="off"></div>
  <button type="submit" class="mfa-button mfa-primary">${msg("mfaConsoleFind")}</button>
</form>
<#if page.realms?has_content>
<table id="mfa-realms" class="mfa-list">
  <thead><tr><th scope="col">${msg("mfaConsoleRealm")}</th><th scope="col">${msg("mfaConsoleStatus")}</th></tr></thead>
  <tbody>
  <#list page.realms as realm>
    <tr><th scope="row"><a href="${links.realm(realm.name())}" dir="auto">${realm.name()}</a><#if realm.displayName()?has_content> <span class="mfa-hint" dir="auto">${realm.displayName()}</span></#if></th><td>${msg(realm.optedIn()?then("mfaConsoleOn", "mfaConsoleOff"))}</td></tr>
  </#list>
  </tbody>
</table>
<#else>
<p id="mfa-no-realms" class="mfa-text">${msg("mfaConsoleNoRealmFound")}</p>
</#if>
<#if page.next?has_content><p class="mfa-actions-row"><@layout.linkButton label="mfaConsoleNext" href=page.next id="mfa-next"/></p></#if>
</@layout.page>
