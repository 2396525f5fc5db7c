<#import "template.ftl" as layout>
<@layout.emailLayout>
<div lang="${msg("mfaLanguage")}" dir="${(msg("mfaLanguage") = "ar")?string("rtl", "ltr")}" style="max-width:560px;margin:24px auto;padding:24px;border:1px solid #c7c7c7;border-top:4px solid #0066cc;border-radius:6px;background:#ffffff;color:#151515;font:16px/1.5 sans-serif">
<p style="margin:0 0 16px;font-size:18px;overflow-wrap:anywhere"><#if least gt 1>${msg("mfaReminderMore", account, until, least)}<#else>${msg("mfaReminder", account, until)}</#if></p>
<#if skips gte 0><p style="margin:0 0 16px">${msg("mfaReminderSkips", skips)}</p></#if>
<p style="margin:0 0 16px">${msg("mfaReminderWhy")}</p>
<#if link??><p style="margin:0 0 16px"><a href="${link}" style="color:#0066cc">${msg("mfaDeadlineAssign")}</a></p></#if>
<p style="margin:16px 0 0;padding:8px 12px;background:#fff6e5;color:#151515">${msg("mfaReminderSafe")}</p>
</div>
</@layout.emailLayout>
