package io.iammfa.keycloak.seed;

import org.keycloak.models.ModelException;

/** A seed can't be stored or compared, since a key for it is not to be had. Nothing is written in clear instead. */
public final class MissingSeedKey extends ModelException {

    private static final long serialVersionUID = 1;

    MissingSeedKey(String keyId) {
        super("no usable key mfa-seed-" + keyId + " in the vault");
    }
}
