<#-- The frame of the users' pages, inside the theme's own. -->
<#import "template.ftl" as layout>
<#import "mfa-commons.ftl" as ui>

<#-- Where the realm's language is none of ours the words are English, all of them, and say so. -->
<#assign ours = msg("mfaLanguage")>
<#assign foreign = ours != (locale.currentLanguageTag)!ours>

<#macro words text><#if foreign><span lang="${ours}">${text}</span><#else>${text}</#if></#macro>

<#--
  A page.
  heading: also the title of the browser's window or tab, in themes that take one
  message: whether what went wrong is told above the page, since it is not beside a field
  stock: whether the heading is one of Keycloak's own messages
-->
<#macro page heading message=true stock=false>
<#global title = heading + " – " + (realm.displayName!realm.name)>
<@layout.registrationLayout displayMessage=message; section>
<#if section = "header">
<#if stock>${heading}<#else><@words heading/></#if>
<#elseif section = "show-username">
<#-- which older themes have in place of the heading -->
<@ui.older><h1 class="mfa-heading"><@words heading/></h1></@ui.older>
<#elseif section = "form">
<link rel="stylesheet" href="${url.resourcesPath}/css/mfa.css">
<@ui.script "mfa-submit-once.js"/>
<#if foreign><div lang="${ours}" dir="${(ours = "ar")?string("rtl", "ltr")}"></#if>
<#nested>
<#if foreign></div></#if>
</#if>
</@layout.registrationLayout>
</#macro>
