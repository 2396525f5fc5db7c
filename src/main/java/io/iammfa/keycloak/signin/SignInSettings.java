package io.iammfa.keycloak.signin;

import java.util.List;
import java.util.Map;
import org.keycloak.models.AuthenticatorConfigModel;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/**
 * The settings of one execution of "MFA device form".
 *
 * @param anyDevice whether there is one field for a code of any device, instead of a choice of the device
 * @param offerResync whether the page leads to a resync
 * @param trustPasskeys whether a passwordless passkey that verified the user is enough
 */
record SignInSettings(boolean anyDevice, boolean offerResync, boolean trustPasskeys) {

    private static final String DEVICE_SELECTION = "device-selection";
    private static final String CHOOSE = "choose";
    private static final String ANY = "any";
    private static final String OFFER_RESYNC = "offer-resync";
    private static final String TRUST_PASSKEYS = "trust-passkeys";

    /** The settings of an execution; those of one that was never configured are the defaults. */
    static SignInSettings of(AuthenticatorConfigModel config) {
        Map<String, String> settings = config == null || config.getConfig() == null ? Map.of() : config.getConfig();
        return new SignInSettings(
                ANY.equals(settings.get(DEVICE_SELECTION)),
                Boolean.parseBoolean(settings.getOrDefault(OFFER_RESYNC, "true")),
                Boolean.parseBoolean(settings.getOrDefault(TRUST_PASSKEYS, "true")));
    }

    /** The settings for the admin console's form. */
    static List<ProviderConfigProperty> properties() {
        return ProviderConfigurationBuilder.create()
                .property()
                .name(DEVICE_SELECTION)
                .label("Device selection")
                .helpText("What users with several devices see. \"choose\": they pick the device, the one used last"
                        + " preselected. \"any\": one field, and a code of any of their devices signs them in.")
                .type(ProviderConfigProperty.LIST_TYPE)
                .options(CHOOSE, ANY)
                .defaultValue(CHOOSE)
                .add()
                .property()
                .name(OFFER_RESYNC)
                .label("Offer resync")
                .helpText(
                        "Whether users whose codes are not accepted, since their device's clock or counter ran off, can"
                                + " resync it with two consecutive codes, which signs them in.")
                .type(ProviderConfigProperty.BOOLEAN_TYPE)
                .defaultValue(true)
                .add()
                .property()
                .name(TRUST_PASSKEYS)
                .label("Trust passkeys")
                .helpText(
                        "Whether users who signed in with a passwordless passkey that verified them, by PIN, finger or"
                                + " face, are not asked for an MFA device as well.")
                .type(ProviderConfigProperty.BOOLEAN_TYPE)
                .defaultValue(true)
                .add()
                .build();
    }
}
