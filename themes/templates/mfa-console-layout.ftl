<#-- The frame of the admins' pages. -->
<#macro page title trail=[]>
<!DOCTYPE html>
<html lang="${msg("mfaLanguage")}"<#if msg("mfaLanguage") = "ar"> dir="rtl"</#if>>
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="robots" content="noindex, nofollow">
  <meta name="color-scheme" content="light dark">
  <title>${title}<#if realmName?has_content> – ${realmName}</#if> – ${msg("mfaConsole")}</title>
  <link rel="stylesheet" href="${url.resourcesPath}/css/mfa.css">
  <link rel="stylesheet" href="${url.resourcesPath}/css/mfa-console.css">
</head>
<body class="mfa-console">
<a class="mfa-skip" href="#mfa-main">${msg("mfaConsoleSkip")}</a>
<header class="mfa-head">
  <p class="mfa-brand">${msg("mfaConsole")}<#if realmName?has_content> <span class="mfa-realm" dir="auto">${realmName}</span></#if></p>
  <#if admin??>
  <nav class="mfa-nav" aria-label="${msg("mfaConsole")}">
    <ul>
      <#if servers><li><a href="${links.realms()}">${msg("mfaConsoleRealms")}</a></li></#if>
      <#if realmName?has_content>
      <li><a href="${links.overview()}">${msg("mfaConsoleOverview")}</a></li>
      <li><a href="${links.users()}">${msg("mfaConsoleUsers")}</a></li>
      <#if seesDeadlines!false><li><a href="${links.deadlines({})}">${msg("mfaConsoleDeadlines")}</a></li></#if>
      <#if seesTokens!false><li><a href="${links.tokens()}">${msg("mfaConsoleTokens")}</a></li></#if>
      </#if>
    </ul>
  </nav>
  <p class="mfa-who"><span dir="auto">${admin}</span> <a id="mfa-sign-out" href="${signOut}">${msg("mfaConsoleSignOut")}</a></p>
  </#if>
</header>
<main id="mfa-main" class="mfa-main" tabindex="-1">
<#if trail?has_content>
<nav aria-label="${msg("mfaConsoleTrail")}"><ol class="mfa-trail"><#list trail as step><li><a href="${step.link}" dir="auto">${step.name}</a></li></#list></ol></nav>
</#if>
<h1 dir="auto">${title}</h1>
<#nested>
</main>
</body>
</html>
</#macro>

<#macro status text><p id="mfa-status" class="mfa-alert mfa-good" role="status" tabindex="-1" autofocus>${text}</p></#macro>
<#macro alert text><p class="mfa-alert mfa-bad" role="alert">${text}</p></#macro>

<#-- What Keycloak's session and every form have in common. -->
<#macro token><input type="hidden" name="stateChecker" value="${stateChecker}"></#macro>

<#macro linkButton label href id="" type="secondary"><a<#if id?has_content> id="${id}"</#if> class="mfa-button mfa-${type}" href="${href}">${msg(label)}</a></#macro>

<#-- Whose a hardware token is, or for whom it is reserved. -->
<#macro holder token><#if token.held()><#if token.userLink()?has_content><a href="${token.userLink()}"><bdi>${token.username()}</bdi></a><#else><bdi>${token.username()?has_content?then(token.username(), msg("mfaConsoleUnknownUser"))}</bdi></#if></#if></#macro>
