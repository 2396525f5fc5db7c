package io.iammfa.keycloak.support;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Removes what realms a class of tests has made. Each realm gives Keycloak's own admin some twenty roles, which it reads
 * again for each further realm, so that a few hundred of them slow everything down.
 */
public final class LeavesNoRealm implements AfterAllCallback {

    @Override
    public void afterAll(ExtensionContext context) {
        if (context.getRequiredTestClass().getEnclosingClass() == null) {
            TestServer.removeRealms();
        }
    }
}
