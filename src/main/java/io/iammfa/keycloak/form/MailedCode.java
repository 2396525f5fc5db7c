package io.iammfa.keycloak.form;

import io.iammfa.keycloak.device.DeviceSession;
import io.iammfa.keycloak.event.RealmTitle;
import io.iammfa.keycloak.totp.CodeInput;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.requiredactions.UpdateEmail;
import org.keycloak.common.util.SecretGenerator;
import org.keycloak.common.util.Time;
import org.keycloak.email.EmailException;
import org.keycloak.email.EmailTemplateProvider;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.userprofile.UserProfileConstants;
import org.keycloak.userprofile.UserProfileProvider;

/**
 * A code that is mailed to the verified address of a user who owns no device, before they assign the first. It lives on the
 * server's side of the authentication session.
 */
final class MailedCode {

    private static final Logger LOG = Logger.getLogger(MailedCode.class);

    private static final String CODE = "mfa-mailed-code";
    private static final String SENT = "mfa-mailed-at";

    private static final int DIGITS = 8;
    private static final long HOLDS = Duration.ofMinutes(15).toMillis();

    /** How soon another one is sent. */
    private static final long PAUSE = Duration.ofMinutes(1).toMillis();

    private final RequiredActionContext context;
    private final AuthenticationSessionModel authSession;
    private final UserModel user;

    MailedCode(RequiredActionContext context) {
        this.context = context;
        this.authSession = context.getAuthenticationSession();
        this.user = context.getUser();
    }

    /** Whether there is an address that a code may be sent to, and that the password alone does not change. */
    boolean isPossible() {
        return user.getEmail() != null && user.isEmailVerified() && isGuarded();
    }

    private boolean isGuarded() {
        RealmModel realm = context.getRealm();
        if (UpdateEmail.isEnabled(realm)) {
            return true;
        }
        UPAttribute email = context.getSession()
                .getProvider(UserProfileProvider.class)
                .getConfiguration()
                .getAttribute(UserModel.EMAIL);
        boolean guarded = email == null
                || email.getPermissions() == null
                || !email.getPermissions().getEdit().contains(UserProfileConstants.ROLE_USER);
        if (!guarded) {
            LOG.warnf(
                    "Realm '%s': no code is mailed before a first MFA device, since users change their address with the"
                            + " password alone. Enable the required action UPDATE_EMAIL, or let only admins edit \"email\" in"
                            + " the user profile.",
                    realm.getName());
        }
        return guarded;
    }

    /** Where the code goes, of which who reads it knows the rest. */
    String address() {
        String address = user.getEmail();
        int at = address.lastIndexOf('@');
        return address.substring(0, address.offsetByCodePoints(0, at > 0 ? 1 : 0)) + "…"
                + address.substring(Math.max(at, 0));
    }

    /**
     * Sends a code, unless one was sent just now.
     *
     * @param another whether to send one though there is one that holds
     * @return false if it can't be sent
     */
    boolean send(boolean another) {
        if (isWithin(another ? PAUSE : HOLDS)) {
            return true;
        }
        String code = SecretGenerator.getInstance().randomString(DIGITS, SecretGenerator.DIGITS);
        try {
            context.getSession()
                    .getProvider(EmailTemplateProvider.class)
                    .setRealm(context.getRealm())
                    .setUser(user)
                    .send(
                            "mfaFirstDeviceMailSubject",
                            List.of(RealmTitle.of(context.getRealm())),
                            "mfa-first-device.ftl",
                            new HashMap<>(Map.of(
                                    "code",
                                    code.substring(0, DIGITS / 2) + " " + code.substring(DIGITS / 2),
                                    "minutes",
                                    HOLDS / 60_000)));
        } catch (EmailException e) {
            LOG.errorf(
                    e,
                    "Realm '%s': the code before a first MFA device could not be mailed",
                    context.getRealm().getName());
            return false;
        }
        authSession.setAuthNote(CODE, code);
        authSession.setAuthNote(SENT, String.valueOf(Time.currentTimeMillis()));
        return true;
    }

    /** Accepts the code that was sent, once. */
    boolean accept(String typed) {
        String code = authSession.getAuthNote(CODE);
        boolean right = code != null
                && isWithin(HOLDS)
                && CodeInput.read(typed, DIGITS) instanceof CodeInput.Code input
                && MessageDigest.isEqual(bytes(code), bytes(input.value()));
        if (right) {
            authSession.removeAuthNote(CODE);
            DeviceSession.mailed(authSession, user);
        }
        return right;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private boolean isWithin(long time) {
        String sent = authSession.getAuthNote(SENT);
        return sent != null && Time.currentTimeMillis() - Long.parseLong(sent) < time;
    }
}
