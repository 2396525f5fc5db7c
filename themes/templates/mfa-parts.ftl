<#-- Parts of pages that users and admins both have. -->
<#import "mfa-commons.ftl" as ui>

<#-- How an authenticator app is set up: QR code or secret key, each on demand. -->
<#macro setUp model>
<#local counter = model.device.counts()>
<ol class="mfa-steps">
  <li>
    <p>${msg("mfaCodesInstall")}</p>
  </li>
  <li>
    <p>${msg("mfaCodesScan")}</p>
    <#if model.qrCode?has_content>
    <details class="mfa-disclosure">
      <summary>${msg("mfaShowQrCode")}</summary>
      <img id="kc-mfa-qr-code" class="mfa-qr-code" src="${model.qrCode}" alt="${msg("mfaQrCodeAlt")}">
    </details>
    </#if>
    <details class="mfa-disclosure">
      <summary>${msg("mfaShowSecretKey")}</summary>
      <p><code id="kc-mfa-secret-key" class="mfa-secret-key" translate="no">${model.secretKey}</code></p>
      <dl class="mfa-parameters">
        <dt>${msg("mfaKeyType")}</dt><dd>${msg(counter?then("mfaKeyTypeHotp", "mfaKeyTypeTotp"))}</dd>
        <dt>${msg("mfaKeyAlgorithm")}</dt><dd>${model.device.algorithm()?remove_beginning("Hmac")}</dd>
        <dt>${msg("mfaKeyDigits")}</dt><dd>${model.device.digits()?c}</dd>
        <#if counter>
        <dt>${msg("mfaKeyCounter")}</dt><dd>${model.device.counter()?c}</dd>
        <#else>
        <dt>${msg("mfaKeyPeriod")}</dt><dd>${msg("mfaKeySeconds", model.device.period())}</dd>
        </#if>
      </dl>
    </details>
    <#nested>
  </li>
  <li>
    <p id="mfa-codes-hint">${msg(counter?then("mfaCodesTypeCounter", "mfaCodesType"))}</p>
  </li>
</ol>
</#macro>

<#-- The two fields for consecutive codes. -->
<#macro codes describedBy="">
  <@ui.input name="code1" label=msg("mfaCode1") code=true describedBy=describedBy focus=messagesPerField.existsError('code1')/>
  <@ui.input name="code2" label=msg("mfaCode2") code=true describedBy=describedBy focus=messagesPerField.existsError('code2') && !messagesPerField.existsError('code1')/>
</#macro>

<#function kindOf device><#return (device.kind() = "webauthn")?then(msg("mfaTypeKey"), msg((device.kind() = "hotp")?then("mfaKeyTypeHotp", "mfaKeyTypeTotp")))></#function>

<#--
  The table of a user's devices.
  action: where the buttons send to; hidden: a field that goes along, or empty; buttons: whether there are any
  nested: what else is said of a device
-->
<#macro devices devices action hidden="" hiddenValue="" buttons=true>
<table id="kc-mfa-devices" class="mfa-table" role="table">
  <caption class="mfa-unseen">${msg("mfaDevicesTitle")}</caption>
  <thead class="mfa-unseen" role="rowgroup">
    <tr role="row"><th scope="col" role="columnheader">${msg("mfaDeviceName")}</th><th scope="col" role="columnheader">${msg("mfaColumnType")}</th><th scope="col" role="columnheader">${msg("mfaColumnAdded")}</th><th scope="col" role="columnheader">${msg("mfaColumnUsed")}</th><#if buttons><th scope="col" role="columnheader">${msg("mfaColumnActions")}</th></#if></tr>
  </thead>
  <tbody role="rowgroup">
  <#list devices as device>
    <tr role="row" data-device-id="${device.id()}">
      <th scope="row" role="rowheader"><span id="mfa-device-${device?index}" dir="auto">${ui.deviceName(device.name())}</span><#nested device></th>
      <td role="cell">${kindOf(device)}<#if device.clockOff()> <span class="mfa-badge">${msg("mfaClockOff")}</span></#if></td>
      <td role="cell"><span class="mfa-cell-name" aria-hidden="true">${msg("mfaColumnAdded")}:</span> ${device.added()}</td>
      <td role="cell"><span class="mfa-cell-name" aria-hidden="true">${msg("mfaColumnUsed")}:</span> ${device.used()?has_content?then(device.used(), msg("mfaNever"))}</td>
      <#if buttons>
      <td role="cell">
        <form class="mfa-row-actions" action="${action}" method="post">
          <#if hidden?has_content><input type="hidden" name="${hidden}" value="${hiddenValue}"></#if>
          <input type="hidden" name="deviceId" value="${device.id()}">
          <@ui.rowButton label="mfaRename" action="rename" row=device?index/>
          <#if device.kind() != "webauthn"><@ui.rowButton label="mfaResync" action="resync" row=device?index/></#if>
          <@ui.rowButton label="mfaReplace" action="replace" row=device?index/>
          <@ui.rowButton label="mfaRemove" action="remove" row=device?index/>
          <#if hidden?has_content><@ui.rowButton label="mfaConsoleTags" action="tags" row=device?index/></#if>
        </form>
      </td>
      </#if>
    </tr>
  </#list>
  </tbody>
</table>
</#macro>
