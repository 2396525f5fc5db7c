package io.iammfa.keycloak.policy;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.keycloak.models.Constants;

/** The setting that says which types of devices users may assign. */
final class DeviceTypesSetting {

    static final String NAME = "device-types";

    /** All types, as in IAM, whose users mix them. */
    static final Set<DeviceType> DEFAULT = Collections.unmodifiableSet(EnumSet.allOf(DeviceType.class));

    /** The ids of all types. */
    static final List<String> OPTIONS = DEFAULT.stream().map(DeviceType::id).toList();

    /** As Keycloak stores a list. */
    static final String STORED_DEFAULT = String.join(Constants.CFG_DELIMITER, OPTIONS);

    private DeviceTypesSetting() {}

    /** Whether the stored text can be used; nothing stored means the default. */
    static boolean accepts(String stored) {
        return ids(stored).stream().map(DeviceType::of).allMatch(Optional::isPresent);
    }

    /** The value of a stored text that {@link #accepts} lets pass. */
    static Set<DeviceType> read(String stored) {
        Set<DeviceType> types = ids(stored).stream()
                .map(DeviceType::of)
                .flatMap(Optional::stream)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(DeviceType.class)));
        return types.isEmpty() ? DEFAULT : Collections.unmodifiableSet(types);
    }

    /** The console separates a list as Keycloak does; those who type one use commas. */
    private static List<String> ids(String stored) {
        return stored == null
                ? List.of()
                : Arrays.stream(stored.split(Constants.CFG_DELIMITER + "|,"))
                        .map(String::strip)
                        .filter(id -> !id.isEmpty())
                        .toList();
    }
}
