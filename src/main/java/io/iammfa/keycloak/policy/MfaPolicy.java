package io.iammfa.keycloak.policy;

import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import org.jboss.logging.Logger;
import org.keycloak.common.Profile;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionProviderModel;
import org.keycloak.models.cache.CachedRealmModel;

/**
 * A realm's MFA policy: the settings of the required action {@code ASSIGN_MFA_DEVICE}. Enabling that action opts the
 * realm in.
 *
 * @param optedIn whether the action is enabled in the realm
 * @param maxDevices how many devices a user may own, 1 to 32
 * @param syncWindowSteps how far, in time steps each way, a clock may be off at enrolment and resync
 * @param proofRequired whether users who own a device prove one before they change any
 * @param deviceTypes which types of devices users may assign; never empty
 * @param maxAuthAge how long, in seconds, a sign-in with a device counts as that proof
 * @param recoveryProves whether a sign-in with one of Keycloak's recovery codes counts as that proof, too
 * @param firstDevice what a user shows, beside the password, before they assign their first device
 * @param followDrift whether the stored drift of a clock follows the codes that are accepted
 * @param tokenSyncWindowSteps how far, in time steps each way, the clock of a hardware token may be off at its activation
 * @param minDevices how many devices a user has to own where a flow asks for one, 1 to 8
 * @param grace how long who is asked for a device may go without
 * @param userRules whether attributes of groups and roles make it stricter for their users, see {@link UserPolicy}
 * @param seedKey the id of the key in Keycloak's vault that seals seeds, or empty where they are stored in clear
 */
