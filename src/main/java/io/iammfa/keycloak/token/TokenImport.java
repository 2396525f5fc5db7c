package io.iammfa.keycloak.token;

import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.seed.Seeds;
import io.iammfa.keycloak.store.TokenRow;
import io.iammfa.keycloak.store.TokenStore;
import io.iammfa.keycloak.token.file.Parsed;
import io.iammfa.keycloak.token.file.Parsed.Reason;
import io.iammfa.keycloak.token.file.Parsed.Rejected;
import io.iammfa.keycloak.token.file.SeedRow;
import io.iammfa.keycloak.token.file.TokenFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * The way of a file into the inventory. Every row has a verdict; what is imported is stored with the request or not at all.
 * A row that is known as it is changes nothing.
 */
public final class TokenImport {

    private static final int ROWS_AT_ONCE = 500;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final TokenStore store;
    private final Seeds seeds;
    private final String batch;
    private final String importedBy;
    private final ImportProgress progress;
    private final long now = Time.currentTimeMillis();

    /**
     * @param batch what the tokens of this import have in common, at most 64 characters
     * @param importedBy the admin's username
     * @param progress hears of each row
     */
    public TokenImport(
            KeycloakSession session, RealmModel realm, String batch, String importedBy, ImportProgress progress) {
        this.session = session;
        this.realm = realm;
        this.store = new TokenStore(session, realm.getId());
        this.seeds = Seeds.of(session, realm);
        this.batch = batch;
        this.importedBy = importedBy;
        this.progress = progress;
    }

    /** A file that can be read more than once. */
    @FunctionalInterface
    public interface Source {

        InputStream open() throws IOException;
    }

    /**
     * What became of a file.
     *
     * @param total rows, those that were rejected included
     * @param imported tokens that are new, or would be
     * @param unchanged tokens that were known as they are
     */
    public record Result(int total, int imported, int unchanged, List<Rejected> rejected) {}

    /**
     * Looks at a file without importing any of it.
     *
     * @throws io.iammfa.keycloak.token.file.UnreadableFile where no row can be read
     */
    private Result dryRun(TokenFile format, Source file) {
        return run(format, file, false);
    }

    /**
     * Imports a file.
     *
     * @param all whether a single row that is rejected keeps all others out
     * @throws io.iammfa.keycloak.token.file.UnreadableFile where no row can be read
     */
    public Result run(TokenFile format, Source file, boolean all, boolean dry) {
        if (dry) {
            return dryRun(format, file);
        }
        if (all) {
            Result looked = dryRun(format, file);
            if (!looked.rejected().isEmpty()) {
                return new Result(looked.total(), 0, looked.unchanged(), looked.rejected());
            }
        }
        return run(format, file, true);
    }

    private Result run(TokenFile format, Source file, boolean write) {
        Run run = new Run(write);
        try (InputStream opened = progress.reading(file.open())) {
            format.read(opened, run::take);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run.decide();
        // verdicts come in lots
        run.rejected.sort(Comparator.comparingInt(Rejected::line));
        return new Result(run.total, run.imported, run.unchanged, run.rejected);
    }

    /** One reading of the file, in lots. */
    private final class Run {

        private final boolean write;
        private final Set<String> serials = new HashSet<>();
        private final List<SeedRow> lot = new ArrayList<>();
        private final List<Rejected> rejected = new ArrayList<>();
        private int total;
        private int imported;
        private int unchanged;

        Run(boolean write) {
            this.write = write;
        }

        void take(Parsed row) {
            total++;
            progress.row();
            if (row instanceof Rejected refused) {
                rejected.add(refused);
            } else if (row instanceof SeedRow seed) {
                if (!DeviceName.isStorable(seed.serial())) {
                    reject(seed, Reason.SERIAL);
                } else if (serials.add(TokenRow.fold(seed.serial()))) {
                    lot.add(seed);
                } else {
                    reject(seed, Reason.DUPLICATE);
                }
            }
            if (lot.size() == ROWS_AT_ONCE) {
                decide();
            }
        }

        private void reject(SeedRow row, Reason reason) {
            rejected.add(new Rejected(row.line(), row.serial(), reason, ""));
        }

        void decide() {
            if (lot.isEmpty()) {
                return;
            }
            Map<String, TokenRow> known =
                    store.known(lot.stream().map(SeedRow::serial).toList());
            List<TokenRow> added = new ArrayList<>();
            for (SeedRow row : lot) {
                TokenRow there = known.get(TokenRow.fold(row.serial()));
                if (there != null) {
                    if (ImportedToken.isSame(there, row, seeds)) {
                        unchanged++;
                    } else {
                        reject(row, Reason.CONFLICT);
                    }
                    continue;
                }
                UserModel user = row.user() == null ? null : user(row.user());
                if (row.user() != null && user == null) {
                    reject(row, Reason.USER);
                    continue;
                }
                added.add(ImportedToken.of(row, user, batch, now, importedBy, seeds));
            }
            imported += added.size();
            if (write) {
                store.add(added);
            }
            lot.clear();
        }
    }

    private UserModel user(String name) {
        UserModel user = session.users().getUserByUsername(realm, name);
        return user != null ? user : session.users().getUserByEmail(realm, name);
    }
}
