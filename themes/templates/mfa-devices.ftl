<#import "template.ftl" as layout>
<#import "mfa-commons.ftl" as ui>
<@layout.registrationLayout; section>
<#if section = "header">
${msg("mfaDevicesTitle")}
<#elseif section = "form">
<@ui.assets/>
<p id="kc-mfa-count" class="mfa-text">${msg("mfaDevicesCount", mfa.devices?size, mfa.limit)}</p>
<#if mfa.devices?has_content>
<table id="kc-mfa-devices" class="mfa-table" role="table">
  <caption class="mfa-unseen">${msg("mfaDevicesTitle")}</caption>
  <thead class="mfa-unseen" role="rowgroup">
    <tr role="row"><th scope="col" role="columnheader">${msg("mfaDeviceName")}</th><th scope="col" role="columnheader">${msg("mfaColumnType")}</th><th scope="col" role="columnheader">${msg("mfaColumnAdded")}</th><th scope="col" role="columnheader">${msg("mfaColumnUsed")}</th><th scope="col" role="columnheader">${msg("mfaColumnActions")}</th></tr>
  </thead>
  <tbody role="rowgroup">
  <#list mfa.devices as device>
    <tr role="row" data-device-id="${device.id()}">
      <th scope="row" role="rowheader" id="mfa-device-${device?index}" dir="auto">${ui.deviceName(device.name())}</th>
      <td role="cell"><#if device.kind() = "webauthn">${msg("mfaTypeKey")}<#else>${msg((device.kind() = "hotp")?then("mfaKeyTypeHotp", "mfaKeyTypeTotp"))}</#if><#if device.clockOff()> <span class="mfa-badge">${msg("mfaClockOff")}</span></#if></td>
      <td role="cell"><span aria-hidden="true">${msg("mfaColumnAdded")}:</span> ${device.added()}</td>
      <td role="cell"><span aria-hidden="true">${msg("mfaColumnUsed")}:</span> ${device.used()?has_content?then(device.used(), msg("mfaNever"))}</td>
      <td role="cell">
        <form class="mfa-row-actions" action="${url.loginAction}" method="post">
          <input type="hidden" name="deviceId" value="${device.id()}">
          <@ui.rowButton label="mfaRename" action="rename" row=device?index/>
          <#if device.kind() != "webauthn"><@ui.rowButton label="mfaResync" action="resync" row=device?index/></#if>
          <@ui.rowButton label="mfaReplace" action="replace" row=device?index/>
          <@ui.rowButton label="mfaRemove" action="remove" row=device?index/>
        </form>
      </td>
    </tr>
  </#list>
  </tbody>
</table>
</#if>
<form id="kc-mfa-assign-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
  <div class="mfa-actions">
    <#if mfa.devices?size lt mfa.limit><@ui.button label="mfaNameTitle" id="kc-mfa-assign" name="action" value="assign"/><#else><p class="mfa-text">${msg("mfaDevicesFull")}</p></#if>
    <@ui.button label="mfaDone" type="Secondary" id="kc-mfa-done" name="action" value="done"/>
    <@ui.cancel/>
  </div>
</form>
</#if>
</@layout.registrationLayout>
