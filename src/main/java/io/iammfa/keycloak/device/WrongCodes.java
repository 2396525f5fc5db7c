package io.iammfa.keycloak.device;

import io.iammfa.keycloak.store.OwnerRow;
import org.keycloak.common.util.Time;

/** How many codes of one user were wrong in a row, and when the next is looked at. */
final class WrongCodes {

    private final StoredDevices stored;
    private final Rules rules;

    WrongCodes(StoredDevices stored, Rules rules) {
        this.stored = stored;
        this.rules = rules;
    }

    /** Whether there were so many that no proof is looked at for now. */
    boolean holdProofs() {
        OwnerRow owner = owner();
        return owner.proofFailures() >= rules.proofTries()
                && now() - owner.proofFailedAt() < rules.proofPause().toMillis();
    }

    /** The same where one signs in or resyncs, only where the realm has brute-force protection. */
    boolean holdSignIns() {
        return rules.signInPause().isEver()
                && now() - owner().proofFailedAt()
                        < rules.signInPause().after(owner().proofFailures()).toMillis();
    }

    /** Counts one. */
    void another() {
        stored.save(owner().failed(now()));
    }

    /** Counts one where one signs in or resyncs. */
    void anotherAtSignIn() {
        if (rules.signInPause().isEver()) {
            another();
        }
    }

    /** Begins anew. */
    void forget() {
        stored.save(owner().proved());
    }

    private OwnerRow owner() {
        stored.lock();
        return stored.owner();
    }

    private static long now() {
        return Time.currentTimeMillis();
    }
}
