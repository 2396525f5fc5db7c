<#import "mfa-console-layout.ftl" as layout>
<#import "mfa-commons.ftl" as ui>
<#import "mfa-parts.ftl" as parts>
<#assign token = page.token>
<@layout.page title=token.serial() trail=[{"link": links.tokens(), "name": msg("mfaConsoleTokens")}]>
<#if page.done?has_content><@layout.status text=msg("mfaConsoleTokenDone." + page.done)/></#if>
<#if messagesPerField.existsError("global")><@layout.alert text=messagesPerField.get("global")/></#if>
<dl id="mfa-token" class="mfa-parameters mfa-card">
  <dt>${msg("mfaConsoleTokenState")}</dt><dd id="mfa-token-state" data-state="${token.state()}">${msg("mfaConsoleTokenState." + token.state())}</dd>
  <#if token.held()><dt>${msg("username")}</dt><dd id="mfa-token-user"><@layout.holder token=token/></dd></#if>
  <#if token.model()?has_content><dt>${msg("mfaConsoleModel")}</dt><dd><bdi>${token.model()}</bdi></dd></#if>
  <dt>${msg("mfaKeyType")}</dt><dd>${msg((token.kind() = "hotp")?then("mfaKeyTypeHotp", "mfaKeyTypeTotp"))}</dd>
  <dt>${msg("mfaKeyAlgorithm")}</dt><dd>${token.algorithm()?remove_beginning("Hmac")}</dd>
  <dt>${msg("mfaKeyDigits")}</dt><dd>${token.digits()?c}</dd>
  <#if token.kind() != "hotp"><dt>${msg("mfaKeyPeriod")}</dt><dd>${msg("mfaKeySeconds", token.period())}<#if token.drift() != 0> <span class="mfa-badge">${parts.clock(token)}</span></#if></dd></#if>
  <#if token.from()?has_content><dt>${msg("mfaConsoleTokenFrom")}</dt><dd><bdi>${token.from()}</bdi></dd></#if>
  <#if token.to()?has_content><dt>${msg("mfaConsoleTokenTo")}</dt><dd><bdi>${token.to()}</bdi></dd></#if>
  <#if token.batch()?has_content><dt>${msg("mfaConsoleTokenBatch")}</dt><dd><bdi>${token.batch()}</bdi></dd></#if>
  <dt>${msg("mfaConsoleTokenImported")}</dt><dd><bdi>${token.imported()}</bdi> <bdi class="mfa-hint">${token.importedBy()}</bdi></dd>
</dl>
<#if token.state() = "active"><p id="mfa-token-in-use" class="mfa-text">${msg("mfaConsoleTokenInUse")}</p></#if>
<#if page.actions?seq_contains("reserve")>
<form id="mfa-token-reserve-form" class="mfa-form" action="${links.token()}" method="post">
  <@layout.token/>
  <input type="hidden" name="serialNumber" value="${token.serial()}">
  <@ui.input name="username" label=msg("mfaConsoleTokenReserveFor") value=page.typed focus=messagesPerField.existsError("username")/>
  <div class="mfa-actions-row"><@ui.button label="mfaConsoleTokenReserve" id="mfa-token-reserve" name="action" value="reserve"/></div>
</form>
</#if>
<#if page.actions?has_content>
<form id="mfa-token-form" class="mfa-actions-row" action="${links.token()}" method="post">
  <@layout.token/>
  <input type="hidden" name="serialNumber" value="${token.serial()}">
  <#if page.actions?seq_contains("free")><@ui.button label="mfaConsoleTokenFree" type="Secondary" id="mfa-token-free" name="action" value="free"/></#if>
  <#list ["lost", "retire", "delete"] as action>
  <#if page.actions?seq_contains(action)><a id="mfa-token-${action}" class="mfa-button mfa-secondary" href="${links.token(token.serial(), {"action": action})}">${msg("mfaConsoleTokenDo." + action)}</a></#if>
  </#list>
</form>
</#if>
</@layout.page>
