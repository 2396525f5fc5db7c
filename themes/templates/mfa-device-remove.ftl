<#import "template.ftl" as layout>
<#import "mfa-commons.ftl" as ui>
<@layout.registrationLayout; section>
<#if section = "header">
${msg("mfaRemoveTitle")}
<#elseif section = "form">
<@ui.assets/>
<p class="mfa-text"><strong dir="auto">${ui.deviceName(mfa.device.name())}</strong></p>
<p class="mfa-text">${msg("mfaRemoveIntro")}</p>
<#if mfa.last><p class="mfa-text" id="kc-mfa-last-device">${msg("mfaRemoveLast")}</p></#if>
<form id="kc-mfa-remove-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
  <input type="hidden" name="deviceId" value="${mfa.device.id()}">
  <div class="mfa-actions">
    <@ui.button label="mfaRemove" id="kc-mfa-remove"/>
    <#if mfa.back><@ui.button label="doBack" type="Secondary" id="kc-mfa-back" name="action" value="back"/></#if>
    <@ui.cancel/>
  </div>
</form>
</#if>
</@layout.registrationLayout>
