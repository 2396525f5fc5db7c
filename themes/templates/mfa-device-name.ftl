<#import "template.ftl" as layout>
<#import "mfa-commons.ftl" as ui>
<@layout.registrationLayout displayMessage=!messagesPerField.existsError('deviceName') && (mfa.deviceTypes?size = 1 || !messagesPerField.existsError('deviceType')); section>
<#if section = "header">
${msg("mfaNameTitle")}
<#elseif section = "form">
<@ui.assets/>
<p class="mfa-text">${msg("mfaNameIntro")}</p>
<form id="kc-mfa-name-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
  <@ui.input name="deviceName" label=msg("mfaDeviceName") value=mfa.deviceName hint=msg("mfaDeviceNameHint") focus=true/>
  <@ui.types types=mfa.deviceTypes selected=mfa.deviceType/>
  <div class="mfa-actions">
    <@ui.button label="mfaNext"/>
    <@ui.cancel/>
  </div>
</form>
</#if>
</@layout.registrationLayout>
