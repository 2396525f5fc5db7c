package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.catalog.SeedRenewal;
import io.iammfa.keycloak.catalog.SeedStatus;
import io.iammfa.keycloak.policy.MfaPolicy;
import io.iammfa.keycloak.seed.Seeds;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Map;
import org.keycloak.events.admin.OperationType;

/** How the realm's seeds are stored, and the way from one key to another. */
public final class SeedsResource {

    private static final String PATH = "seeds";

    private final DeviceOperations operations;

    SeedsResource(DeviceOperations operations) {
        this.operations = operations;
    }

    /** What is stored under which key, and how far the last renewal has got. */
    @GET
    @Path("")
    @Produces(MediaType.APPLICATION_JSON)
    public Response status() {
        operations.caller().requireRealm();
        return Answers.ok(json());
    }

    private SeedsJson json() {
        Seeds seeds = Seeds.of(operations.session(), operations.realm());
        return SeedsJson.of(
                seedKey(),
                SeedStatus.of(operations.session(), operations.realm()),
                seeds::has,
                SeedRenewal.progress(operations.session(), operations.realm()).orElse(null));
    }

    /** Begins to bring all seeds under the policy's key, or into clear text where it names none. */
    @POST
    @Path("")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response renew(InputStream body) {
        operations.caller().requireRealm();
        SeedsRequest request = operations.caller().read(() -> Body.read(body, SeedsRequest.class));
        request.requireFitting(seedKey());
        if (!seedKey().isEmpty()
                && !Seeds.of(operations.session(), operations.realm()).has(seedKey())) {
            throw Refusal.validation("seed-key", "a usable key in the vault as mfa-seed-" + seedKey());
        }
        if (!SeedRenewal.start(operations.session(), operations.realm())) {
            throw SeedRefusals.renewalGoesOn();
        }
        operations.events().admin(OperationType.ACTION, PATH, Map.of("action", request.action(), "seedKey", seedKey()));
        return Answers.json(202, json()).build();
    }

    private String seedKey() {
        return MfaPolicy.of(operations.realm()).seedKey();
    }
}
