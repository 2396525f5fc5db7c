<#import "mfa-page.ftl" as frame>
<#import "mfa-commons.ftl" as ui>
<@frame.page heading=msg(mfa.replaces?then("mfaReplaceTitle", "mfaNameTitle")) message=!messagesPerField.existsError('deviceName') && (mfa.deviceTypes?size = 1 || !messagesPerField.existsError('deviceType'))>
<@ui.step 1/>
<@ui.passEnd/>
<#if mfa.replaces><p id="kc-mfa-replaces" class="mfa-text">${msg("mfaReplaceIntro")}</p><#else><p class="mfa-text">${msg("mfaNameIntro")}</p></#if>
<form id="kc-mfa-name-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
  <@ui.input name="deviceName" label=msg("mfaDeviceName") value=mfa.deviceName hint=msg("mfaDeviceNameHint") focus=!messagesPerField.existsError("deviceType")/>
  <@ui.types types=mfa.deviceTypes selected=mfa.deviceType/>
  <#if mfa.several><p class="mfa-text mfa-hint">${msg("mfaAdvice")}</p></#if>
  <div class="mfa-actions">
    <@ui.button label="mfaNext"/>
    <@ui.cancel/>
  </div>
</form>
</@frame.page>
