<#import "mfa-page.ftl" as frame>
<#import "mfa-commons.ftl" as ui>
<#import "mfa-parts.ftl" as parts>
<@frame.page heading=msg("mfaDevicesTitle")>
<#if mfa.done??><@ui.status>${msg("mfaDone." + mfa.done.operation(), ui.verbatim(mfa.done.device()))}<#if mfa.devices?size = 1 && mfa.limit gt 1> ${msg("mfaSecondDevice")}</#if></@ui.status></#if>
<#if mfa.recovered && !mfa.done??><@ui.status id="kc-mfa-recovered" done=false>${msg("mfaRecovered")}</@ui.status></#if>
<#if mfa.recoveryCodes gte 0><p id="kc-mfa-recovery-codes" class="mfa-text">${msg("mfaRecoveryCodesLeft", mfa.recoveryCodes)}</p></#if>
<p id="kc-mfa-count" class="mfa-text">${msg("mfaDevicesCount", mfa.devices?size, mfa.limit)}</p>
<#if mfa.devices?has_content>
<@parts.devices devices=mfa.devices action=url.loginAction/>
</#if>
<form id="kc-mfa-assign-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
  <div class="mfa-actions">
    <#if mfa.devices?size lt mfa.limit><@ui.button label="mfaNameTitle" id="kc-mfa-assign" name="action" value="assign"/><#else><p class="mfa-text">${msg("mfaDevicesFull")}</p></#if>
    <@ui.button label="mfaDone" type="Secondary" id="kc-mfa-done" name="action" value="done"/>
  </div>
</form>
</@frame.page>
