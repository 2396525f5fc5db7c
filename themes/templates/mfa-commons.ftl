<#-- The login theme's own form group where it has one (keycloak.v2 and its children), plain markup elsewhere. -->
<#assign themeFields = .get_optional_template("field.ftl")>
<#assign themed = false>
<#if themeFields.exists>
  <#assign fields = themeFields.import()>
  <#assign themed = fields.group??>
</#if>

<#-- In the themes before keycloak.v2 alone. -->
<#macro older><#if !themed><#nested></#if></#macro>

<#macro step number><p class="mfa-step">${msg("mfaStep", number, 2)}</p></#macro>

<#-- A name, whichever way its script runs. -->
<#macro called text id=""><bdi<#if id?has_content> id="${id}"</#if>>${deviceName(text)}</bdi></#macro>

<#-- Which device the page is about. -->
<#macro about name id=""><p class="mfa-text"><strong><@called text=name id=id/></strong></p></#macro>

<#-- What screen readers say; done: it says what was done, and is where the keyboard goes on. -->
<#macro status id="kc-mfa-status" done=true>
<#local kind = done?string("success", "info")>
<div id="${id}" class="${(properties.kcAlertClass!"")} ${themed?string("pf-m-", "alert-")}${kind} mfa-status" role="status"<#if done> tabindex="-1" autofocus</#if>><span class="${properties.kcAlertTitleClass!}"><#nested></span></div>
</#macro>

<#macro field name label error>
<#if themed>
<@fields.group name=name label=label error=error><#nested></@fields.group>
<#else>
<div class="${properties.kcFormGroupClass!}">
  <div class="${properties.kcLabelWrapperClass!}"><label for="${name}" class="${properties.kcLabelClass!}">${label}</label></div>
  <div class="${properties.kcInputWrapperClass!}">
    <#nested>
    <#if error?has_content><span id="input-error-${name}" class="${properties.kcInputErrorMessageClass!}" aria-live="polite">${error}</span></#if>
  </div>
</div>
</#if>
</#macro>

<#-- code: a field for a code; letters: which may have some; filled: whether the browser may fill it in with a code that it knows; from, to: a field for a day among these -->
<#macro input name label value="" error=messagesPerField.get(name) hint="" code=false letters=false filled=true focus=false describedBy="" from="" to="">
<#local descriptions = (describedBy + " " + hint?has_content?then(name + "-hint ", "") + error?has_content?then("input-error-" + name, ""))?trim>
<@field name=name label=label error=error>
<#if themed><span class="${properties.kcInputClass!}${error?has_content?then(" " + (properties.kcError!""), "")}"></#if>
<input id="${name}" name="${name}" <#if from?has_content>type="date" min="${from}" max="${to}"<#else>type="text"</#if> value="${value}" class="${themed?then("", properties.kcInputClass!"")}"<#if code && letters> inputmode="text" autocapitalize="characters" spellcheck="false" dir="ltr"<#elseif code> inputmode="numeric" dir="ltr"<#else> dir="auto"</#if> autocomplete="${(code && filled)?then("one-time-code", "off")}"<#if focus> autofocus</#if><#if error?has_content> aria-invalid="true"</#if><#if descriptions?has_content> aria-describedby="${descriptions}"</#if>>
<#if themed></span></#if>
<#if hint?has_content><div id="${name}-hint" class="mfa-hint">${hint}</div></#if>
</@field>
</#macro>

<#-- type: Primary, Secondary or Danger -->
<#macro button label type="Primary" id="" extra...>
<button type="submit"<#if id?has_content> id="${id}"</#if> class="${properties.kcButtonClass!} ${properties["kcButton" + (type = "Danger")?string("Primary", type) + "Class"]!properties.kcButtonDefaultClass!} ${properties.kcButtonBlockClass!} ${properties.kcButtonLargeClass!}<#if type = "Danger"> mfa-danger</#if>"<#list extra as name, value> ${name}="${value}"</#list>>${msg(label)}</button>
</#macro>

<#-- A button that needs a script, which shows it. -->
<#macro keyButton label id primary=true>
<button type="button" id="${id}" class="${properties.kcButtonClass!} ${properties["kcButton" + primary?string("Primary", "Secondary") + "Class"]!properties.kcButtonDefaultClass!} ${properties.kcButtonBlockClass!} ${properties.kcButtonLargeClass!}" hidden>${msg(label)}</button>
</#macro>

<#-- What Keycloak's script for security keys fills in, and the button for it. -->
<#macro keyDialog keys label primary=true>
<@script "mfa-key-signin.js"/>
<form id="webauth" action="${url.loginAction}" method="post" data-challenge="${challenge}" data-rp-id="${rpId}" data-user-verification="${userVerification}" data-create-timeout="${createTimeout?c}" data-keys="<#list keys as key>${key.key().credentialId()}<#sep> </#list>">
  <input type="hidden" id="clientDataJSON" name="clientDataJSON">
  <input type="hidden" id="authenticatorData" name="authenticatorData">
  <input type="hidden" id="signature" name="signature">
  <input type="hidden" id="credentialId" name="credentialId">
  <input type="hidden" id="userHandle" name="userHandle">
  <input type="hidden" id="error" name="error">
  <input type="hidden" name="selectedCredentialId">
