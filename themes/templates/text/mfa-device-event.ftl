<#ftl output_format="plainText">
<#function named name><#if name.text()?has_content><#return name></#if><#return msg("mfaUnnamedDevice")></#function>
${msg(mail, named(device), account, named(previousName))}

${msg("mfaMailWhen", date, ipAddress)}

${msg("mfaMailNotYou")}
