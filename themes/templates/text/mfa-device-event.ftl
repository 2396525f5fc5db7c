<#ftl output_format="plainText">
<#function named name><#if name.text()?has_content><#return name></#if><#return msg("mfaUnnamedDevice")></#function>
${msg("mfaMail." + operation, named(device), account, named(previousName))}

<#if by != "unknown">${msg("mfaMailTime")}: ${date}
</#if>
${msg("mfaMailBy")}: ${msg("mfaMailBy." + by, account)}
<#if by = "user">
<#if browser.text()?has_content>${msg("mfaMailBrowser")}: ${browser.text()}
</#if>
${msg("mfaMailAddress")}: ${ipAddress.text()}
</#if>

${msg((by = "user")?then("mfaMailNotYou", "mfaMailNotAsked"))}
