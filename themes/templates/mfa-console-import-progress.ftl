<#import "mfa-console-layout.ftl" as layout>
<@layout.page title=msg("mfaConsoleImportProgress") trail=[{"link": links.tokens(), "name": msg("mfaConsoleTokens")}, {"link": links.tokenImport(), "name": msg("mfaConsoleImport")}]>
<#if page.told??>
<p id="mfa-progress" class="mfa-text" data-percent="${page.told.percent()?c}">${msg(page.told.dryRun()?then("mfaConsoleImportProgressChecked", "mfaConsoleImportProgressImported"), page.told.rows(), page.told.percent())}</p>
<progress class="mfa-progress" max="100" value="${page.told.percent()?c}" aria-labelledby="mfa-progress"></progress>
<#else>
<p id="mfa-progress" class="mfa-text">${msg("mfaConsoleImportProgressNone")}</p>
</#if>
<p class="mfa-text"><a id="mfa-progress-again" href="${links.tokenImport()}/progress">${msg("mfaConsoleImportProgressAgain")}</a></p>
</@layout.page>
