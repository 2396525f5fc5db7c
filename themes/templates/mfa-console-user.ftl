<#import "mfa-console-layout.ftl" as layout>
<#import "mfa-commons.ftl" as ui>
<#import "mfa-parts.ftl" as parts>
<@layout.page title=page.username trail=[{"link": links.users(), "name": msg("mfaConsoleUsers")}]>
<#if page.done?has_content><@layout.status text=msg("mfaConsoleDone." + page.done)/></#if>
<#if page.passCode??>
<div id="mfa-pass-given" class="mfa-alert mfa-good" role="status" tabindex="-1" autofocus>
<p>${msg("mfaConsolePassGiven", page.passEnd)}</p>
<p><code id="mfa-pass-code" class="mfa-secret-key" translate="no" dir="ltr">${page.passCode}</code></p>
</div>
</#if>
<#if messagesPerField.existsError("mail")><@layout.alert text=messagesPerField.get("mail")/></#if>
<h2>${msg("mfaDevicesTitle")}</h2>
<p id="kc-mfa-count" class="mfa-text">${msg("mfaDevicesCount", page.devices?size, page.limit)}</p>
<#if page.devices?has_content>
<@parts.devices devices=page.devices action=links.user(page.userId) hidden="stateChecker" hiddenValue=stateChecker buttons=page.manages; device>
<span class="mfa-hint mfa-id"><code translate="no">${device.id()}</code></span>
<#if device.model()?has_content><span class="mfa-hint">${msg("mfaConsoleModel")} <code translate="no">${device.model()}</code></span></#if>
<#if page.tags[device.id()]?has_content><span class="mfa-tags"><#list page.tags[device.id()] as tag><span class="mfa-badge" dir="auto">${tag}</span> </#list></span></#if>
</@parts.devices>
</#if>
<#if page.manages>
<#if page.full><p class="mfa-text">${msg("mfaConsoleFull")}</p>
<#elseif page.assignable>
<form id="kc-mfa-assign-form" class="mfa-actions-row" action="${links.assign(page.userId)}" method="get">
  <button type="submit" id="kc-mfa-assign" class="mfa-button mfa-primary">${msg("mfaNameTitle")}</button>
</form>
</#if>
<#if !page.full>
<section class="mfa-card" aria-labelledby="mfa-ask-title">
<h2 id="mfa-ask-title">${msg("mfaConsoleAskTitle")}</h2>
<p class="mfa-text">${msg("mfaConsoleAskIntro")}</p>
<form id="mfa-ask-form" class="mfa-actions-row" action="${links.ask(page.userId)}" method="post">
  <@layout.token/>
  <#if page.asked><p id="mfa-asked" class="mfa-text">${msg("mfaConsoleAsked")}</p><#else><button type="submit" id="mfa-ask" class="mfa-button mfa-secondary" name="action" value="next-sign-in">${msg("mfaConsoleAskNext")}</button></#if>
  <#if page.mail><button type="submit" id="mfa-ask-mail" class="mfa-button mfa-secondary" name="action" value="mail">${msg("mfaConsoleAskMail")}</button></#if>
</form>
</section>
</#if>
</#if>
<#assign standing = page.standing>
<section class="mfa-card" aria-labelledby="mfa-deadline-title">
<h2 id="mfa-deadline-title">${msg("mfaConsoleDeadline")}</h2>
<p id="mfa-deadline" class="mfa-text" data-state="${standing.state()}"><#if standing.state() = "grace" || standing.state() = "overdue">${msg("mfaConsoleStanding." + standing.state(), standing.until())}<#else>${msg("mfaConsoleStanding." + standing.state(), standing.days())}</#if></p>
<#if standing.asked()?has_content || standing.given()?has_content>
<dl class="mfa-parameters">
  <dt>${msg("mfaConsoleFirstAsked")}</dt><dd id="mfa-first-asked"><bdi>${standing.asked()?has_content?then(standing.asked(), msg("mfaNever"))}</bdi></dd>
  <dt>${msg("mfaConsolePutOff")}</dt><dd id="mfa-put-off">${standing.skips()}</dd>
  <#if standing.given()?has_content><dt>${msg("mfaConsoleGiven")}</dt><dd id="mfa-given"><bdi>${standing.given()}</bdi></dd></#if>
