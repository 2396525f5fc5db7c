<#import "mfa-console-layout.ftl" as layout>
<@layout.page title=msg("mfaConsoleNotShown")>
<@layout.alert text=msg(page.message)/>
<p><@layout.linkButton label="mfaConsoleStart" href=links.realms() id="mfa-start"/></p>
</@layout.page>
