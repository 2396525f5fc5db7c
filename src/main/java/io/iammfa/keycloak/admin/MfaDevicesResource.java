package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.catalog.DeviceCounts;
import io.iammfa.keycloak.catalog.MissingRows;
import io.iammfa.keycloak.catalog.RealmDevices;
import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.device.NewDevice;
import io.iammfa.keycloak.form.QrCode;
import io.iammfa.keycloak.policy.MfaPolicy;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * {@code /admin/realms/{realm}/mfa-devices}: what IAM's MFA actions do, for admins of the realm. What each call takes,
 * answers and refuses is in {@code docs/openapi.yaml}.
 */
public final class MfaDevicesResource {

    private static final MediaType CSV = new MediaType("text", "csv", "UTF-8");

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Caller caller;
    private final ChangeEvents events;
    private final MissingRows missingRows;

    MfaDevicesResource(
            KeycloakSession session, RealmModel realm, Caller caller, ChangeEvents events, MissingRows missingRows) {
        this.session = session;
        this.realm = realm;
        this.caller = caller;
        this.events = events;
        this.missingRows = missingRows;
    }

    /** IAM: ListVirtualMFADevices, ListMFADevices. */
    @GET
    @Path("")
    @Produces(MediaType.APPLICATION_JSON)
    public Response list() {
        caller.requireQuery();
        DeviceList list = DeviceList.asked(session, realm, caller);
        missingRows.fillIn(session, realm);
        return list.answer();
    }

    /** IAM: CreateVirtualMFADevice. The only answer that ever holds a secret. */
    @POST
    @Path("")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response create(String text) {
        UserModel user = caller.managedUser(
                () -> Body.of(text, "userId", "name", "tags", "kind").id("userId"));
        Body body = Body.of(text, "userId", "name", "tags", "kind");
        body.requireKind(NewDevice.under(realm.getOTPPolicy()).type());
        DeviceName name = body.name();
        Map<String, String> tags = body.tags();
        MfaDevices devices = new MfaDevices(session, realm, user);
        if (devices.isFull()) {
            throw Refusal.tooManyDevices(MfaPolicy.of(realm).maxDevices());
        }
        if (devices.owns(name, null)) {
            throw Refusal.nameTaken();
        }
        PendingDevices.Kept kept = new PendingDevices(session, realm).create(user.getId(), name, tags);
        Map<String, Object> json = DeviceJson.of(kept.pending(), user, kept.expiresAt());
        events.admin(OperationType.CREATE, kept.pending().id(), json);
        NewDevice device = kept.pending().device();
        Map<String, Object> shownOnce = new LinkedHashMap<>(json);
        shownOnce.put("secret", device.secret());
        shownOnce.put("otpauthUri", device.otpauthUri(realm, user));
        // a name that is too long for a picture leaves the secret and the URI
        shownOnce.put("qrCode", QrCode.png(device.otpauthUri(realm, user)).orElse(null));
        CacheControl notStored = new CacheControl();
        notStored.setNoStore(true);
        URI location = session.getContext()
                .getUri()
                .getAbsolutePathBuilder()
                .path(kept.pending().id())
                .build();
        return (prefersRepresentation() ? Response.status(201).contentLocation(location) : Response.created(location))
                .cacheControl(notStored)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(Json.write(shownOnce))
                .build();
    }

    /**
     * Whether the caller asks for this answer itself (RFC 7240, section 4.2). kcadm.sh does with its option -h, as it
     * otherwise shows what it finds under Location, where the secret is not.
     */
    private boolean prefersRepresentation() {
        return session.getContext().getRequestHeaders().getRequestHeader("Prefer").stream()
                .anyMatch(preference -> preference.contains("return=representation"));
    }

    /** The realm in numbers, or with {@code Accept: text/csv} a line a user. IAM: GetCredentialReport. */
    @GET
    @Path("report")
    public Response report() {
        caller.requireViewOfAll();
        Instant unusedSince = new Query(session, "unusedSince").moment("unusedSince");
        missingRows.fillIn(session, realm);
        RealmDevices devices = new RealmDevices(session, realm);
        DeviceCounts counts = devices.count();
        if (asksForCsv()) {
            return Response.ok(
                            new CredentialReport(session.getKeycloakSessionFactory(), realm.getId(), counts.most()),
                            CSV)
                    .header("Content-Disposition", "attachment; filename=\"mfa-devices.csv\"")
                    .build();
        }
        Map<String, Object> users = new LinkedHashMap<>();
        users.put("none", counts.none());
        users.put("one", counts.one());
        users.put("more", counts.more());
        users.put("total", counts.users());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("users", users);
        json.put("kinds", counts.kinds());
        json.put("devices", counts.devices());
        if (unusedSince != null) {
            Map<String, Object> unused = new LinkedHashMap<>();
            unused.put("since", DeviceJson.text(unusedSince));
            unused.put("devices", devices.countUsedBefore(unusedSince));
            json.put("unused", unused);
        }
        return Response.ok(Json.write(json), MediaType.APPLICATION_JSON_TYPE).build();
    }

    private boolean asksForCsv() {
        return session.getContext().getRequestHeaders().getAcceptableMediaTypes().stream()
                .filter(type -> !type.isWildcardType())
                .findFirst()
                .filter(CSV::isCompatible)
                .isPresent();
    }

    /** The users who own no device. */
    @GET
    @Path("users-without")
    @Produces(MediaType.APPLICATION_JSON)
    public Response usersWithout() {
        caller.requireQuery();
        return UserList.asked(session, realm, caller).answer();
    }

    /** One device. */
    @Path("{id}")
    public DeviceResource device(@PathParam("id") String id) {
        return new DeviceResource(session, realm, caller, events, id);
    }
}
