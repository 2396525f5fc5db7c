package io.iammfa.keycloak.form;

import io.iammfa.keycloak.seed.MissingSeedKey;
import jakarta.persistence.PersistenceException;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hibernate.exception.JDBCConnectionException;
import org.jboss.logging.Logger;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;

/**
 * What a page says while the database can't be reached, or the key that seals seeds: Keycloak itself has no words for that. Nothing of such a request
 * stays, so what was typed can be sent again from the page before.
 */
public final class Outage {

    private static final Logger LOG = Logger.getLogger(Outage.class);

    private Outage() {}

    /** Does the work of a step of a flow, or says why it can't be done now. */
    public static void explained(AuthenticationFlowContext context, Runnable work) {
        explained(context.getSession(), context.form(), context::challenge, work);
    }

    /** The same for a required action. */
    public static void explained(RequiredActionContext context, Runnable work) {
        explained(context.getSession(), context.form(), context::challenge, work);
    }

    private static void explained(
            KeycloakSession session, LoginFormsProvider form, Consumer<Response> challenge, Runnable work) {
        try {
            work.run();
        } catch (PersistenceException | ModelException failure) {
            if (causes(failure).noneMatch(Outage::isOutage)) {
                throw failure;
            }
            LOG.error("the database, or a key of the vault, can't be reached", failure);
            session.getTransactionManager().setRollbackOnly();
            challenge.accept(form.setError("mfaUnavailable").createErrorPage(Response.Status.SERVICE_UNAVAILABLE));
        }
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
    }

    /**
     * A key that is not to be had, or a connection that is lost or not to be had, in the words of Hibernate, of SQL, of
     * PostgreSQL or of the pool.
     */
    private static boolean isOutage(Throwable cause) {
        return cause instanceof MissingSeedKey
                || cause instanceof JDBCConnectionException
                || cause instanceof SQLException sql
                        && (sql.getSQLState() == null
                                || sql.getSQLState().startsWith("08")
                                || sql.getSQLState().startsWith("57P"));
    }
}
