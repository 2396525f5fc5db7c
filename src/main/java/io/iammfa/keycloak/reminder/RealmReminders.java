package io.iammfa.keycloak.reminder;

import io.iammfa.keycloak.catalog.AskedUsers;
import io.iammfa.keycloak.catalog.RealmDevices;
import io.iammfa.keycloak.device.Deadline;
import io.iammfa.keycloak.event.DeviceEvents;
import io.iammfa.keycloak.policy.MfaPolicy;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Reminds the users of one realm, one after the other: each is locked, noted as reminded and committed before the mail is
 * sent, so that whatever else runs or ends nobody gets one twice. Nothing is locked while the mail server is spoken to.
 */
final class RealmReminders {

    private static final Logger LOG = Logger.getLogger(RealmReminders.class);

    private static final int LOT = 100;

    /** After so many mails in a row that failed, the others wait for the next run. */
    private static final int PATIENCE = 3;

    private final KeycloakSessionFactory factory;
    private final String realmId;
    private final SignInLink link;

    private String name;
    private int failedInARow;
    private int failed;
    private Exception failure;

    RealmReminders(KeycloakSessionFactory factory, String realmId, SignInLink link) {
        this.factory = factory;
        this.realmId = realmId;
        this.name = realmId;
        this.link = link;
    }

    /**
     * Sends what is due, for about so long at most.
     *
     * @return whether it would go on if it had the time
     */
    boolean send(long nanos) {
        long start = System.nanoTime();
        String after = null;
        List<String> lot;
        do {
            String last = after;
            lot = inRealm((session, realm) -> new AskedUsers(session, realm).toRemind(last, LOT))
                    .orElse(List.of());
            for (String userId : lot) {
                if (failedInARow == PATIENCE || System.nanoTime() - start > nanos) {
                    report();
                    return failedInARow < PATIENCE;
                }
                remind(userId);
                after = userId;
            }
        } while (lot.size() == LOT);
        report();
        return false;
    }

    private void remind(String userId) {
        Optional<ReminderMail> noted;
        try {
            noted = inRealm((session, realm) -> note(session, realm, userId)).flatMap(mail -> mail);
        } catch (RuntimeException later) {
            // the user may be removed at this moment, or their directory away
            failed(later);
            return;
        }
        noted.ifPresent(mail -> {
            inRealm((session, realm) -> settle(session, realm, userId, mail));
            mail.failure().ifPresentOrElse(this::failed, () -> failedInARow = 0);
            if (mail.isUnsent()) {
                failedInARow = PATIENCE;
            }
        });
    }

    /** Notes that the user is reminded, and has the mail sent as soon as that is committed. */
    private Optional<ReminderMail> note(KeycloakSession session, RealmModel realm, String userId) {
        return person(session, realm, userId).flatMap(user -> new Deadline(session, realm, user)
                .remind()
                .map(reminder -> ReminderMail.afterCommit(session, realm, user, reminder, link.of(session, realm))));
    }

    private static Optional<UserModel> person(KeycloakSession session, RealmModel realm, String userId) {
        return new RealmDevices(session, realm)
                .listed(userId)
                .filter(user -> user.isEnabled() && user.getEmail() != null && user.isEmailVerified());
    }

    /** Tells what became of the mail; one that has certainly not been sent is due again. */
    private static boolean settle(KeycloakSession session, RealmModel realm, String userId, ReminderMail mail) {
        person(session, realm, userId).ifPresent(user -> {
            if (mail.isUnsent()) {
                new Deadline(session, realm, user).takeBack(mail.reminder());
            } else {
                DeviceEvents.reminded(
                        session,
                        realm,
                        user,
                        mail.reminder().until(),
                        mail.failure().isEmpty());
            }
        });
        return true;
    }

    private void failed(Exception reason) {
        failed++;
        failedInARow++;
        failure = reason;
    }

    private void report() {
        if (failed > 0) {
            LOG.errorf(failure, "Realm '%s': %d reminders of MFA devices could not be mailed", name, failed);
        }
    }

    /** In a transaction of its own; empty where the realm is gone, or has no mail or no policy any more. */
    private <T> Optional<T> inRealm(BiFunction<KeycloakSession, RealmModel, T> work) {
        return KeycloakModelUtils.runJobInTransactionWithResult(factory, session -> {
            RealmModel realm = session.realms().getRealm(realmId);
            if (realm == null
                    || !realm.isEnabled()
                    || realm.getSmtpConfig().isEmpty()
                    || !MfaPolicy.of(realm).optedIn()) {
                return Optional.empty();
            }
            name = realm.getName();
            session.getContext().setRealm(realm);
            return Optional.of(work.apply(session, realm));
        });
    }
}
