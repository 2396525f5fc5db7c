<#import "template.ftl" as layout>
<#import "mfa-commons.ftl" as ui>
<@layout.registrationLayout; section>
<#if section = "header">
${msg("mfaLimitTitle")}
<#elseif section = "form">
<@ui.assets/>
<p id="kc-mfa-limit" class="mfa-text" role="status">${msg("mfaLimitReached", mfa.limit)}</p>
<p class="mfa-text">${msg("mfaLimitHowToGoOn")}</p>
<form id="kc-mfa-limit-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
  <div class="mfa-actions">
    <#if isAppInitiatedAction??><@ui.cancel/><#else><@ui.button label="mfaContinue" id="kc-mfa-continue" name="action" value="continue"/></#if>
  </div>
</form>
</#if>
</@layout.registrationLayout>
