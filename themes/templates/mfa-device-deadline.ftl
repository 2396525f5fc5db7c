<#import "mfa-page.ftl" as frame>
<#import "mfa-commons.ftl" as ui>
<@frame.page heading=msg("mfaDeadlineTitle")>
<p class="mfa-text"><#if mfa.some>${msg("mfaDeadlineWhyMore", mfa.least)}<#else>${msg("mfaDeadlineWhy")}</#if></p>
<p id="kc-mfa-deadline" class="mfa-text" role="status"><strong><#if mfa.last>${msg("mfaDeadlineLast", mfa.until)}<#else>${msg("mfaDeadlineUntil", mfa.until)}</#if></strong></p>
<form id="kc-mfa-deadline-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
  <div class="mfa-actions">
    <@ui.button label="mfaDeadlineAssign" id="kc-mfa-deadline-assign" name="action" value="assign"/>
    <@ui.button label="mfaLater" type="Secondary" id="kc-mfa-deadline-later" name="action" value="later"/>
  </div>
</form>
</@frame.page>
