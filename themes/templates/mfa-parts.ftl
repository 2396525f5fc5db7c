<#-- Parts of pages that users and admins both have. -->
<#import "mfa-commons.ftl" as ui>

<#-- How an authenticator app is set up: QR code or secret key, each on demand; nested: the app on this very device. -->
<#macro setUp model>
<#local counter = model.device.counts()>
<#local shown = model.shown![]>
<ol class="mfa-steps">
  <li>
    <p>${msg("mfaCodesInstall")}</p>
  </li>
  <li>
    <p>${msg("mfaCodesScan")}</p>
    <div class="mfa-ways">
    <#if model.qrCode?has_content>
    <details id="mfa-shown-qr" class="mfa-disclosure"<#if shown?seq_contains("qr")> open</#if>>
      <summary>${msg("mfaShowQrCode")}</summary>
      <img id="kc-mfa-qr-code" class="mfa-qr-code" src="${model.qrCode}" alt="${msg("mfaQrCodeAlt")}">
    </details>
    </#if>
    <details id="mfa-shown-key" class="mfa-disclosure"<#if shown?seq_contains("key")> open</#if>>
      <summary>${msg("mfaShowSecretKey")}</summary>
      <p><code id="kc-mfa-secret-key" class="mfa-secret-key" translate="no" dir="ltr">${model.secretKey}</code> <button type="button" id="kc-mfa-copy" class="mfa-link" data-copied="${msg("mfaCopied")}" hidden>${msg("mfaCopy")}</button> <span id="kc-mfa-copied" class="mfa-hint" role="status"></span></p>
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
    </div>
  </li>
  <li>
    <p id="mfa-codes-hint">${msg(counter?then("mfaCodesTypeCounter", "mfaCodesType"))}<#if !counter> <span id="kc-mfa-ring" class="mfa-ring" data-period="${model.device.period()?c}" aria-hidden="true" hidden></span></#if></p>
  </li>
</ol>
</#macro>

<#-- What is open of a device's secret, as the script knows; without one the QR code is what comes back. -->
<#macro shown><input type="hidden" id="mfa-shown" name="shown" value="qr"></#macro>

<#-- The two fields for consecutive codes; kept: what stays in them. -->
<#macro codes kept describedBy="" focus=false>
  <#local second = messagesPerField.existsError('code2') && !messagesPerField.existsError('code1')>
  <@ui.input name="code1" label=msg("mfaCode1") value=(kept.code1)!"" code=true describedBy=describedBy focus=messagesPerField.existsError('code1') || focus && !second/>
  <@ui.input name="code2" label=msg("mfaCode2") value=(kept.code2)!"" code=true filled=false describedBy=describedBy focus=second/>
</#macro>

<#function kindOf device><#if device.serialNumber()?has_content><#return msg("mfaTypeToken")></#if><#return msg((device.kind() = "webauthn")?then("mfaTypeKey", (device.kind() = "hotp")?then("mfaTypeCounter", "mfaTypeApp")))></#function>

<#-- How far a clock is off, which its codes are read by. -->
<#function clock device>
  <#local seconds = device.drift()?abs>
  <#local amount = (seconds gte 60)?then(msg("mfaMinutes", (seconds / 60)?round), msg("mfaSeconds", seconds))>
  <#return msg((device.drift() gt 0)?then("mfaClockFast", "mfaClockSlow"), amount)>
</#function>

<#--
  The table of a user's devices.
  action: where the buttons send to; hidden: a field that goes along, or empty; buttons: whether there are any
  nested: what else is said of a device
-->
<#macro devices devices action hidden="" hiddenValue="" buttons=true>
<table id="kc-mfa-devices" class="mfa-table" role="table">
  <caption class="mfa-unseen">${msg("mfaDevicesTitle")}</caption>
  <thead role="rowgroup">
    <tr role="row"><th scope="col" role="columnheader">${msg("mfaDeviceName")}</th><th scope="col" role="columnheader">${msg("mfaColumnType")}</th><th scope="col" role="columnheader">${msg("mfaColumnAdded")}</th><th scope="col" role="columnheader">${msg("mfaColumnUsed")}</th><#if buttons><th scope="col" role="columnheader">${msg("mfaColumnActions")}</th></#if></tr>
  </thead>
  <tbody role="rowgroup">
  <#list devices as device>
    <tr role="row" data-device-id="${device.id()}">
      <th scope="row" role="rowheader"><@ui.called text=device.name() id="mfa-device-" + device?index/><#nested device></th>
      <td role="cell">${kindOf(device)}<#if device.serialNumber()?has_content> <bdi class="mfa-hint" title="${msg("mfaSerialNumber")}">${device.serialNumber()}</bdi></#if><#if device.clockOff()> <span class="mfa-badge">${clock(device)}</span></#if></td>
      <td role="cell"><span class="mfa-cell-name" aria-hidden="true">${msg("mfaColumnAdded")}:</span> <bdi>${device.added()}</bdi></td>
      <td role="cell"><span class="mfa-cell-name" aria-hidden="true">${msg("mfaColumnUsed")}:</span> <bdi>${device.used()?has_content?then(device.used(), msg("mfaNever"))}</bdi></td>
      <#if buttons>
      <td role="cell">
        <form class="mfa-row-actions" action="${action}" method="post">
          <#if hidden?has_content><input type="hidden" name="${hidden}" value="${hiddenValue}"></#if>
          <input type="hidden" name="deviceId" value="${device.id()}">
          <@ui.rowButton label="mfaRename" action="rename" row=device?index/>
          <#if device.kind() != "webauthn"><@ui.rowButton label="mfaResync" action="resync" row=device?index/></#if>
          <@ui.rowButton label="mfaReplace" action="replace" row=device?index/>
          <@ui.rowButton label="mfaRemove" action="remove" row=device?index danger=true/>
          <#if hidden?has_content><@ui.rowButton label="mfaConsoleTags" action="tags" row=device?index/></#if>
        </form>
      </td>
      </#if>
    </tr>
  </#list>
  </tbody>
</table>
</#macro>
