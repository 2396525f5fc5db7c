<#import "mfa-page.ftl" as frame>
<#import "mfa-commons.ftl" as ui>
<#macro row label><tr><th scope="row">${msg(label)}</th><td><bdi><#nested></bdi></td></tr></#macro>
<@frame.page heading=msg("mfaDisavowTitle")>
<p id="kc-mfa-change" class="mfa-text">${msg("mfaMail." + mfa.operation, ui.verbatim(mfa.device), mfa.account, ui.verbatim(mfa.previousName))}</p>
<table class="mfa-facts">
<@row label="mfaMailTime">${mfa.date}</@row>
<@row label="mfaMailBy">${msg("mfaMailBy." + mfa.by, mfa.account)}</@row>
<#if mfa.by = "user" && mfa.ipAddress.text()?has_content><@row label="mfaMailAddress">${mfa.ipAddress.text()}</@row></#if>
</table>
<p class="mfa-text">${msg("mfaDisavowIntro")}</p>
<form id="kc-mfa-disavow-form" class="${properties.kcFormClass!}" action="${mfa.action}" method="post">
  <input type="hidden" name="key" value="${mfa.key}">
  <div class="mfa-actions"><@ui.button label="mfaDisavow" type="Danger" id="kc-mfa-disavow" name="action" value="disavow"/></div>
</form>
<p class="mfa-text mfa-hint">${msg("mfaDisavowClose")}</p>
</@frame.page>
