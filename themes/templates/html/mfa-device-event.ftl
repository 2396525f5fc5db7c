<#import "template.ftl" as layout>
<@layout.emailLayout>
<p>${msg(mail, device?has_content?then(device, msg("mfaUnnamedDevice")), user.username, previousName)}</p>
<p>${msg("mfaMailWhen", date, ipAddress)}</p>
<p>${msg("mfaMailNotYou")}</p>
</@layout.emailLayout>
