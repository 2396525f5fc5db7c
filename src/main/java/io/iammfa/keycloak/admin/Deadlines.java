package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.catalog.AskedUsers;
import io.iammfa.keycloak.device.Deadline;
import io.iammfa.keycloak.policy.UserPolicy;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.util.Map;
import java.util.function.Predicate;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.UserModel;

/** What admins see of the time that users have without a device, and the time that they give. */
public record Deadlines(DeviceOperations operations) {

    /** The folder below that of devices. */
    static final String PATH = "deadlines";

    /**
     * The page of a list that query parameters ask for.
     *
     * @throws Refusal where a parameter can't be used
     */
    Pages<AskedUsers.Entry> page(MultivaluedMap<String, String> parameters) {
        return page(parameters, Query.pageBesideFilter(parameters));
    }

    Pages<AskedUsers.Entry> page(MultivaluedMap<String, String> parameters, Query.Page asked) {
        operations.caller().requireQuery();
        AskedUsers.Filter filter = Query.deadlines(parameters);
        Predicate<String> views = operations.caller().views();
        AskedUsers users = new AskedUsers(operations.session(), operations.realm());
        return Pages.read(
                asked,
                Markers.ofUsers(operations.session()),
                (after, first, max) -> users.page(filter, after, first, max),
                AskedUsers.Entry::userId,
                operations.caller().viewsAll() ? null : entry -> views.test(entry.userId()));
    }

    /** Where a user stands whom the caller may view. */
    public Deadline.Known of(UserModel user) {
        return deadline(user).known();
    }

    Map<String, Object> describe(UserModel user) {
        return DeadlineJson.of(user, of(user), UserPolicy.of(operations.realm(), user));
    }

    /** Whether the caller may give this user time: nobody gives it to themselves. */
    public boolean mayExtend(UserModel user) {
        return operations.caller().manages(user) && !operations.caller().isOrActsFor(user);
    }

    /** Refuses whoever would give time to themselves. */
    public void requireOther(UserModel user) {
        if (operations.caller().isOrActsFor(user)) {
            throw Refusal.noTimeForOneself();
        }
    }

    /**
     * Gives a user time whom the caller may manage, or takes it back.
     *
     * @throws Refusal where the moment is too far ahead or past, or the reason is missing
     */
    public void extend(UserModel user, ExtensionRequest request) {
        requireOther(user);
        Instant until = request.end();
        String reason = request.why();
        deadline(user).extend(until);
        Map<String, Object> told = describe(user);
        told.put("reason", reason);
        operations.events().admin(OperationType.UPDATE, PATH + "/" + user.getId(), told);
    }

    private Deadline deadline(UserModel user) {
        return new Deadline(operations.session(), operations.realm(), user);
    }
}