</dl>
</#if>
<#if standing.rules()?has_content>
<table id="mfa-rules" class="mfa-list mfa-cards">
  <thead><tr><th scope="col">${msg("mfaConsoleRuleSetting")}</th><th scope="col">${msg("mfaConsoleRuleHolds")}</th><th scope="col">${msg("mfaConsoleRuleBy")}</th></tr></thead>
  <tbody>
  <#list standing.rules() as rule>
  <tr data-setting="${rule.setting()}"><th scope="row">${msg(rule.label())}</th>
    <td>${rule.value()}<#list rule.types() as type>${msg((type = "webauthn")?then("mfaTypeKey", (type = "hardware")?then("mfaTypeToken", "mfaTypeApp")))}<#sep>, </#list></td>
    <td><span class="mfa-cell-name" aria-hidden="true">${msg("mfaConsoleRuleBy")}:</span> ${msg("mfaConsoleRuleBy." + rule.kind())}<#if rule.name()?has_content> <bdi>${rule.name()}</bdi></#if></td></tr>
  </#list>
  </tbody>
</table>
</#if>
<#if standing.offered()>
<form id="mfa-time-form" class="mfa-form" action="${links.deadline(page.userId)}" method="post" novalidate>
  <@layout.token/>
  <@ui.input name="until" label=msg("mfaConsoleTimeUntil") value=page.until hint=msg("mfaConsoleTimeHint", standing.zone()) from=standing.from() to=standing.to() focus=messagesPerField.existsError("until")/>
  <@ui.input name="reason" label=msg("mfaConsoleTimeReason") value=page.reason hint=msg("mfaConsoleTimeReasonHint") focus=messagesPerField.existsError("reason") && !messagesPerField.existsError("until")/>
  <div class="mfa-actions-row"><@ui.button label="mfaConsoleTimeGive" id="mfa-time-give" name="action" value="give"/><#if standing.holds()><@ui.button label="mfaConsoleTimeTakeBack" type="Secondary" id="mfa-time-back" name="action" value="takeBack"/></#if></div>
</form>
<#elseif standing.holds()>
<form id="mfa-time-form" class="mfa-actions-row" action="${links.deadline(page.userId)}" method="post">
  <@layout.token/>
  <@ui.button label="mfaConsoleTimeTakeBack" type="Secondary" id="mfa-time-back" name="action" value="takeBack"/>
</form>
</#if>
</section>
<#if page.manages>
<section class="mfa-card" aria-labelledby="mfa-rescue-title">
<h2 id="mfa-rescue-title">${msg("mfaConsoleRescueTitle")}</h2>
<#if page.mayGive>
<p class="mfa-text">${msg("mfaConsolePassIntro")}</p>
<form id="kc-mfa-pass-form" class="mfa-form" action="${links.pass(page.userId)}" method="post">
  <@layout.token/>
  <@ui.input name="minutes" label=msg("mfaConsolePassMinutes") value=page.minutes code=true filled=false focus=messagesPerField.existsError("minutes")/>
  <div class="mfa-actions-row"><@ui.button label="mfaConsolePassGive" id="kc-mfa-pass"/></div>
</form>
</#if>
<#if page.passes?has_content>
<form id="mfa-passes-form" action="${links.pass(page.userId)}" method="post">
  <@layout.token/>
  <table id="mfa-passes" class="mfa-list mfa-cards">
    <thead><tr><th scope="col">${msg("mfaConsolePassEnds")}</th><th scope="col">${msg("mfaColumnUsed")}</th><th scope="col">${msg("mfaColumnActions")}</th></tr></thead>
    <tbody>
    <#list page.passes as pass><tr data-pass-id="${pass.id()}"><th scope="row" id="mfa-pass-${pass?index}">${pass.end()}</th><td><span class="mfa-cell-name" aria-hidden="true">${msg("mfaColumnUsed")}:</span> ${pass.used()?has_content?then(pass.used(), msg("mfaNever"))}</td><td><button type="submit" id="mfa-revoke-${pass?index}" class="mfa-link" name="revoke" value="${pass.id()}" aria-labelledby="mfa-revoke-${pass?index} mfa-pass-${pass?index}">${msg("mfaConsolePassRevoke")}</button></td></tr></#list>
    </tbody>
  </table>
</form>
</#if>
<p class="mfa-text">${msg("mfaConsoleResetHint")}</p>
<p class="mfa-actions-row"><@layout.linkButton label="mfaConsoleReset" href=links.reset(page.userId) id="kc-mfa-reset"/></p>
</section>
</#if>
</@layout.page>
