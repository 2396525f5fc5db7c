package io.iammfa.keycloak.console;

import io.iammfa.keycloak.policy.DeviceType;
import io.iammfa.keycloak.policy.MfaPolicy;
import io.iammfa.keycloak.policy.UserPolicy;
import java.util.List;

/**
 * A setting as it holds for a user, and who decided.
 *
 * @param label the words for the setting
 * @param value empty where it is types of devices
 * @param types the ids of those, or none
 * @param kind {@code group}, {@code role} or {@code realm}
 * @param name the group's path or the role's name; empty for the realm
 */
public record RuleLine(String setting, String label, String value, List<String> types, String kind, String name) {

    /** What rules can change, all of it. */
    static List<RuleLine> of(UserPolicy rules) {
        MfaPolicy holds = rules.policy();
        return List.of(
                line(rules, "min-devices", "mfaConsoleMinDevices", holds.minDevices()),
                line(rules, "max-devices", "mfaSettingMaxDevices", holds.maxDevices()),
                line(
                        rules,
                        "device-types",
                        "mfaSettingDeviceTypes",
                        "",
                        holds.deviceTypes().stream()
                                .map(DeviceType::id)
                                .sorted()
                                .toList()),
                line(rules, "grace-days", "mfaSettingGraceDays", holds.grace().days()));
    }

    private static RuleLine line(UserPolicy rules, String setting, String label, int value) {
        return line(rules, setting, label, String.valueOf(value), List.of());
    }

    private static RuleLine line(UserPolicy rules, String setting, String label, String value, List<String> types) {
        // "group /path" or "role name"
        String[] by = rules.decidedBy().getOrDefault(setting, "realm ").split(" ", 2);
        return new RuleLine(setting, label, value, types, by[0], by[1]);
    }
}
