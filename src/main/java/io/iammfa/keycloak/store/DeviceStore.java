package io.iammfa.keycloak.store;

import io.iammfa.keycloak.seed.Seeds;
import java.util.List;
import org.keycloak.credential.CredentialModel;

/**
 * What is stored of one user's devices: Keycloak's credentials and the rows of the side table. Everything runs in the
 * session's transaction and is written by its commit, or not at all. Whoever writes has called {@link #lock} first.
 */
public interface DeviceStore {

    /**
     * What is stored of a user.
     *
     * @param credentials all of the user's, of whatever type, in Keycloak's order
     * @param rows also those whose credential is gone
     */
    record Stored(OwnerRow owner, List<CredentialModel> credentials, List<DeviceRow> rows) {}

    /** Whose devices they are. */
    String userId();

    /** What is stored, perhaps from Keycloak's cache: for pages and lists. Of the owner nothing is said. */
    Stored read();

    /** The credentials alone, as {@link #read} has them. */
    default List<CredentialModel> credentials() {
        return read().credentials();
    }

    /**
     * What is stored, once every other transaction that changes this user's devices has ended. None begins before this
     * one ends.
     */
    Stored lock();

    /** What is known of the user, perhaps a moment ago. */
    OwnerRow owner();

    /** Writes what is known of the user. */
    void save(OwnerRow owner);

    /** Writes a row, a new one or one that is there. */
    void save(DeviceRow row);

    /** Deletes a row and its tags; a hardware token goes back into the inventory. */
    void forget(String credentialId);

    /** Adds a credential, under its id where it has one. */
    CredentialModel create(CredentialModel credential);

    /**
     * Deletes a credential.
     *
     * @return false if it is gone
     */
    boolean remove(String credentialId);

    /**
     * Gives a credential another label.
     *
     * @return false if it is gone
     */
    boolean label(String credentialId, String label);

    /** Writes a credential's data. */
    void update(CredentialModel credential);

    /** The tags of a device, in the order of their keys. */
    List<DeviceTag> tags(String credentialId);

    /** Gives a device a tag in place of the one it has under that key. */
    void tag(String credentialId, DeviceTag tag);

    /** Takes a tag from a device, if it has it. */
    void untag(String credentialId, String key);

    /** What can be taken back. */
    Quarantine quarantine();

    /** The hardware tokens of the realm. */
    Tokens tokens();

    /** How the realm's seeds are stored. */
    Seeds seeds();

    /** Whether the user's storage checks codes of its own. */
    boolean hasCodesElsewhere();
}