public record MfaPolicy(
        boolean optedIn,
        int maxDevices,
        int syncWindowSteps,
        boolean proofRequired,
        Set<DeviceType> deviceTypes,
        int maxAuthAge,
        boolean recoveryProves,
        FirstDevice firstDevice,
        boolean followDrift,
        int tokenSyncWindowSteps,
        int minDevices,
        Grace grace,
        boolean userRules,
        String seedKey) {

    /** The required action that carries the policy. */
    public static final String REQUIRED_ACTION = "ASSIGN_MFA_DEVICE";

    /** The required action with the page of a user's devices, which a realm may have left out. */
    public static final String MANAGE_ACTION = "MANAGE_MFA_DEVICES";

    private static final Logger LOG = Logger.getLogger(MfaPolicy.class);

    /**
     * The policy of a realm. A setting that can't be used is read as its default and logged, and so are flows that ask
     * for no device, once for each time that the realm is loaded into this node's cache.
     */
    public static MfaPolicy of(RealmModel realm) {
        if (realm instanceof CachedRealmModel cached) {
            @SuppressWarnings("unchecked")
            ConcurrentMap<Object, Object> cache = cached.getCachedWith();
            return (MfaPolicy) cache.computeIfAbsent(MfaPolicy.class.getName(), key -> load(realm));
        }
        return read(realm);
    }

    private static MfaPolicy load(RealmModel realm) {
        MfaPolicy policy = read(realm);
        if (policy.optedIn()) {
            FlowCheck.warnOfBound(realm);
        }
        return policy;
    }

    /**
     * Whether users prove themselves before they change their devices.
     *
     * @param owner whether the user owns a device
     */
    public boolean asksForProof(boolean owner) {
        return owner ? proofRequired : firstDevice != FirstDevice.FREE;
    }

    /** The same with what is stricter for some. */
    MfaPolicy stricter(int most, Set<DeviceType> types, int least, Grace otherGrace) {
        return new MfaPolicy(
                optedIn,
                most,
                syncWindowSteps,
                proofRequired,
                types,
                maxAuthAge,
                recoveryProves,
                firstDevice,
                followDrift,
                tokenSyncWindowSteps,
                least,
                otherGrace,
                userRules,
                seedKey);
    }

    /** Whether users have a page of their devices. */
    public static boolean isManaged(RealmModel realm) {
        RequiredActionProviderModel manage = realm.getRequiredActionProviderByAlias(MANAGE_ACTION);
        return manage != null && manage.isEnabled();
    }

    /** The required action of a realm that has it, enabled or not. */
    public static Optional<RequiredActionProviderModel> action(RealmModel realm) {
        return realm.getRequiredActionProvidersStream()
                .filter(candidate -> REQUIRED_ACTION.equals(candidate.getProviderId()))
                .findFirst();
    }

    private static MfaPolicy read(RealmModel realm) {
        RequiredActionProviderModel action = action(realm).orElse(null);
        Map<String, String> config = action == null || action.getConfig() == null ? Map.of() : action.getConfig();
        return new MfaPolicy(
                action != null && action.isEnabled(),
                number(PolicySettings.MAX_DEVICES, config, realm),
                number(PolicySettings.SYNC_WINDOW_STEPS, config, realm),
                isOn(PolicySettings.PROOF_REQUIRED, config),
                deviceTypes(config, realm),
                number(PolicySettings.MAX_AUTH_AGE, config, realm),
                isOn(PolicySettings.RECOVERY_PROVES, config),
                firstDevice(config, realm),
                isOn(PolicySettings.FOLLOW_DRIFT, config),
                number(PolicySettings.TOKEN_SYNC_WINDOW_STEPS, config, realm),
                1,
                new Grace(
                        number(PolicySettings.GRACE_DAYS, config, realm),
                        number(PolicySettings.GRACE_SKIPS, config, realm)),
                Boolean.parseBoolean(
                        config.getOrDefault(PolicySettings.USER_RULES, "false").strip()),
                config.getOrDefault(PolicySettings.SEED_KEY, "").strip());
    }

    /** Only a plain "false" turns off what is on by default. */
    private static boolean isOn(String name, Map<String, String> config) {
        return !"false".equalsIgnoreCase(config.getOrDefault(name, "true").strip());
    }

    /** What can't be read must not open a door. */
    private static FirstDevice firstDevice(Map<String, String> config, RealmModel realm) {
        String value = config.get(PolicySettings.FIRST_DEVICE);
        return FirstDevice.read(value).orElseGet(() -> {
            LOG.warnf(
                    "Realm '%s': '%s' of the required action %s is none of %s; using %s",
                    realm.getName(),
                    PolicySettings.FIRST_DEVICE,
                    REQUIRED_ACTION,
                    FirstDevice.OPTIONS,
                    FirstDevice.PASS.id());
            return FirstDevice.PASS;
        });
    }

    private static Set<DeviceType> deviceTypes(Map<String, String> config, RealmModel realm) {
        String value = config.get(DeviceTypesSetting.NAME);
        if (!DeviceTypesSetting.accepts(value)) {
            LOG.warnf(
                    "Realm '%s': '%s' of the required action %s has a type other than %s; that one is left out",
                    realm.getName(), DeviceTypesSetting.NAME, REQUIRED_ACTION, DeviceTypesSetting.OPTIONS);
        }
        Set<DeviceType> types = DeviceTypesSetting.read(value);
        // a server may have been started without WebAuthn
        if (!types.contains(DeviceType.WEBAUTHN) || Profile.isFeatureEnabled(Profile.Feature.WEB_AUTHN)) {
            return types;
        }
        Set<DeviceType> others = EnumSet.copyOf(types);
        others.remove(DeviceType.WEBAUTHN);
        return others.isEmpty() ? Set.of(DeviceType.TOTP) : others;
    }

    private static int number(NumberSetting setting, Map<String, String> config, RealmModel realm) {
        String value = config.get(setting.name());
        if (setting.accepts(value)) {
            return setting.read(value);
        }
        LOG.warnf(
                "Realm '%s': '%s' of the required action %s is not a number from %d to %d; using %d",
                realm.getName(), setting.name(), REQUIRED_ACTION, setting.min(), setting.max(), setting.defaultValue());
        return setting.defaultValue();
    }
}
