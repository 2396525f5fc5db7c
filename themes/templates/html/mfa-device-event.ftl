<#import "template.ftl" as layout>
<#function named name><#if name.text()?has_content><#return name></#if><#return msg("mfaUnnamedDevice")></#function>
<@layout.emailLayout>
<p>${msg(mail, named(device), account, named(previousName))}</p>
<p>${msg("mfaMailWhen", date, ipAddress)}</p>
<p>${msg("mfaMailNotYou")}</p>
</@layout.emailLayout>
