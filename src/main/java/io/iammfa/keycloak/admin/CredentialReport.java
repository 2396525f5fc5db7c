package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.catalog.DevicePlace;
import io.iammfa.keycloak.catalog.RealmDevice;
import io.iammfa.keycloak.catalog.RealmDevices;
import io.iammfa.keycloak.catalog.RealmUser;
import io.iammfa.keycloak.catalog.UserFilter;
import io.iammfa.keycloak.device.MfaDevice;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * A line a user, as in IAM's credential report, written while it is read: each lot of users in a transaction of its own,
 * since there may be millions.
 *
 * @param most how many devices one user owns at most
 */
public record CredentialReport(KeycloakSessionFactory sessions, String realmId, int most) implements StreamingOutput {

    private static final int LOT = 500;

    /** Full-width ones are to some spreadsheets what the others are to all. */
    private static final String FORMULA_SIGNS = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    @Override
    public void write(OutputStream output) throws IOException {
        BufferedWriter csv = new BufferedWriter(new OutputStreamWriter(output, StandardCharsets.UTF_8));
        csv.write(header());
        String after = null;
        do {
            String begin = after;
            after = inTransaction(devices -> writeUsers(csv, devices, begin));
        } while (after != null);
        writeForeignUsers(csv);
        csv.flush();
    }

    private String header() {
        List<String> columns = new ArrayList<>(List.of("user", "user_id", "enabled", "mfa_active", "mfa_devices"));
        for (int i = 1; i <= most; i++) {
            for (String column : List.of("name", "kind", "created", "last_used", "serial")) {
                columns.add("mfa_" + i + "_" + column);
            }
        }
        return line(columns);
    }

    /** Writes a lot; returns the name of its last user, or null if it was the last lot. */
    private String writeUsers(BufferedWriter csv, RealmDevices devices, String after) {
        List<RealmUser> users = devices.users(UserFilter.ALL, after, 0, LOT);
        Map<String, List<RealmDevice>> owned =
                devices.ofUsers(users.stream().map(RealmUser::id).toList());
        users.forEach(user -> write(
                csv,
                user.username(),
                user.id(),
                String.valueOf(user.enabled()),
                owned.getOrDefault(user.id(), List.of())));
        return users.size() < LOT ? null : users.get(LOT - 1).username();
    }

    /** Users of other storages have a line if they own a device; nobody but their storage knows the others. */
    private void writeForeignUsers(BufferedWriter csv) {
        List<RealmDevice> ofOne = new ArrayList<>();
        DevicePlace after = null;
        List<RealmDevice> lot;
        do {
            DevicePlace begin = after;
            lot = inTransaction(devices -> devices.ofForeignUsers(begin, LOT));
            for (RealmDevice device : lot) {
                if (!ofOne.isEmpty() && !ofOne.get(0).userId().equals(device.userId())) {
                    writeForeignUser(csv, ofOne);
                }
                ofOne.add(device);
                after = device.place();
            }
        } while (lot.size() == LOT);
        if (!ofOne.isEmpty()) {
            writeForeignUser(csv, ofOne);
        }
    }

    private void writeForeignUser(BufferedWriter csv, List<RealmDevice> owned) {
        write(csv, owned.get(0).username(), owned.get(0).userId(), "", owned);
        owned.clear();
    }

    private void write(BufferedWriter csv, String username, String userId, String enabled, List<RealmDevice> owned) {
        List<String> cells = new ArrayList<>(
                List.of(username, userId, enabled, String.valueOf(!owned.isEmpty()), String.valueOf(owned.size())));
        for (int i = 0; i < most; i++) {
            if (i < owned.size()) {
                MfaDevice device = owned.get(i).device();
                cells.add(device.name());
                cells.add(device.kind());
                cells.add(device.createdAt().toString());
                cells.add(device.lastUsedAt() == null ? "" : device.lastUsedAt().toString());
                cells.add(Objects.requireNonNullElse(device.serialNumber(), ""));
            } else {
                cells.addAll(List.of("", "", "", "", ""));
            }
        }
        try {
            csv.write(line(cells));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> T inTransaction(Function<RealmDevices, T> work) {
        return KeycloakModelUtils.runJobInTransactionWithResult(sessions, (KeycloakSession own) -> {
            RealmModel realm = own.realms().getRealm(realmId);
            own.getContext().setRealm(realm);
            return work.apply(new RealmDevices(own, realm));
        });
    }

    /** A line of RFC 4180. */
    static String line(List<String> cells) {
        return String.join(",", cells.stream().map(CredentialReport::cell).toList()) + "\r\n";
    }

    /** Spreadsheets take what begins with one of these signs for a formula, so an apostrophe goes before it. */
    private static String cell(String text) {
        String plain = !text.isEmpty() && FORMULA_SIGNS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return plain.matches("(?s).*[\",\r\n].*") || !plain.equals(plain.strip())
                ? "\"" + plain.replace("\"", "\"\"") + "\""
                : plain;
    }
}
