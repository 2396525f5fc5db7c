package io.iammfa.keycloak.device;

import io.iammfa.keycloak.policy.MfaPolicy;
import io.iammfa.keycloak.store.DeviceRow;
import io.iammfa.keycloak.store.DeviceStore;
import io.iammfa.keycloak.totp.CodeInput;
import io.iammfa.keycloak.totp.ConsecutiveCodes;
import io.iammfa.keycloak.totp.TimeSteps;
import io.iammfa.keycloak.totp.Window;
import jakarta.persistence.PersistenceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.keycloak.common.util.Time;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.OTPPolicy;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.UserCache;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * The MFA devices of one user: the rules, and the only code that changes a device.
 *
 * <p>A change that may lose a race (a slot, a name) runs in a transaction of its own, which is repeated when another
 * one was faster; what comes back then is the ordinary refusal. Accepting a code runs in the caller's transaction, the
 * one that signs the user in.
 */
public final class MfaDevices {

    /** A change that lost this often in a row has another reason than a race. */
    private static final int ATTEMPTS = 10;

    /** A clock set to the time of another zone is off by as much. */
    private static final Duration OTHER_TIME_ZONE = Duration.ofHours(26);

    /** How far a counter is searched for, only to say what is wrong. */
    private static final int FAR_AHEAD = 1000;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel user;
    private final MfaPolicy policy;
    private final DeviceStore store;

    public MfaDevices(KeycloakSession session, RealmModel realm, UserModel user) {
        this.session = session;
        this.realm = realm;
        this.user = user;
        this.policy = MfaPolicy.of(realm);
        this.store = new DeviceStore(session, realm.getId());
    }

    /** The user's devices, the last used first, then the newest. */
    public List<MfaDevice> list() {
        return stored(store.rows(user.getId())).stream()
                .map(StoredDevice::describe)
                .sorted(Comparator.comparing(MfaDevice::lastUsedAt, Comparator.nullsLast(Comparator.reverseOrder()))
                        .thenComparing(MfaDevice::createdAt, Comparator.reverseOrder()))
                .toList();
    }

    /** Whether the user owns as many devices as the realm allows, or more from before. */
    public boolean isFull() {
        return credentials().size() >= policy.maxDevices();
    }

    /** Whether the user owns a device of that name. */
    public boolean owns(DeviceName name) {
        return credentials().stream()
                .anyMatch(credential -> DeviceName.same(name.value(), new StoredDevice(credential, null).name()));
    }

    /**
     * Makes a new device the user's, if its two codes are consecutive and lie in the sync window. IAM: EnableMFADevice.
     *
     * @param code1 digits only, as many as the device shows
     * @param code2 digits only, as many as the device shows
     */
    public Assigned assign(NewDevice device, DeviceName name, String code1, String code2) {
        long now = Time.currentTime();
        ConsecutiveCodes.Outcome outcome = check(device, code1, code2, now);
        if (!(outcome instanceof ConsecutiveCodes.Outcome.Accepted accepted)) {
            return new Assigned.CodesRefused(outcome);
        }
        return inOwnTransaction((devices, owned) -> devices.add(owned, device, name, accepted.factor(), now));
    }

    private ConsecutiveCodes.Outcome check(NewDevice device, String code1, String code2, long now) {
        int lookAhead = realm.getOTPPolicy().getLookAheadWindow();
        if (device.counts()) {
            // the first of the two may be any that the window lets pass, as at sign-in; the second is the next
            Window window = Window.ahead(device.counter(), lookAhead + 1L);
            Window diagnosis = new Window(0, device.counter() + FAR_AHEAD);
            return ConsecutiveCodes.check(
                    device.password(), code1, code2, window, device.counter(), DeviceRow.UNUSED, diagnosis);
        }
        long step = TimeSteps.at(now, device.period());
        return ConsecutiveCodes.check(
                device.password(),
                code1,
                code2,
                Window.around(step, policy.syncWindowSteps()),
                step,
                DeviceRow.UNUSED,
                Window.around(step, TimeSteps.covering(OTHER_TIME_ZONE, device.period())));
    }

