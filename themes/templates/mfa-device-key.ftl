<#import "mfa-page.ftl" as frame>
<#import "mfa-commons.ftl" as ui>
<@frame.page heading=msg(mfa.replaces?then("mfaReplaceTitle", "mfaNameTitle"))>
<@ui.script "mfa-key-register.js"/>
<@ui.step 2/>
<@ui.about name=mfa.deviceName id="kc-mfa-device-name"/>
<#if mfa.replaces><p id="kc-mfa-replaces" class="mfa-text">${msg("mfaReplaceIntro")}</p></#if>
<p class="mfa-text">${msg("mfaKeyIntro")}</p>
<noscript><p class="mfa-text" role="status">${msg("mfaKeyNeedsScripts")}</p></noscript>
<form id="register" action="${url.loginAction}" method="post" data-challenge="${challenge}" data-userid="${userid}" data-username="${username}" data-rp-id="${rpId}" data-rp-entity-name="${rpEntityName}" data-signature-algorithms="<#list signatureAlgorithms as algorithm>${algorithm?c}<#sep>,</#list>" data-attestation-conveyance-preference="${attestationConveyancePreference}" data-authenticator-attachment="${authenticatorAttachment}" data-require-resident-key="${requireResidentKey}" data-resident-key="${residentKey!}" data-user-verification-requirement="${userVerificationRequirement}" data-create-timeout="${createTimeout?c}" data-exclude-credential-ids="${excludeCredentialIds}">
  <input type="hidden" id="clientDataJSON" name="clientDataJSON">
  <input type="hidden" id="attestationObject" name="attestationObject">
  <input type="hidden" id="publicKeyCredentialId" name="publicKeyCredentialId">
  <input type="hidden" id="authenticatorLabel" name="authenticatorLabel" value="${mfa.deviceName}">
  <input type="hidden" id="transports" name="transports">
  <input type="hidden" id="authenticatorAttachment" name="authenticatorAttachment">
  <input type="hidden" id="error" name="error">
</form>
<form id="kc-mfa-key-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
  <div class="mfa-actions">
    <@ui.keyButton label="mfaKeyAdd" id="registerWebAuthn"/>
    <@ui.button label="doBack" type="Secondary" id="kc-mfa-back" name="action" value="back"/>
    <@ui.cancel/>
  </div>
</form>
</@frame.page>
