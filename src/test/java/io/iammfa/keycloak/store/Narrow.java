package io.iammfa.keycloak.store;

import java.util.Set;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A database that holds three bytes a character, for the time of a test. */
public final class Narrow implements BeforeEachCallback, AfterEachCallback {

    private final Set<DatabaseText.Place> places;

    public Narrow(DatabaseText.Place... places) {
        this.places = Set.of(places);
    }

    /** And now it holds everything. */
    public void widen() {
        DatabaseText.limit(Set.of());
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        DatabaseText.limit(places);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        widen();
    }
}