    private Assigned add(List<StoredDevice> owned, NewDevice device, DeviceName name, long factor, long now) {
        if (owned.size() >= policy.maxDevices()) {
            return new Assigned.LimitReached(policy.maxDevices());
        }
        if (owned.stream().anyMatch(other -> DeviceName.same(other.name(), name.value()))) {
            return new Assigned.NameTaken();
        }
        CredentialModel created = user.credentialManager()
                .createStoredCredential(device.toCredential(name, device.counts() ? (int) factor + 1 : 0));
        DeviceRow row = new DeviceRow(
                created.getId(),
                freeSlot(owned, List.of()),
                DeviceName.key(name.value()),
                device.counts() ? 0 : drift(factor - TimeSteps.at(now, device.period()), realm.getOTPPolicy()),
                factor,
                null);
        store.insert(user.getId(), row);
        return new Assigned.Done(new StoredDevice(created, row).describe());
    }

    /** A pair within the ordinary window is no drift: typing late is not a clock that is off. */
    private static int drift(long measured, OTPPolicy policy) {
        return Math.abs(measured) <= policy.getLookAheadWindow() ? 0 : (int) measured;
    }

    /**
     * Accepts a code of one device, once. The device is used then, and no code up to this one is accepted again, unless
     * the realm's OTP policy allows that.
     *
     * @param deviceId any text; an id that is not of this user's devices is refused
     * @param typed the code as it was typed
     * @return the device, or empty if the code is not accepted
     */
    public Optional<MfaDevice> verify(String deviceId, String typed) {
        return accept(device -> device.id().equals(deviceId), typed);
    }

    /**
     * Accepts a code of whichever of the user's devices it belongs to; otherwise as {@link #verify(String, String)}.
     */
    public Optional<MfaDevice> verify(String typed) {
        return accept(device -> true, typed);
    }