</form>
<form id="authn_select" hidden></form>
<noscript><p class="mfa-text" role="status">${msg("mfaKeyNeedsScripts")}</p></noscript>
<div class="mfa-actions mfa-key"><@keyButton label=label id="authenticateWebAuthnButton" primary=primary/></div>
</#macro>

<#macro script file><script type="module" src="${url.resourcesPath}/js/${file}"></script></#macro>

<#-- Leaving is possible where an application, not the realm, asked for the action. -->
<#macro cancel><#if isAppInitiatedAction??><@button label="doCancel" type="Secondary" id="kc-mfa-cancel" name="cancel-aia" value="true" formnovalidate="formnovalidate"/><#elseif (mfa.later)!false><@button label="mfaLater" type="Secondary" id="kc-mfa-later" name="cancel-aia" value="true" formnovalidate="formnovalidate"/></#if></#macro>

<#-- What the wizard says to who came with a temporary pass. -->
<#macro passEnd><#if (mfa.passEnd)??><p id="kc-mfa-pass-end" class="mfa-text">${msg("mfaPassEnd", mfa.passEnd)}</p></#if></#macro>

<#-- The quiet way to Keycloak's form for a recovery code. -->
<#macro recovery>
<#if (mfa.recovery!"")?has_content>
<form id="kc-mfa-recovery-form" action="${url.loginAction}" method="post"><p class="mfa-text mfa-quiet"><button type="submit" id="kc-mfa-recovery" class="mfa-link" name="authenticationExecution" value="${mfa.recovery}">${msg("mfaUseRecoveryCode")}</button></p></form>
</#if>
</#macro>

<#-- Keeps the theme from showing the link to Keycloak's list of ways to sign in. -->
<#function no><#return false></#function>
<#macro noOtherWay><#if auth?has_content><#global auth = auth + {"showTryAnotherWayLink": no}></#if></#macro>

<#-- What a device is called, also one that was never named. -->
<#function deviceName name><#return name?has_content?then(name, msg("mfaUnnamedDevice"))></#function>

<#-- The same for a parameter of a message, which would take it for a message itself. -->
<#function verbatim name><#if name.text()?has_content><#return name></#if><#return msg("mfaUnnamedDevice")></#function>

<#-- A choice among several devices; for one there is none to make. -->
<#macro devices name devices selected>
<#local mixed = false>
<#list devices as device><#if device.isKey() || device.serialNumber()??><#local mixed = true></#if></#list>
<#if devices?size gt 1>
<fieldset class="mfa-devices ${properties.kcFormGroupClass!}">
<legend class="${properties.kcLabelClass!}">${msg("mfaChooseDevice")}</legend>
<#list devices as device>
<label><input type="radio" name="${name}" value="${device.id()}"<#if device.id() = selected> checked</#if><#if device.key()??> data-key="${device.key().credentialId()}"</#if>> <span><@called text=device.name()/><#if mixed> <span class="mfa-hint">${msg(device.isKey()?then("mfaTypeKey", device.serialNumber()???then("mfaTypeToken", "mfaTypeApp")))}</span></#if></span></label>
</#list>
</fieldset>
<#elseif devices?size = 1 && name = "deviceId">
<@about name=devices[0].name() id="kc-mfa-device-name"/>
<input type="hidden" name="${name}" value="${devices[0].id()}">
</#if>
</#macro>

<#-- The types of devices to choose from; alone: where there is one, there is nothing to choose, but it is shown; nested: what else is said of them -->
<#macro types types selected alone=false>
<#if types?size gt alone?then(0, 1)>
<#local error = messagesPerField.get('deviceType')>
<fieldset class="mfa-devices ${properties.kcFormGroupClass!}"<#if error?has_content> aria-describedby="input-error-deviceType"</#if>>
<legend class="${properties.kcLabelClass!}">${msg("mfaDeviceType")}</legend>
<#list types as type>
<label><input type="radio" name="deviceType" value="${type}"<#if type = selected> checked<#if error?has_content> autofocus</#if></#if><#if error?has_content> aria-invalid="true"</#if>> <span>${msg((type = "webauthn")?then("mfaTypeKey", (type = "hardware")?then("mfaTypeToken", "mfaTypeApp")))}</span></label>
</#list>
<#if error?has_content><span id="input-error-deviceType" class="${properties.kcInputErrorMessageClass!}" aria-live="polite">${error}</span></#if>
<#nested>
</fieldset>
</#if>
</#macro>

<#-- A button in a table, whose name for screen readers includes the device's. -->
<#macro rowButton label action row danger=false>
<button type="submit" id="mfa-${action}-${row}" class="mfa-link<#if danger> mfa-danger-text</#if>" name="action" value="${action}" aria-labelledby="mfa-${action}-${row} mfa-device-${row}">${msg(label)}</button>
</#macro>
