<#ftl output_format="plainText">
${msg("mfaFirstDeviceMail", minutes)}

${code}

${msg("mfaFirstDeviceMailNotYou")}
