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

    /** The settings for the admin console's form; labels and help texts are keys of its messages, which this jar brings. */
    static List<ProviderConfigProperty> properties() {
        return ProviderConfigurationBuilder.create()
                .property()
                .name(DEVICE_SELECTION)
                .label("mfaSettingDeviceSelection")
                .helpText("mfaSettingDeviceSelectionHelp")
                .type(ProviderConfigProperty.LIST_TYPE)
                .options(CHOOSE, ANY)
                .defaultValue(CHOOSE)
                .add()
                .property()
                .name(OFFER_RESYNC)
                .label("mfaSettingOfferResync")
                .helpText("mfaSettingOfferResyncHelp")
                .type(ProviderConfigProperty.BOOLEAN_TYPE)
                .defaultValue(true)
                .add()
                .property()
                .name(TRUST_PASSKEYS)
                .label("mfaSettingTrustPasskeys")
                .helpText("mfaSettingTrustPasskeysHelp")
                .type(ProviderConfigProperty.BOOLEAN_TYPE)
                .defaultValue(true)
                .add()
                .build();
    }
}
