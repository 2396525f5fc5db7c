<#ftl output_format="plainText">
<#if least gt 1>${msg("mfaReminderMore", account, until, least)}<#else>${msg("mfaReminder", account, until)}</#if>
<#if skips gte 0>

${msg("mfaReminderSkips", skips)}
</#if>

${msg("mfaReminderWhy")}
<#if link??>

${msg("mfaDeadlineAssign")}: ${link}
</#if>

${msg("mfaReminderSafe")}
