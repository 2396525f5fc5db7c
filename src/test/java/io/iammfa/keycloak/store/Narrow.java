package io.iammfa.keycloak.store;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A database that holds three bytes a character, for the time of a test. */
public final class Narrow implements BeforeEachCallback, AfterEachCallback {

    private final boolean allInNames;
    private final boolean allInEvents;

    public Narrow(boolean allInNames, boolean allInEvents) {
        this.allInNames = allInNames;
        this.allInEvents = allInEvents;
    }

    /** And now it holds everything. */
    public void widen() {
        DatabaseText.limit(true, true);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        DatabaseText.limit(allInNames, allInEvents);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        widen();
    }
}
