package io.iammfa.keycloak.pass;

import io.iammfa.keycloak.device.Disavowal;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.device.UserSessions;
import io.iammfa.keycloak.store.PassRow;
import io.iammfa.keycloak.store.PassStore;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * The temporary passes of one user: at most one that can still be used. Whatever changes waits for the user's other
 * changes, and is stored with the request or not at all.
 */
public final class Passes {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel user;
    private final PassStore store;

    public Passes(KeycloakSession session, RealmModel realm, UserModel user) {
        this.session = session;
        this.realm = realm;
        this.user = user;
        this.store = new PassStore(session, realm.getId());
    }

    /**
     * A new pass, the only time that its code can be read.
     *
     * @param code in groups of four
     */
    public record Given(Pass pass, String code) {

        @Override
        public String toString() {
            return "Given[" + pass + "]";
        }
    }

    /**
     * Gives the user a pass. One that was not used yet is void then.
     *
     * @param minutes how long it holds, {@value Pass#MIN_MINUTES} to {@value Pass#MAX_MINUTES}
     */
    public Given give(int minutes) {
        if (minutes < Pass.MIN_MINUTES || minutes > Pass.MAX_MINUTES) {
            throw new IllegalArgumentException(minutes + " minutes");
        }
        lock();
        open().map(PassRow::id).toList().forEach(store::remove);
        PassCode code = PassCode.random();
        long now = Time.currentTimeMillis();
        PassRow row = new PassRow(
                KeycloakModelUtils.generateId(),
                user.getId(),
                code.digest(realm.getId(), user.getId()),
                now,
                now + Duration.ofMinutes(minutes).toMillis(),
                PassRow.UNUSED);
        store.add(row);
        new Disavowal(session, realm, user).keep("pass", row.id());
        return new Given(Pass.of(row), code.grouped());
    }

    /** The passes that hold, the newest first: at most one that can be used, and those that hold a session open. */
    public List<Pass> list() {
        return current().map(Pass::of).toList();
    }

    /** Whether the user has a pass to type. */
    public boolean anyOpen() {
        return open().findAny().isPresent();
    }

    /**
     * Accepts the code of a pass, once.
     *
     * @param typed any text
     */
    public Optional<Pass> accept(String typed) {
        return PassCode.read(typed).flatMap(this::accept);
    }

    private Optional<Pass> accept(PassCode code) {
        lock();
        byte[] digest = code.digest(realm.getId(), user.getId()).getBytes(StandardCharsets.US_ASCII);
        Optional<PassRow> pass = open().filter(
                        row -> MessageDigest.isEqual(digest, row.codeDigest().getBytes(StandardCharsets.US_ASCII)))
                .findFirst();
        pass.ifPresent(row -> {
            store.used(row.id(), Time.currentTimeMillis());
            new MfaDevices(session, realm, user).codes().forgive();
            new Disavowal(session, realm, user).keep("pass", row.id());
        });
        return pass.map(row -> Pass.of(row.used(Time.currentTimeMillis())));
    }

    /**
     * Takes a pass back, and ends the session that it has opened.
     *
     * @param id any text that the database can be asked for
     * @return the pass as it was, or empty if it is not the user's, or no longer
     */
    public Optional<Pass> revoke(String id) {
        lock();
        Optional<PassRow> pass = current().filter(row -> row.id().equals(id)).findFirst();
        pass.ifPresent(row -> {
            store.remove(row.id());
            new UserSessions(session, realm, user).endOfPass(row.id());
        });
        return pass.map(Pass::of);
    }

    /** Takes all passes back. */
    public void revokeAll() {
        lock();
        store.of(user.getId()).forEach(row -> store.remove(row.id()));
    }

    /** Whose pass that is; the id may be any text that the database can be asked for. */
    public static Optional<String> owner(KeycloakSession session, RealmModel realm, String id) {
        return new PassStore(session, realm.getId()).find(id).map(PassRow::userId);
    }

    /** How many passes of a realm hold. */
    public static long count(KeycloakSession session, RealmModel realm) {
        return new PassStore(session, realm.getId()).count(Time.currentTimeMillis());
    }

    private void lock() {
        new MfaDevices(session, realm, user).lock();
    }

    private Stream<PassRow> current() {
        long now = Time.currentTimeMillis();
        return store.of(user.getId()).stream().filter(row -> row.expiresAt() > now);
    }

    private Stream<PassRow> open() {
        return current().filter(row -> !row.isUsed());
    }
}
