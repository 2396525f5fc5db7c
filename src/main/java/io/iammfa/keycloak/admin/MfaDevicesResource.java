package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.catalog.DeviceCounts;
import io.iammfa.keycloak.catalog.MissingRows;
import io.iammfa.keycloak.catalog.RealmDevices;
import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.device.NewDevice;
import io.iammfa.keycloak.pass.Passes;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
    private final DeviceOperations operations;
    private final MissingRows missingRows;

    MfaDevicesResource(DeviceOperations operations, MissingRows missingRows) {
        this.session = operations.session();
        this.realm = operations.realm();
        this.caller = operations.caller();
        this.operations = operations;
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
    public Response create(InputStream body) {
        CreateRequest request = caller.read(() -> Body.read(body, CreateRequest.class));
        String userId = caller.read(request::user);
        return operations.forUser(userId, () -> create(request, caller.managedUser(userId)));
    }

    private Response create(CreateRequest request, UserModel user) {
        DeviceOperations.requirePerson(user);
        request.requireKind(NewDevice.under(realm.getOTPPolicy()).type());
        DeviceName name = request.deviceName();
        Map<String, String> tags = request.deviceTags();
        PendingDevices.Kept kept = operations.create(user, name, tags, request.replaced(), null);
        return created(kept, DeviceJson.withSecret(kept, realm, user));
    }

    private Response created(PendingDevices.Kept kept, Map<String, Object> json) {
        URI location = session.getContext()
                .getUri()
                .getAbsolutePathBuilder()
                .path(kept.pending().id())
                .build();
        Response.ResponseBuilder answer = Answers.secret(201, json);
        if (!prefersRepresentation()) {
            return answer.location(location).build();
        }
        Answers.expose(session, HttpHeaders.CONTENT_LOCATION);
        return answer.contentLocation(location).build();
    }

    /**
     * Whether the caller asks for this answer itself (RFC 7240, section 4.2). kcadm.sh does with its option -h, as it
     * otherwise shows what it finds under Location, where the secret is not.
     */
    private boolean prefersRepresentation() {
        return headers("Prefer").stream().anyMatch(preference -> preference.contains("return=representation"));
    }

    private List<String> headers(String name) {
        return session.getContext().getRequestHeaders().getRequestHeader(name);
    }

    /** The realm in numbers, or with {@code Accept: text/csv} a line a user. IAM: GetCredentialReport. */
    @GET
    @Path("report")
    public Response report() {
        caller.requireViewOfAll();
        Instant unusedSince = Query.unusedSince(session.getContext().getUri().getQueryParameters());
        missingRows.fillIn(session, realm);
        RealmDevices devices = new RealmDevices(session, realm);
        DeviceCounts counts = devices.count();
        if (Accept.prefers("text/csv", MediaType.APPLICATION_JSON, headers(HttpHeaders.ACCEPT))) {
            Answers.expose(session, HttpHeaders.CONTENT_DISPOSITION);
            return Response.ok(
                            new CredentialReport(session.getKeycloakSessionFactory(), realm.getId(), counts.most()),
                            CSV)
                    .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"mfa-devices.csv\"")
                    .build();
        }
        return Answers.ok(ReportJson.of(
                counts,
                devices.countClocksOff(),
                Passes.count(session, realm),
                unusedSince == null ? null : ReportJson.unused(unusedSince, devices.countUsedBefore(unusedSince))));
    }

    /** The users who own no device. */
    @GET
    @Path("users-without")
    @Produces(MediaType.APPLICATION_JSON)
    public Response usersWithout() {
        caller.requireQuery();
        return UserList.asked(session, realm, caller).answer();
    }

    /** Temporary passes. */
    @Path("passes")
    public PassesResource passes() {
        return new PassesResource(operations);
    }

    /** Begins anew with a user whose devices are lost, or in the wrong hands. */
    @POST
    @Path("reset")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response reset(InputStream body) {
        String userId = caller.read(() -> Body.read(body, ResetRequest.class).user());
        return operations.forUser(userId, () -> {
            new Rescue(operations).reset(caller.managedUser(userId));
            return Response.noContent().build();
        });
    }

    /** What an export of the realm does not hold. */
    @Path("state")
    public StateResource state() {
        return new StateResource(operations);
    }

    /** Until when users may sign in without a device. */
    @Path(Deadlines.PATH)
    public DeadlinesResource deadlines() {
        return new DeadlinesResource(operations);
    }

    /** How seeds are stored. */
    @Path("seeds")
    public SeedsResource seeds() {
        return new SeedsResource(operations);
    }

    /** One device. */
    @Path("{id}")
    public DeviceResource device(@PathParam("id") String id) {
        return new DeviceResource(operations, id);
    }
}
