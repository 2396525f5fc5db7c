<#ftl output_format="plainText">
${msg(mail, device?has_content?then(device, msg("mfaUnnamedDevice")), user.username, previousName)}

${msg("mfaMailWhen", date, ipAddress)}

${msg("mfaMailNotYou")}
