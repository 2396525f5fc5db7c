<#import "mfa-console-layout.ftl" as layout>
<@layout.page title=msg("mfaConsoleTokenDo." + page.action) trail=[{"link": links.tokens(), "name": msg("mfaConsoleTokens")}, {"link": page.token.link(), "name": page.token.serial()}]>
<p class="mfa-text"><strong><bdi id="mfa-token-serial">${page.token.serial()}</bdi></strong> <bdi class="mfa-hint">${page.token.model()}</bdi></p>
<p class="mfa-text">${msg("mfaConsoleTokenConfirm." + page.action)}</p>
<form id="mfa-token-form" class="mfa-form" action="${links.token()}" method="post">
  <@layout.token/>
  <input type="hidden" name="serialNumber" value="${page.token.serial()}">
  <div class="mfa-actions-row">
    <button type="submit" id="mfa-token-${page.action}" class="mfa-button mfa-primary mfa-danger" name="action" value="${page.action}">${msg("mfaConsoleTokenDo." + page.action)}</button>
    <@layout.linkButton label="doBack" href=page.token.link() id="kc-mfa-back"/>
  </div>
</form>
</@layout.page>
