<#import "mfa-page.ftl" as frame>
<#import "mfa-commons.ftl" as ui>
<@frame.page heading=msg("mfaRemoveTitle")>
<@ui.about name=mfa.device.name()/>
<p class="mfa-text">${msg("mfaRemoveIntro")}</p>
<#if mfa.others?has_content>
<p class="mfa-text" id="kc-mfa-others">${msg("mfaRemoveOthers")} <#list mfa.others as other><@ui.called text=other/><#sep>, </#list></p>
<#else>
<p class="mfa-text" id="kc-mfa-last-device">${msg("mfaRemoveLast")}</p>
</#if>
<form id="kc-mfa-remove-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
  <input type="hidden" name="deviceId" value="${mfa.device.id()}">
  <div class="mfa-actions">
    <@ui.button label="mfaRemove" type="Danger" id="kc-mfa-remove"/>
    <#if mfa.back><@ui.button label="doBack" type="Secondary" id="kc-mfa-back" name="action" value="back"/></#if>
    <@ui.cancel/>
  </div>
</form>
</@frame.page>
