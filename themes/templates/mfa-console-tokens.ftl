<#import "mfa-console-layout.ftl" as layout>
<@layout.page title=msg("mfaConsoleTokens")>
<#if page.done?has_content><@layout.status text=msg("mfaConsoleTokenDone." + page.done)/></#if>
<#if messagesPerField.existsError("filter")><@layout.alert text=messagesPerField.get("filter")/></#if>
<form id="mfa-filter" class="mfa-filter" action="${links.tokens()}" method="get" role="search">
  <div class="mfa-group"><label class="mfa-label" for="search">${msg("mfaConsoleTokenSearch")}</label><input class="mfa-input" type="search" id="search" name="search" value="${page.filter.search}" maxlength="64" autocomplete="off" dir="auto"></div>
  <div class="mfa-group"><label class="mfa-label" for="status">${msg("mfaConsoleTokenState")}</label><select class="mfa-input" id="status" name="status"><option value="">${msg("mfaConsoleAny")}</option><#list page.states as state><option value="${state}"<#if page.filter.status = state> selected</#if>>${msg("mfaConsoleTokenState." + state)}</option></#list></select></div>
  <div class="mfa-group"><label class="mfa-label" for="model">${msg("mfaConsoleModel")}</label><input class="mfa-input" type="text" id="model" name="model" value="${page.filter.model}" maxlength="255" autocomplete="off" dir="auto"></div>
  <button type="submit" class="mfa-button mfa-primary">${msg("mfaConsoleFind")}</button>
</form>
<#if page.tokens?has_content>
<table id="mfa-tokens" class="mfa-list mfa-cards">
  <thead><tr><th scope="col">${msg("mfaSerialNumber")}</th><th scope="col">${msg("mfaConsoleModel")}</th><th scope="col">${msg("mfaConsoleTokenState")}</th><th scope="col">${msg("username")}</th><th scope="col">${msg("mfaConsoleTokenImported")}</th></tr></thead>
  <tbody>
  <#list page.tokens as token>
  <tr data-state="${token.state()}"><th scope="row"><a href="${token.link()}"><bdi>${token.serial()}</bdi></a></th>
    <td><bdi>${token.model()}</bdi></td>
    <td>${msg("mfaConsoleTokenState." + token.state())}</td>
    <td><@layout.holder token=token/></td>
    <td><span class="mfa-cell-name" aria-hidden="true">${msg("mfaConsoleTokenImported")}:</span> <bdi>${token.imported()}</bdi> <bdi class="mfa-hint">${token.importedBy()}</bdi></td></tr>
  </#list>
  </tbody>
</table>
<#else>
<p id="mfa-no-tokens" class="mfa-text">${msg("mfaConsoleNoTokens")}</p>
</#if>
<p class="mfa-actions-row">
<#if page.next?has_content><@layout.linkButton label="mfaConsoleNext" href=page.next id="mfa-next"/></#if>
<#if page.keeps><@layout.linkButton label="mfaConsoleImport" href=links.tokenImport() id="mfa-import"/></#if>
</p>
</@layout.page>
