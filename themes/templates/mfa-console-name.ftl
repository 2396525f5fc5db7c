<#import "mfa-console-layout.ftl" as layout>
<#import "mfa-commons.ftl" as ui>
<@layout.page title=msg(page.replaces?has_content?then("mfaReplaceTitle", "mfaNameTitle")) trail=[{"link": links.users(), "name": msg("mfaConsoleUsers")}, {"link": links.user(page.userId), "name": page.username}]>
<#if page.deviceTypes?has_content>
<@ui.step 1/>
<#if page.replaces?has_content><p id="kc-mfa-replaces" class="mfa-text">${msg("mfaReplaceIntro")}</p></#if>
<form id="kc-mfa-name-form" class="mfa-form" action="${links.assign(page.userId)}" method="post">
  <@layout.token/>
  <#if page.replaces?has_content><input type="hidden" name="replaces" value="${page.replaces}"></#if>
  <@ui.input name="deviceName" label=msg("mfaDeviceName") value=page.deviceName hint=msg("mfaDeviceNameHint") focus=true/>
  <@ui.types types=page.deviceTypes selected=page.deviceType alone=true>
    <p class="mfa-hint">${msg("mfaConsoleKeyHint")}</p>
  </@ui.types>
  <div class="mfa-actions-row">
    <@ui.button label="mfaNext" id="kc-mfa-next"/>
    <@layout.linkButton label="doCancel" href=links.user(page.userId) id="kc-mfa-cancel"/>
  </div>
</form>
<#else>
<p class="mfa-text">${msg("mfaConsoleNoApps")}</p>
</#if>
</@layout.page>
