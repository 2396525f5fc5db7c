package io.iammfa.keycloak.signin;

import java.util.List;
import org.keycloak.models.AuthenticatorConfigModel;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/**
 * The settings of one execution of "MFA device form".
 *
 * @param anyDevice whether there is one field for a code of any device, instead of a choice of the device
 */
record SignInSettings(boolean anyDevice) {

    private static final String DEVICE_SELECTION = "device-selection";
    private static final String CHOOSE = "choose";
    private static final String ANY = "any";

    /** The settings of an execution; those of one that was never configured are the defaults. */
    static SignInSettings of(AuthenticatorConfigModel config) {
        return new SignInSettings(config != null
                && config.getConfig() != null
                && ANY.equals(config.getConfig().get(DEVICE_SELECTION)));
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
                .build();
    }
}
