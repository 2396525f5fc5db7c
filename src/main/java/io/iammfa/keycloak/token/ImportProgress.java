package io.iammfa.keycloak.token;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.KeycloakSessionTask;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * How far an admin's file is read, told about once a second to all nodes by Keycloak's single-use objects. Of two files of
 * one admin at once it is the one that was heard of last.
 */
public final class ImportProgress implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ImportProgress.class);

    private static final String KEY = "mfa-token-import.";
    private static final String ROWS = "rows";
    private static final String PERCENT = "percent";
    private static final String DRY_RUN = "dryRun";
    private static final String STARTED_AT = "startedAt";

    private static final long EVERY = Duration.ofSeconds(1).toNanos();
    private static final int ROWS_A_LOOK = 100;
    private static final int ROWS_A_WORD = 10_000;

    /** A file that has not been heard of for so long, in seconds, is read no more: its node has gone. */
    private static final long SILENCE = 60;

    /**
     * What is told.
     *
     * @param rows read so far; from the beginning again where a file is read a second time
     * @param percent of all that is to be read, 0 to 100
     * @param dryRun whether nothing will be imported
     */
    public record Told(long rows, int percent, boolean dryRun, Instant startedAt) {}

    private final KeycloakSessionFactory sessions;
    private final String realm;
    private final String key;
    private final boolean dryRun;
    private final long bytes;
    private final long startedAt = Time.currentTimeMillis();
    private long read;
    private long rows;
    private long lastTold = System.nanoTime();

    /**
     * Begins.
     *
     * @param bytes to be read in all, at most
     */
    public ImportProgress(KeycloakSession session, RealmModel realm, UserModel admin, boolean dryRun, long bytes) {
        this.sessions = session.getKeycloakSessionFactory();
        this.realm = realm.getName();
        this.key = key(realm, admin);
        this.dryRun = dryRun;
        this.bytes = bytes;
        tell();
    }

    private static String key(RealmModel realm, UserModel admin) {
        return KEY + realm.getId() + "." + admin.getId();
    }

    /** How far the file that this admin is importing into the realm is read, on whichever node; empty for no file. */
    public static Optional<Told> of(KeycloakSession session, RealmModel realm, UserModel admin) {
        return Optional.ofNullable(session.singleUseObjects().get(key(realm, admin)))
                .map(notes -> new Told(
                        Long.parseLong(notes.get(ROWS)),
                        Integer.parseInt(notes.get(PERCENT)),
                        Boolean.parseBoolean(notes.get(DRY_RUN)),
                        Instant.ofEpochMilli(Long.parseLong(notes.get(STARTED_AT)))));
    }

    /** The file, from its first row on, whose bytes are counted as they are read. */
    InputStream reading(InputStream file) {
        rows = 0;
        return new FilterInputStream(file) {
            @Override
            public int read() throws IOException {
                int value = super.read();
                read += value < 0 ? 0 : 1;
                return value;
            }

            @Override
            public int read(byte[] buffer, int from, int length) throws IOException {
                int count = super.read(buffer, from, length);
                read += Math.max(0, count);
                return count;
            }
        };
    }

    /** Another row was read. */
    void row() {
        rows++;
        if (rows % ROWS_A_WORD == 0) {
            LOG.infof("Realm '%s': %d hardware tokens of a file were read so far", realm, rows);
        }
        if (rows % ROWS_A_LOOK == 0 && System.nanoTime() - lastTold > EVERY) {
            tell();
            lastTold = System.nanoTime();
        }
    }

    private void tell() {
        int percent = (int) Math.min(100, 100 * read / Math.max(1, bytes));
        Map<String, String> notes = Map.of(
                ROWS, String.valueOf(rows),
                PERCENT, String.valueOf(percent),
                DRY_RUN, String.valueOf(dryRun),
                STARTED_AT, String.valueOf(startedAt));
        share(session -> session.singleUseObjects().put(key, SILENCE, notes));
    }

    /** In a transaction of its own, so that others hear of it now; no import fails for that. */
    private void share(KeycloakSessionTask word) {
        try {
            KeycloakModelUtils.runJobInTransaction(sessions, word);
        } catch (RuntimeException unheard) {
            LOG.debugf(unheard, "how far an import is could not be told");
        }
    }

    @Override
    public void close() {
        share(session -> session.singleUseObjects().remove(key));
    }
}
