package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.device.DeviceName;
import java.util.Map;

/**
 * What {@code CreateVirtualMFADevice} takes.
 *
 * @param tags none where it is null
 * @param replaces the device whose place it is to take, which may be left out
 * @param kind that of the realm's OTP policy, which may be left out
 */
record CreateRequest(String userId, String name, Map<String, String> tags, String kind, String replaces) {

    /** A text that every database can be asked for. */
    String user() {
        return Texts.id("userId", userId);
    }

    /** The id of the device whose place it is to take, or null. */
    String replaced() {
        return replaces == null ? null : Texts.id("replaces", replaces);
    }

    DeviceName deviceName() {
        return Names.read(name);
    }

    Map<String, String> deviceTags() {
        return TagRules.checked(tags);
    }

    /** @param allowed the kind of the realm's OTP policy */
    void requireKind(String allowed) {
        if (kind != null && !kind.equals(allowed)) {
            throw Refusal.validation("kind", allowed + ", or nothing; only its owner can register a security key");
        }
    }
}
