<#import "mfa-page.ftl" as frame>
<#import "mfa-commons.ftl" as ui>
<@frame.page heading=msg("mfaDisavowedTitle")>
<@ui.status>${msg("mfaDisavowed." + mfa.undone)}</@ui.status>
<p class="mfa-text">${msg("mfaDisavowedSessions")}</p>
<p id="kc-mfa-disavowed-password" class="mfa-text">${msg(mfa.password?then("mfaDisavowedPassword", "mfaDisavowedPasswordElsewhere"))}</p>
</@frame.page>
