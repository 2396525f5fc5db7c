<#import "template.ftl" as layout>
<#import "mfa-commons.ftl" as ui>
<#assign heading = msg(mfa.replaces?then("mfaReplaceTitle", "mfaNameTitle"))>
<@ui.titled heading/>
<@layout.registrationLayout displayMessage=!messagesPerField.existsError('deviceName') && (mfa.deviceTypes?size = 1 || !messagesPerField.existsError('deviceType')); section>
<#if section = "header">
<@ui.words heading/>
<#elseif section = "show-username">
<@ui.heading heading/>
<#elseif section = "form">
<@ui.page>
<@ui.step 1/>
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
</@ui.page>
</#if>
</@layout.registrationLayout>
