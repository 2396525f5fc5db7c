<#ftl output_format="plainText">
<#function clock seconds><#local amount = (seconds?abs gte 60)?then(msg("mfaMinutes", (seconds?abs / 60)?round), msg("mfaSeconds", seconds?abs))><#return msg((seconds gt 0)?then("mfaClockFast", "mfaClockSlow"), amount)></#function>
<#function named name><#if name.text()?has_content><#return name></#if><#return msg("mfaUnnamedDevice")></#function>
${msg("mfaMail." + operation, named(device), account, named(previousName))}

<#if operation = "drift">${msg("mfaMailClock")}: ${clock(drift)}
<#else>
<#if by != "unknown">${msg("mfaMailTime")}: ${date}
</#if>
${msg("mfaMailBy")}: ${msg("mfaMailBy." + by, account)}
<#if by = "user">
<#if browser.text()?has_content>${msg("mfaMailBrowser")}: ${browser.text()}
</#if>
${msg("mfaMailAddress")}: ${ipAddress.text()}
</#if>
</#if>

${msg((operation = "drift")?then("mfaMailDrift", (by = "user")?then("mfaMailNotYou", "mfaMailNotAsked")))}
<#if link??>

${msg("mfaDisavow")}: ${link}
</#if>
