package io.iammfa.keycloak.policy;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntBinaryOperator;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.models.GroupModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.RoleUtils;

/**
 * What holds for one user: the realm's policy, or what attributes of the user's groups (with the groups above them) and roles
 * say where the realm lets them. They only make it stricter, and of several the strictest counts.
 *
 * @param decidedBy by setting what decided in the realm's place: {@code group /path} or {@code role name}
 */
public record UserPolicy(MfaPolicy policy, Map<String, String> decidedBy) {

    /** What comes before a setting's name in an attribute. */
    public static final String PREFIX = "mfa.";

    private static final Logger LOG = Logger.getLogger(UserPolicy.class);

    private static final NumberSetting MIN_DEVICES = new NumberSetting("min-devices", 1, 8, 1);

    /** A group's or a role's value of a setting. */
    private record Rule(String by, String setting, String value) {}

    /** The policy of a user; without rules that of the realm, which takes no look at the user. */
    public static UserPolicy of(RealmModel realm, UserModel user) {
        MfaPolicy policy = MfaPolicy.of(realm);
        if (!policy.userRules()) {
            return new UserPolicy(policy, Map.of());
        }
        List<Rule> rules = rules(user).toList();
        Map<String, String> decidedBy = new LinkedHashMap<>();
        int most = strictest(rules, PolicySettings.MAX_DEVICES, policy.maxDevices(), Math::min, decidedBy);
        int days = strictest(rules, PolicySettings.GRACE_DAYS, policy.grace().days(), Math::min, decidedBy);
        int least = strictest(rules, MIN_DEVICES, policy.minDevices(), Math::max, decidedBy);
        Set<DeviceType> types = types(rules, policy.deviceTypes(), decidedBy);
        return new UserPolicy(
                policy.stricter(
                        Math.max(most, least),
                        types,
                        least,
                        new Grace(days, policy.grace().skips())),
                decidedBy);
    }

    private static Stream<Rule> rules(UserModel user) {
        Stream<Rule> ofGroups = user.getGroupsStream()
                .flatMap(group -> Stream.iterate(group, above -> above != null, GroupModel::getParent))
                .flatMap(group -> rules("group " + path(group), group.getAttributes()));
        Stream<Rule> ofRoles = RoleUtils.getDeepUserRoleMappings(user).stream()
                .flatMap(role -> rules("role " + role.getName(), role.getAttributes()));
        return Stream.concat(ofGroups, ofRoles).sorted(Comparator.comparing(Rule::by));
    }

    private static String path(GroupModel group) {
        return (group.getParent() == null ? "" : path(group.getParent())) + "/" + group.getName();
    }

    private static Stream<Rule> rules(String by, Map<String, List<String>> attributes) {
        return Stream.of(
                        PolicySettings.MAX_DEVICES.name(),
                        DeviceTypesSetting.NAME,
                        PolicySettings.GRACE_DAYS.name(),
                        MIN_DEVICES.name())
                .filter(setting -> attributes.containsKey(PREFIX + setting))
                // several values of one attribute are a list of types
                .map(setting -> new Rule(by, setting, String.join(",", attributes.get(PREFIX + setting))));
    }

    /** @param stricter which of two values is */
    private static int strictest(
            List<Rule> rules,
            NumberSetting setting,
            int ofRealm,
            IntBinaryOperator stricter,
            Map<String, String> decidedBy) {
        int decided = ofRealm;
        for (Rule rule : rules) {
            int value = stricter.applyAsInt(decided, number(rule, setting).orElse(decided));
            if (value != decided) {
                decided = value;
                decidedBy.put(setting.name(), rule.by());
            }
        }
        return decided;
    }

    private static Optional<Integer> number(Rule rule, NumberSetting setting) {
        if (!rule.setting().equals(setting.name())) {
            return Optional.empty();
        }
        if (rule.value() == null || rule.value().isBlank() || !setting.accepts(rule.value())) {
            LOG.warnf(
                    "%s: '%s%s' is not a number from %d to %d; it does not count",
                    rule.by(), PREFIX, setting.name(), setting.min(), setting.max());
            return Optional.empty();
        }
        return Optional.of(setting.read(rule.value()));
    }

    private static Set<DeviceType> types(List<Rule> rules, Set<DeviceType> ofRealm, Map<String, String> decidedBy) {
        Set<DeviceType> decided = EnumSet.copyOf(ofRealm);
        for (Rule rule : rules) {
            if (!rule.setting().equals(DeviceTypesSetting.NAME)) {
                continue;
            }
            Set<DeviceType> left = EnumSet.copyOf(decided);
            left.retainAll(DeviceTypesSetting.read(rule.value()));
            if (!DeviceTypesSetting.accepts(rule.value()) || left.isEmpty()) {
                // nobody could assign anything
                LOG.warnf(
                        "%s: '%s%s' = '%s' leaves no type of devices; it does not count",
                        rule.by(), PREFIX, rule.setting(), rule.value());
            } else if (!left.equals(decided)) {
                decided = left;
                decidedBy.put(DeviceTypesSetting.NAME, rule.by());
            }
        }
        return decided;
    }
}
