package io.iammfa.keycloak.policy;

import java.util.Set;

/** The steps of flows that matter to MFA devices, by the ids of their authenticators. */
public final class Steps {

    /** "MFA device form". */
    public static final String FORM = "mfa-device-form";

    /** Keycloak's own step that asks for a recovery code. */
    public static final String RECOVERY = "auth-recovery-authn-code-form";

    /** "MFA device" of direct grants. */
    static final String DIRECT_GRANT = "mfa-direct-grant";

    /** Keycloak's own steps for codes, which know nothing of security keys. */
    static final Set<String> STOCK_CODES =
            Set.of("auth-otp-form", "auth-conditional-otp-form", "direct-grant-validate-otp");

    public static final Set<String> PASSWORDS =
            Set.of("auth-username-password-form", "auth-password-form", "direct-grant-validate-password");

    /** Those that ask for a device. */
    static final Set<String> DEVICES = Set.of(FORM, DIRECT_GRANT, "webauthn-authenticator");

    /** The condition whose subflow passes over who owns no device. */
    static final String USER_CONFIGURED = "conditional-user-configured";

    private Steps() {}

    /** Whether a step asks for a device, Keycloak's own ones for codes included; null is none. */
    public static boolean isOfDevices(String step) {
        return step != null && (DEVICES.contains(step) || STOCK_CODES.contains(step));
    }
}
