<#import "mfa-console-layout.ftl" as layout>
<#import "mfa-commons.ftl" as ui>
<#-- A field other than one for a text; nested: the field, which has what describes it in a second variable. -->
<#macro field name label hint="">
<#local error = messagesPerField.get(name)>
<div class="mfa-group"><label class="mfa-label" for="${name}">${label}</label><#nested error?has_content?then(" aria-invalid=\"true\"", "")?no_esc, (hint?has_content?then(name + "-hint ", "") + error?has_content?then("input-error-" + name, ""))?trim><#if error?has_content><span id="input-error-${name}" class="mfa-error" aria-live="polite">${error}</span></#if><#if hint?has_content><div id="${name}-hint" class="mfa-hint">${hint}</div></#if></div>
</#macro>
<#macro choice name label usual values selected upper=false>
<@field name=name label=label><select class="mfa-input" id="${name}" name="${name}"><option value="">${usual}</option><#list values as value><option value="${value}"<#if value = selected> selected</#if>>${upper?then(value?upper_case, value)}</option></#list></select></@field>
</#macro>
<#macro secret name label>
<@field name=name label=label; invalid, described><input class="mfa-input" type="password" id="${name}" name="${name}" maxlength="1024" autocomplete="off" dir="ltr"${invalid}<#if described?has_content> aria-describedby="${described}" autofocus</#if>></@field>
</#macro>
<@layout.page title=msg("mfaConsoleImport") trail=[{"link": links.tokens(), "name": msg("mfaConsoleTokens")}]>
<#assign again = page.outcome?? && page.outcome.words() != "imported">
<#if page.outcome??>
<#assign outcome = page.outcome>
<section id="mfa-import-outcome" class="mfa-card" aria-label="${msg("mfaConsoleImport")}" data-words="${outcome.words()}">
<p id="mfa-status" class="mfa-alert <#if outcome.words() = "stops" || outcome.words() = "stopped">mfa-bad<#else>mfa-good</#if>" role="status" tabindex="-1" autofocus>${msg("mfaConsoleImportOutcome." + outcome.words())}</p>
<dl class="mfa-parameters">
  <dt>${msg("mfaConsoleImportTotal")}</dt><dd id="mfa-import-total">${outcome.total()}</dd>
  <dt>${msg("mfaConsoleImportNew")}</dt><dd id="mfa-import-new">${outcome.imported()}</dd>
  <dt>${msg("mfaConsoleImportUnchanged")}</dt><dd id="mfa-import-unchanged">${outcome.unchanged()}</dd>
  <dt>${msg("mfaConsoleImportRejected")}</dt><dd id="mfa-import-rejected">${outcome.rejected()}</dd>
</dl>
<#if outcome.lines()?has_content>
<table id="mfa-rejected" class="mfa-list mfa-cards">
  <caption class="mfa-label">${msg("mfaConsoleImportFirst", outcome.lines()?size, outcome.rejected())}</caption>
  <thead><tr><th scope="col">${msg("mfaConsoleImportLine")}</th><th scope="col">${msg("mfaSerialNumber")}</th><th scope="col">${msg("mfaConsoleImportReason")}</th></tr></thead>
  <tbody>
  <#list outcome.lines() as line><tr><th scope="row"><span class="mfa-cell-name" aria-hidden="true">${msg("mfaConsoleImportLine")}:</span> ${line.line()?c}</th><td><bdi>${line.serial()}</bdi></td><td>${msg("mfaConsoleImportReason." + line.reason())}</td></tr></#list>
  </tbody>
</table>
</#if>
</section>
</#if>
<p id="mfa-import-hint" class="mfa-text">${msg(again?then("mfaConsoleImportAgain", "mfaConsoleImportIntro"))}</p>
<p class="mfa-text"><a id="mfa-import-progress" href="${links.tokenImport()}/progress" target="_blank">${msg("mfaConsoleImportProgressLink")}</a></p>
<form id="mfa-import-form" class="mfa-form" action="${links.tokenImport()}" method="post" enctype="multipart/form-data" autocomplete="off">
  <@layout.token/>
  <@field name="file" label=msg("mfaConsoleImportFile"); invalid, described><input class="mfa-input" type="file" id="file" name="file"${invalid} aria-describedby="${("mfa-import-hint " + described)?trim}"<#if described?has_content> autofocus</#if>></@field>
  <@choice name="format" label=msg("mfaConsoleImportFormat") usual=msg("mfaConsoleImportAuto") values=page.formats selected=page.format upper=true/>
  <@choice name="encoding" label=msg("mfaConsoleImportEncoding") usual=msg("mfaConsoleImportUsual") values=page.encodings selected=page.encoding/>
  <@secret name="key" label=msg("mfaConsoleImportKey")/>
  <@secret name="password" label=msg("mfaConsoleImportPassword")/>
  <@field name="onError" label=msg("mfaConsoleImportOnError")><select class="mfa-input" id="onError" name="onError"><#list ["skip", "stop"] as way><option value="${way}"<#if way = page.onError> selected</#if>>${msg("mfaConsoleImportOnError." + way)}</option></#list></select></@field>
  <@ui.input name="batch" label=msg("mfaConsoleTokenBatch") value=page.batch hint=msg("mfaConsoleImportBatchHint") focus=messagesPerField.existsError("batch")/>
  <div class="mfa-actions-row">
    <@ui.button label="mfaConsoleImportCheck" id="mfa-import-check" name="action" value="check"/>
    <@ui.button label="mfaConsoleImportDo" id="mfa-import-do" type="Secondary" name="action" value="import"/>
    <#if page.outcome?? && page.outcome.rejected() gt 0><@ui.button label="mfaConsoleImportRejects" type="Secondary" id="mfa-import-rejects" name="action" value="rejects"/></#if>
  </div>
</form>
</@layout.page>
