<#import "mfa-console-layout.ftl" as layout>
<#import "mfa-commons.ftl" as ui>
<#import "mfa-parts.ftl" as parts>
<@layout.page title=page.username trail=[{"link": links.users(), "name": msg("mfaConsoleUsers")}]>
<#if page.done?has_content><@layout.status text=msg("mfaConsoleDone." + page.done)/></#if>
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
<#elseif page.apps>
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
</@layout.page>
