<#import "mfa-page.ftl" as frame>
<#import "mfa-commons.ftl" as ui>
<#import "mfa-parts.ftl" as parts>
<@frame.page heading=msg(mfa.replaces?then("mfaReplaceTitle", "mfaNameTitle")) message=!messagesPerField.existsError('code1', 'code2')>
<@ui.script "mfa-codes.js"/>
<@ui.step 2/>
<@ui.about name=mfa.deviceName id="kc-mfa-device-name"/>
<#if mfa.replaces><p id="kc-mfa-replaces" class="mfa-text">${msg("mfaReplaceIntro")}</p></#if>
<div class="mfa-columns">
<div>
<@parts.setUp model=mfa>
    <p class="mfa-open-app"><a id="kc-mfa-open-app" href="${mfa.otpauthUri}">${msg("mfaOpenApp")}</a></p>
</@parts.setUp>
</div>
<form id="kc-mfa-codes-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
  <@parts.shown/>
  <@parts.codes kept=mfa.kept describedBy="mfa-codes-hint"/>
  <div class="mfa-actions">
    <@ui.button label=mfa.replaces?then("mfaReplace", "mfaAdd") id="kc-mfa-add" name="action" value="add"/>
    <@ui.button label="doBack" type="Secondary" id="kc-mfa-back" name="action" value="back" formnovalidate="formnovalidate"/>
    <@ui.cancel/>
  </div>
</form>
</div>
</@frame.page>
