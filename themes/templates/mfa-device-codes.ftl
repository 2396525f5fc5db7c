<#import "template.ftl" as layout>
<#import "mfa-commons.ftl" as ui>
<#assign counter = mfa.device.counts()>
<@layout.registrationLayout displayMessage=!messagesPerField.existsError('code1', 'code2'); section>
<#if section = "header">
${msg(mfa.replaces?then("mfaReplaceTitle", "mfaCodesTitle"))}
<#elseif section = "form">
<@ui.assets/>
<p class="mfa-text"><strong id="kc-mfa-device-name" dir="auto">${mfa.deviceName}</strong></p>
<#if mfa.replaces><p id="kc-mfa-replaces" class="mfa-text">${msg("mfaReplaceIntro")}</p></#if>
<ol class="mfa-steps">
  <li>
    <p>${msg("mfaCodesInstall")}</p>
  </li>
  <li>
    <p>${msg("mfaCodesScan")}</p>
    <#if mfa.qrCode?has_content>
    <details class="mfa-disclosure">
      <summary>${msg("mfaShowQrCode")}</summary>
      <img id="kc-mfa-qr-code" class="mfa-qr-code" src="${mfa.qrCode}" alt="${msg("mfaQrCodeAlt")}">
    </details>
    </#if>
    <details class="mfa-disclosure">
      <summary>${msg("mfaShowSecretKey")}</summary>
      <p><code id="kc-mfa-secret-key" class="mfa-secret-key" translate="no">${mfa.secretKey}</code></p>
      <dl class="mfa-parameters">
        <dt>${msg("mfaKeyType")}</dt><dd>${msg(counter?then("mfaKeyTypeHotp", "mfaKeyTypeTotp"))}</dd>
        <dt>${msg("mfaKeyAlgorithm")}</dt><dd>${mfa.device.algorithm()?remove_beginning("Hmac")}</dd>
        <dt>${msg("mfaKeyDigits")}</dt><dd>${mfa.device.digits()?c}</dd>
        <#if counter>
        <dt>${msg("mfaKeyCounter")}</dt><dd>${mfa.device.counter()?c}</dd>
        <#else>
        <dt>${msg("mfaKeyPeriod")}</dt><dd>${msg("mfaKeySeconds", mfa.device.period())}</dd>
        </#if>
      </dl>
    </details>
    <p><a id="kc-mfa-open-app" href="${mfa.otpauthUri}">${msg("mfaOpenApp")}</a></p>
  </li>
  <li>
    <p id="mfa-codes-hint">${msg(counter?then("mfaCodesTypeCounter", "mfaCodesType"))}</p>
  </li>
</ol>
<form id="kc-mfa-codes-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
  <@ui.input name="code1" label=msg("mfaCode1") code=true describedBy="mfa-codes-hint" focus=messagesPerField.existsError('code1')/>
  <@ui.input name="code2" label=msg("mfaCode2") code=true describedBy="mfa-codes-hint" focus=messagesPerField.existsError('code2') && !messagesPerField.existsError('code1')/>
  <div class="mfa-actions">
    <@ui.button label="mfaAdd" id="kc-mfa-add" name="action" value="add"/>
    <@ui.button label="doBack" type="Secondary" id="kc-mfa-back" name="action" value="back" formnovalidate="formnovalidate"/>
    <@ui.cancel/>
  </div>
</form>
</#if>
</@layout.registrationLayout>
