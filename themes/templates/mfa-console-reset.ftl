<#import "mfa-console-layout.ftl" as layout>
<#import "mfa-commons.ftl" as ui>
<@layout.page title=msg("mfaConsoleResetTitle") trail=[{"link": links.users(), "name": msg("mfaConsoleUsers")}, {"link": links.user(page.userId), "name": page.username}]>
<p class="mfa-text">${msg("mfaConsoleResetIntro")}</p>
<form id="kc-mfa-reset-form" class="mfa-form" action="${links.reset(page.userId)}" method="post">
  <@layout.token/>
  <div class="mfa-actions-row">
    <@ui.button label="mfaConsoleReset" type="Danger" id="kc-mfa-reset"/>
    <@layout.linkButton label="doBack" href=links.user(page.userId) id="kc-mfa-back"/>
  </div>
</form>
</@layout.page>
