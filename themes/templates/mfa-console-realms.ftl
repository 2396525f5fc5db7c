<#import "mfa-console-layout.ftl" as layout>
<@layout.page title=msg("mfaConsoleRealms")>
<p class="mfa-text">${msg("mfaConsoleRealmsIntro")}</p>
<table id="mfa-realms" class="mfa-list">
  <thead><tr><th scope="col">${msg("mfaConsoleRealm")}</th><th scope="col">${msg("mfaConsoleStatus")}</th></tr></thead>
  <tbody>
  <#list page.realms as realm>
    <tr><th scope="row"><a href="${links.realm(realm.name())}" dir="auto">${realm.name()}</a><#if realm.displayName()?has_content> <span class="mfa-hint" dir="auto">${realm.displayName()}</span></#if></th><td>${msg(realm.optedIn()?then("mfaConsoleOn", "mfaConsoleOff"))}</td></tr>
  </#list>
  </tbody>
</table>
</@layout.page>
