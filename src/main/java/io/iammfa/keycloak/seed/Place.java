package io.iammfa.keycloak.seed;

import java.nio.charset.StandardCharsets;

/**
 * Where a seed belongs, within its realm. A sealed seed opens there and nowhere else: moved to another row it is worth
 * nothing.
 */
public record Place(String owner, String id) {

    private static final String INVENTORY = "inventory";
    private static final String PENDING = "pending";

    /** With a user's device. */
    public static Place ofDevice(String userId, String credentialId) {
        return new Place("user " + userId, credentialId);
    }

    /** With a device that is being set up for a user. What may be made of it has no row yet to belong to. */
    public static Place ofPending(String userId) {
        return new Place(PENDING, userId);
    }

    /**
     * In the inventory.
     *
     * @param serial folded
     */
    public static Place ofToken(String serial) {
        return new Place(INVENTORY, serial);
    }

    /** The additional data of the cipher. None of its parts can hold the separator. */
    byte[] in(String realmId) {
        return String.join("\0", realmId, owner, id).getBytes(StandardCharsets.UTF_8);
    }
}
