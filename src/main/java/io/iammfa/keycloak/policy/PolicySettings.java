package io.iammfa.keycloak.policy;

import java.util.List;
import org.keycloak.models.Constants;
import org.keycloak.models.RequiredActionConfigModel;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;
import org.keycloak.userprofile.ValidationException;
import org.keycloak.validate.ValidationError;

/** The policy's settings as the admin console shows them, and what may be saved. */
public final class PolicySettings {

    static final NumberSetting MAX_DEVICES = new NumberSetting("max-devices", 1, 32, 8);
    static final NumberSetting SYNC_WINDOW_STEPS = new NumberSetting("sync-window-steps", 1, 2880, 120);

    static final NumberSetting TOKEN_SYNC_WINDOW_STEPS = new NumberSetting("token-sync-window-steps", 1, 2880, 480);

    static final NumberSetting GRACE_DAYS = new NumberSetting("grace-days", 0, 365, 0);
    static final NumberSetting GRACE_SKIPS = new NumberSetting("grace-skips", 0, 1000, 0);

    static final String PROOF_REQUIRED = "proof-required";
    static final String RECOVERY_PROVES = "recovery-proves";
    static final String FIRST_DEVICE = "first-device";
    static final String FOLLOW_DRIFT = "follow-drift";

    static final String USER_RULES = "user-rules";

    /** The setting that names the key of the vault that seals seeds. */
    public static final String SEED_KEY = "seed-key";

    /** Keycloak's own setting, which it declares and checks itself. */
    static final NumberSetting MAX_AUTH_AGE =
            new NumberSetting(Constants.MAX_AUTH_AGE_KEY, 0, Integer.MAX_VALUE, Constants.KC_ACTION_MAX_AGE);

    private PolicySettings() {}

    /** The settings for the admin console's form; labels and help texts are keys of its messages, which this jar brings. */
    public static List<ProviderConfigProperty> properties() {
        return ProviderConfigurationBuilder.create()
                .property()
                .name(MAX_DEVICES.name())
                .label("mfaSettingMaxDevices")
                .helpText("mfaSettingMaxDevicesHelp")
                .type(ProviderConfigProperty.STRING_TYPE)
                .defaultValue(MAX_DEVICES.defaultValue())
                .add()
                .property()
                .name(SYNC_WINDOW_STEPS.name())
                .label("mfaSettingSyncWindow")
                .helpText("mfaSettingSyncWindowHelp")
                .type(ProviderConfigProperty.STRING_TYPE)
                .defaultValue(SYNC_WINDOW_STEPS.defaultValue())
                .add()
                .property()
                .name(TOKEN_SYNC_WINDOW_STEPS.name())
                .label("mfaSettingTokenSyncWindow")
                .helpText("mfaSettingTokenSyncWindowHelp")
                .type(ProviderConfigProperty.STRING_TYPE)
                .defaultValue(TOKEN_SYNC_WINDOW_STEPS.defaultValue())
                .add()
                .property()
                .name(PROOF_REQUIRED)
                .label("mfaSettingProofRequired")
                .helpText("mfaSettingProofRequiredHelp")
                .type(ProviderConfigProperty.BOOLEAN_TYPE)
                .defaultValue(true)
                .add()
                .property()
                .name(DeviceTypesSetting.NAME)
                .label("mfaSettingDeviceTypes")
                .helpText("mfaSettingDeviceTypesHelp")
                .type(ProviderConfigProperty.MULTIVALUED_LIST_TYPE)
                .options(DeviceTypesSetting.OPTIONS)
                .defaultValue(DeviceTypesSetting.STORED_DEFAULT)
                .add()
                .property()
                .name(FIRST_DEVICE)
                .label("mfaSettingFirstDevice")
                .helpText("mfaSettingFirstDeviceHelp")
                .type(ProviderConfigProperty.LIST_TYPE)
                .options(FirstDevice.OPTIONS)
                .defaultValue(FirstDevice.FREE.id())
                .add()
                .property()
                .name(GRACE_DAYS.name())
                .label("mfaSettingGraceDays")
                .helpText("mfaSettingGraceDaysHelp")
                .type(ProviderConfigProperty.STRING_TYPE)
                .defaultValue(GRACE_DAYS.defaultValue())
                .add()
                .property()
                .name(GRACE_SKIPS.name())
                .label("mfaSettingGraceSkips")
                .helpText("mfaSettingGraceSkipsHelp")
                .type(ProviderConfigProperty.STRING_TYPE)
                .defaultValue(GRACE_SKIPS.defaultValue())
                .add()
                .property()
                .name(RECOVERY_PROVES)
                .label("mfaSettingRecoveryProves")
                .helpText("mfaSettingRecoveryProvesHelp")
                .type(ProviderConfigProperty.BOOLEAN_TYPE)
                .defaultValue(true)
                .add()
                .property()
                .name(FOLLOW_DRIFT)
                .label("mfaSettingFollowDrift")
                .helpText("mfaSettingFollowDriftHelp")
                .type(ProviderConfigProperty.BOOLEAN_TYPE)
                .defaultValue(true)
                .add()
                .property()
                .name(USER_RULES)
                .label("mfaSettingUserRules")
                .helpText("mfaSettingUserRulesHelp")
                .type(ProviderConfigProperty.BOOLEAN_TYPE)
                .defaultValue(false)
                .add()
                .property()
                .name(SEED_KEY)
                .label("mfaSettingSeedKey")
                .helpText("mfaSettingSeedKeyHelp")
                .type(ProviderConfigProperty.STRING_TYPE)
                .add()
                .build();
    }

    /**
     * Refuses settings that can't be used.
     *
     * @throws ValidationException naming the setting and what it may be
     */
    public static void validate(RequiredActionConfigModel model) {
        for (NumberSetting setting :
                List.of(MAX_DEVICES, SYNC_WINDOW_STEPS, TOKEN_SYNC_WINDOW_STEPS, GRACE_DAYS, GRACE_SKIPS)) {
            if (!setting.accepts(model.getConfigValue(setting.name()))) {
                throw new ValidationException(new ValidationError(
                        MfaPolicy.REQUIRED_ACTION,
                        setting.name(),
                        "error-number-out-of-range",
                        setting.min(),
                        setting.max()));
            }
        }
        if (!DeviceTypesSetting.accepts(model.getConfigValue(DeviceTypesSetting.NAME))) {
            throw noneOf(DeviceTypesSetting.NAME, DeviceTypesSetting.OPTIONS);
        }
        if (FirstDevice.read(model.getConfigValue(FIRST_DEVICE)).isEmpty()) {
            throw noneOf(FIRST_DEVICE, FirstDevice.OPTIONS);
        }
    }

    private static ValidationException noneOf(String setting, List<String> options) {
        return new ValidationException(new ValidationError(
                MfaPolicy.REQUIRED_ACTION, setting, "error-invalid-value", String.join(", ", options)));
    }
}
