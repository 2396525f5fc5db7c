<#import "template.ftl" as layout>
<#function named name><#if name.text()?has_content><#return name></#if><#return msg("mfaUnnamedDevice")></#function>
<#macro row label><tr><th scope="row" style="text-align:start;padding:4px 16px 4px 0;font-weight:400;color:#4d4d4d;vertical-align:top">${msg(label)}</th><td style="padding:4px 0;overflow-wrap:anywhere"><bdi><#nested></bdi></td></tr></#macro>
<#function clock seconds><#local amount = (seconds?abs gte 60)?then(msg("mfaMinutes", (seconds?abs / 60)?round), msg("mfaSeconds", seconds?abs))><#return msg((seconds gt 0)?then("mfaClockFast", "mfaClockSlow"), amount)></#function>
<@layout.emailLayout>
<div lang="${msg("mfaLanguage")}" dir="${(msg("mfaLanguage") = "ar")?string("rtl", "ltr")}" style="max-width:560px;margin:24px auto;padding:24px;border:1px solid #c7c7c7;border-top:4px solid #0066cc;border-radius:6px;background:#ffffff;color:#151515;font:16px/1.5 sans-serif">
<p style="margin:0 0 16px;font-size:18px;overflow-wrap:anywhere">${msg("mfaMail." + operation, named(device), account, named(previousName))}</p>
<table style="border-collapse:collapse;font-size:14px">
<#if operation = "drift"><@row label="mfaMailClock">${clock(drift)}</@row><#else>
<#if by != "unknown"><@row label="mfaMailTime">${date}</@row></#if>
<@row label="mfaMailBy">${msg("mfaMailBy." + by, account)}</@row>
<#if by = "user">
<#if browser.text()?has_content><@row label="mfaMailBrowser">${browser.text()}</@row></#if>
<@row label="mfaMailAddress">${ipAddress.text()}</@row>
</#if>
</#if>
</table>
<p style="margin:16px 0 0;padding:8px 12px;background:#fff6e5;color:#151515">${msg((operation = "drift")?then("mfaMailDrift", (by = "user")?then("mfaMailNotYou", "mfaMailNotAsked")))}</p>
<#if link??><p style="margin:16px 0 0"><a href="${link}" style="color:#0066cc">${msg("mfaDisavow")}</a></p></#if>
</div>
</@layout.emailLayout>
