package io.iammfa.keycloak.event;

import java.util.function.Supplier;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;

/** How an event listener refuses what it hears of: what it throws is ignored, so the transaction itself refuses. */
public final class Veto {

    private Veto() {}

    /**
     * Has the session's transaction fail.
     *
     * @param refusal what it fails with, asked for when everything else is done
     */
    public static void of(KeycloakSession session, Supplier<? extends RuntimeException> refusal) {
        session.getTransactionManager().enlistPrepare(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                throw refusal.get();
            }

            @Override
            protected void rollbackImpl() {}
        });
    }
}
