<#import "mfa-page.ftl" as frame>
<#import "mfa-commons.ftl" as ui>
<#import "mfa-parts.ftl" as parts>
<#if (mfa.recovery!"")?has_content && !mfa.otherWays><@ui.noOtherWay/></#if>
<@frame.page heading=msg("mfaResyncTitle") message=!messagesPerField.existsError('code1', 'code2')>
<@ui.script "mfa-codes.js"/>
<p class="mfa-text" id="mfa-codes-hint">${msg("mfaResyncIntro")}</p>
<form id="kc-mfa-resync-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
  <@ui.devices name="deviceId" devices=mfa.devices selected=mfa.selected/>
  <@parts.codes kept=mfa.kept describedBy="mfa-codes-hint" focus=true/>
  <div class="mfa-actions">
    <@ui.button label="mfaResync" id="kc-mfa-resync"/>
    <@ui.button label="doBack" type="Secondary" id="kc-mfa-back" name="action" value="back" formnovalidate="formnovalidate"/>
    <@ui.cancel/>
  </div>
</form>
<@ui.recovery/>
</@frame.page>
