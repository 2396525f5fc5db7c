<#import "mfa-console-layout.ftl" as layout>
<@layout.page title=msg("mfaConsoleOverview")>
<#if page.done><@layout.status text=msg("mfaConsoleDone.setUp")/></#if>
<#if page.counts??>
<section aria-labelledby="mfa-adoption-title">
<h2 id="mfa-adoption-title">${msg("mfaConsoleAdoption")}</h2>
<div id="mfa-adoption" class="mfa-card">
<svg class="mfa-picture" viewBox="0 0 600 32" preserveAspectRatio="none" aria-hidden="true" focusable="false">
<#list page.bars as bar><#if bar.width() gt 0><rect class="mfa-bar-${bar?index}" x="${bar.x()?c}" y="0" width="${bar.width()?c}" height="32"/></#if></#list>
</svg>
<table class="mfa-list">
  <caption class="mfa-unseen">${msg("mfaConsoleAdoption")}</caption>
  <thead><tr><th scope="col">${msg("mfaConsoleUsersWith")}</th><th scope="col">${msg("mfaConsoleUsers")}</th></tr></thead>
  <tbody>
  <#list page.bars as bar>
  <tr><th scope="row"><span class="mfa-key-${bar?index}" aria-hidden="true"></span> <#if bar.link()?has_content><a href="${bar.link()}">${msg(bar.key())}</a><#else>${msg(bar.key())}</#if></th><td>${bar.users()}</td></tr>
  </#list>
  </tbody>
</table>
<h3 id="mfa-deadlines-title">${msg("mfaConsoleDeadlines")}</h3>
<#if page.deadlines[0].width() + page.deadlines[1].width() + page.deadlines[2].width() gt 0>
<svg class="mfa-picture" viewBox="0 0 600 32" preserveAspectRatio="none" aria-hidden="true" focusable="false">
<#list page.deadlines as bar><#if bar.width() gt 0><rect class="mfa-bar-${bar?index}" x="${bar.x()?c}" y="0" width="${bar.width()?c}" height="32"/></#if></#list>
</svg>
</#if>
<table id="mfa-deadline-counts" class="mfa-list" aria-labelledby="mfa-deadlines-title">
  <thead><tr><th scope="col">${msg("mfaConsoleDeadlineState")}</th><th scope="col">${msg("mfaConsoleUsers")}</th></tr></thead>
  <tbody>
  <#list page.deadlines?reverse as bar>
  <tr><th scope="row"><span class="mfa-key-${2 - bar?index}" aria-hidden="true"></span> <a href="${bar.link()}">${msg("mfaConsoleDeadlineState." + bar.key())}</a></th><td>${bar.users()}</td></tr>
  </#list>
  </tbody>
</table>
<table class="mfa-list">
  <caption class="mfa-unseen">${msg("mfaConsoleKinds")}</caption>
  <thead><tr><th scope="col">${msg("mfaConsoleKinds")}</th><th scope="col">${msg("mfaConsoleDevices")}</th></tr></thead>
  <tbody>
  <#list page.counts.kinds() as kind, number>
  <tr><th scope="row"><a href="${links.users({"kind": kind})}">${msg("mfaConsoleKind." + kind)}</a></th><td>${number}</td></tr>
  </#list>
  <tr><th scope="row"><a href="${page.unusedLink}">${msg("mfaConsoleUnused", page.days)}</a></th><td>${page.unused}</td></tr>
  <tr><th scope="row"><a href="${links.users({"clockOff": "true"})}">${msg("mfaConsoleClockOff")}</a></th><td>${page.clocksOff}</td></tr>
  <tr><th scope="row">${msg("mfaConsolePasses")}</th><td>${page.passes}</td></tr>
  </tbody>
</table>
<p><@layout.linkButton label="mfaConsoleReport" href=links.report() id="mfa-report"/></p>
</div>
</section>
</#if>
<section id="mfa-setup-check" aria-labelledby="mfa-setup-title">
<h2 id="mfa-setup-title">${msg("mfaConsoleSetUp")}</h2>
<p id="mfa-opted-in" class="mfa-text">${msg(page.optedIn?then("mfaConsoleActionOn", "mfaConsoleActionOff"))}</p>
<#if page.flows?has_content>
<table class="mfa-list mfa-cards">
  <thead><tr><th scope="col">${msg("mfaConsoleFlow")}</th><th scope="col">${msg("mfaConsoleStep")}</th><th scope="col">${msg("mfaConsoleWithout")}</th></tr></thead>
  <tbody>
  <#list page.flows as flow>
  <tr><th scope="row" dir="auto">${flow.alias()} <span class="mfa-hint"><#list flow.uses() as use>${msg("mfaConsoleUse." + use)}<#sep>, </#list></span></th>
    <td>${msg("mfaConsoleStep." + flow.step())}</td>
    <td>${msg("mfaConsoleWithout." + flow.without())} <#if flow.step() != "DEVICES" || flow.without() = "PASSWORD_ALONE"><span class="mfa-hint">${msg("mfaConsoleToDo." + flow.step())}</span></#if></td></tr>
  </#list>
  </tbody>
</table>
</#if>
<#if page.setUpOffered>
<form id="mfa-setup-form" action="${links.setUp()}" method="post">
  <@layout.token/>
  <p id="mfa-setup-hint" class="mfa-text">${msg("mfaConsoleSetUpHint")}</p>
  <button type="submit" id="mfa-setup" class="mfa-button mfa-primary" aria-describedby="mfa-setup-hint">${msg("mfaConsoleSetUpDo")}</button>
</form>
</#if>
</section>
</@layout.page>
