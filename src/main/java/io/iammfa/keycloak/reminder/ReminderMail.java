package io.iammfa.keycloak.reminder;

import io.iammfa.keycloak.device.Reminder;
import io.iammfa.keycloak.event.RealmTitle;
import io.iammfa.keycloak.event.UserTime;
import io.iammfa.keycloak.event.Verbatim;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.email.EmailException;
import org.keycloak.email.EmailTemplateProvider;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.storage.adapter.InMemoryUserAdapter;

/** The mail of a reminder, which is sent once the transaction that notes it is committed, and what became of it. */
final class ReminderMail {

    private final Reminder reminder;
    private Exception failure;

    private ReminderMail(Reminder reminder) {
        this.reminder = reminder;
    }

    /**
     * Sends it when the session's transaction is committed and its connection given back.
     *
     * @param link where to sign in, if that is known
     */
    static ReminderMail afterCommit(
            KeycloakSession session, RealmModel realm, UserModel user, Reminder reminder, Optional<String> link) {
        Verbatim until = new Verbatim(new UserTime(session, user).say(reminder.until()));
        Map<String, Object> model = new HashMap<>(Map.of(
                "account",
                new Verbatim(user.getUsername()),
                "until",
                until,
                "skips",
                reminder.skipsLeft(),
                "least",
                reminder.least()));
        link.ifPresent(address -> model.put("link", address));
        EmailTemplateProvider mails = session.getProvider(EmailTemplateProvider.class)
                .setRealm(realm)
                .setUser(inMemory(session, realm, user));
        List<Object> subject = List.of(RealmTitle.of(realm), until);
        ReminderMail mail = new ReminderMail(reminder);
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                mail.send(mails, subject, model);
            }

            @Override
            protected void rollbackImpl() {}
        });
        return mail;
    }

    private void send(EmailTemplateProvider mails, List<Object> subject, Map<String, Object> model) {
        try {
            mails.send("mfaReminderSubject", subject, "mfa-reminder.ftl", model);
        } catch (EmailException | RuntimeException e) {
            failure = e;
        }
    }

    /** The user for as long as the database is not asked any more. */
    private static UserModel inMemory(KeycloakSession session, RealmModel realm, UserModel user) {
        UserModel copy = new InMemoryUserAdapter(session, realm, user.getId());
        user.getAttributes().forEach(copy::setAttribute);
        copy.setUsername(user.getUsername());
        copy.setEmail(user.getEmail());
        copy.setFirstName(user.getFirstName());
        copy.setLastName(user.getLastName());
        return copy;
    }

    Reminder reminder() {
        return reminder;
    }

    /** Why it could not be sent, if so. */
    Optional<Exception> failure() {
        return Optional.ofNullable(failure);
    }

    /** Whether nobody can have got it, since there was nobody to give it to. */
    boolean isUnsent() {
        return Stream.iterate((Throwable) failure, cause -> cause != null, Throwable::getCause)
                .anyMatch(cause -> cause instanceof ConnectException
                        || cause instanceof UnknownHostException
                        || cause instanceof NoRouteToHostException);
    }
}