    private Optional<MfaDevice> accept(Predicate<StoredDevice> which, String typed) {
        List<StoredDevice> devices =
                stored(store.rows(user.getId())).stream().filter(which).toList();
        if (devices.stream().anyMatch(device -> device.row() == null)) {
            // a device from before gets its row, so that from its first use on there is a watermark to move
            devices = inOwnTransaction((fresh, owned) -> owned).stream()
                    .filter(which)
                    .toList();
        }
        return devices.stream()
                .map(device -> accept(device, typed))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<MfaDevice> accept(StoredDevice device, String typed) {
        StoredDevice.Codes codes = device.codes().orElse(null);
        if (codes == null || !(CodeInput.read(typed, codes.password().digits()) instanceof CodeInput.Code code)) {
            return Optional.empty();
        }
        OTPPolicy otpPolicy = realm.getOTPPolicy();
        boolean reusable = otpPolicy.isCodeReusable() && !codes.counts();
        DeviceRow row = reusable ? device.row().forgetting() : device.row();
        OptionalLong factor = codes.window(row, Time.currentTime(), otpPolicy.getLookAheadWindow())
                .find(codes.password(), code.value());
        if (factor.isEmpty()
                || !(store.advance(user.getId(), device.id(), factor.getAsLong(), Time.currentTimeMillis())
                        || reusable)) {
            return Optional.empty();
        }
        if (codes.counts()) {
            codes.otp().updateCounter((int) factor.getAsLong() + 1);
            user.credentialManager().updateStoredCredential(codes.otp());
        }
        return Optional.of(device.describe());
    }

    /** Forgets a device that Keycloak deletes. */
    public void forget(String deviceId) {
        store.delete(user.getId(), deviceId);
    }

    /**
     * Brings the side table in line with the credentials, which others create, rename and delete too: a row whose
     * credential is gone frees its slot, a credential without a row gets one. Throws what the store throws when another
     * transaction does the same.
     *
     * @param rows read before the credentials were: a device that is added in between lacks its row here, which ends in
     *     a conflict and another try, while a row without its credential really is left over
     */
    private List<StoredDevice> reconcile(List<DeviceRow> rows) {
        List<StoredDevice> devices = stored(rows);
        Set<String> present = devices.stream().map(StoredDevice::id).collect(Collectors.toSet());
        for (DeviceRow row : rows) {
            if (!present.contains(row.credentialId())) {
                store.delete(user.getId(), row.credentialId());
            }
        }
        List<StoredDevice> renamed = new ArrayList<>();
        List<StoredDevice> reconciled = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (StoredDevice device : devices) {
            String nameKey = DeviceName.key(device.name());
            if (device.name().isEmpty() || !taken.add(nameKey)) {
                nameKey = device.ownNameKey();
            }
            DeviceRow row = device.row() == null
                    ? new DeviceRow(device.id(), freeSlot(devices, reconciled), nameKey, 0, DeviceRow.UNUSED, null)
                    : device.row().named(nameKey);
            StoredDevice current = new StoredDevice(device.credential(), row);
            reconciled.add(current);
            if (device.row() != null && !row.equals(device.row())) {
                renamed.add(current);
                store.rename(user.getId(), device.id(), device.ownNameKey());
            }
        }
        renamed.forEach(
                device -> store.rename(user.getId(), device.id(), device.row().nameKey()));
        reconciled.stream()
                .filter(device ->
                        rows.stream().noneMatch(row -> row.credentialId().equals(device.id())))
                .forEach(device -> store.insert(user.getId(), device.row()));
        return reconciled;
    }

    /**
     * The lowest free slot. Two transactions that see the same devices choose the same, and the database lets one
     * through.
     */
    private static int freeSlot(List<StoredDevice> devices, List<StoredDevice> more) {
        Set<Integer> taken = Stream.concat(devices.stream(), more.stream())
                .map(StoredDevice::row)
                .filter(row -> row != null)
                .map(DeviceRow::slot)
                .collect(Collectors.toSet());
        return IntStream.iterate(0, slot -> slot + 1)
                .filter(slot -> !taken.contains(slot))
                .findFirst()
                .orElseThrow();
    }

    private List<CredentialModel> credentials() {
        return user.credentialManager()
                .getStoredCredentialsByTypeStream(OTPCredentialModel.TYPE)
                .toList();
    }

    private List<StoredDevice> stored(List<DeviceRow> rows) {
        Map<String, DeviceRow> byId = rows.stream().collect(Collectors.toMap(DeviceRow::credentialId, row -> row));
        return credentials().stream()
                .map(credential -> new StoredDevice(credential, byId.get(credential.getId())))
                .toList();
    }

    /** Runs a change on the user's devices as the database has them now, again where another change was faster. */
    private <T> T inOwnTransaction(BiFunction<MfaDevices, List<StoredDevice>, T> change) {
        for (int attempt = 1; ; attempt++) {
            try {
                return KeycloakModelUtils.runJobInTransactionWithResult(session.getKeycloakSessionFactory(), own -> {
                    RealmModel sameRealm = own.realms().getRealm(realm.getId());
                    own.getContext().setRealm(sameRealm);
                    List<DeviceRow> rows = new DeviceStore(own, realm.getId()).rows(user.getId());
                    MfaDevices devices = new MfaDevices(own, sameRealm, uncachedUser(own, sameRealm));
                    return change.apply(devices, devices.reconcile(rows));
                });
            } catch (ModelException | PersistenceException faster) {
                if (attempt == ATTEMPTS) {
                    throw faster;
                }
            }
        }
    }

    /** Keycloak caches users together with their credentials. */
    private UserModel uncachedUser(KeycloakSession own, RealmModel sameRealm) {
        UserCache cache = own.getProvider(UserCache.class);
        if (cache != null) {
            cache.evict(sameRealm, own.users().getUserById(sameRealm, user.getId()));
        }
        return own.users().getUserById(sameRealm, user.getId());
    }
}
