<#import "mfa-page.ftl" as frame>
<#import "mfa-commons.ftl" as ui>
<@frame.page heading=msg("mfaLimitTitle")>
<p id="kc-mfa-limit" class="mfa-text" role="status">${msg("mfaLimitReached", mfa.limit)}</p>
<p class="mfa-text">${msg(mfa.manage?then("mfaLimitRemove", "mfaLimitAsk"))}</p>
<form id="kc-mfa-limit-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
  <div class="mfa-actions">
    <#if !isAppInitiatedAction??><@ui.button label="mfaContinue" id="kc-mfa-continue" name="action" value="continue"/></#if>
    <#if mfa.manage><@ui.button label="mfaLimitManage" type=(isAppInitiatedAction??)?string("Primary", "Secondary") id="kc-mfa-manage" name="action" value="manage"/></#if>
    <@ui.cancel/>
  </div>
</form>
</@frame.page>
