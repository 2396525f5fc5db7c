package io.iammfa.keycloak.guard;

import io.iammfa.keycloak.form.Outage;
import io.iammfa.keycloak.form.Pages;
import io.iammfa.keycloak.policy.MfaPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.events.Details;
import org.keycloak.events.EventType;

/** An admin who acts as a user changes nothing by which that user signs in: they have the admin API for that, under their own name. */
public final class ImpersonationGuard {

    private static final String LEAVE = "leave";

    private final RequiredActionContext context;

    private ImpersonationGuard(RequiredActionContext context) {
        this.context = context;
    }

    /**
     * Does the work of a required action, or says why it can't be done now: while the database is away, and to an admin
     * who acts as the user, in an event that names the admin, too.
     */
    public static void unlessRefused(RequiredActionContext context, Runnable work) {
        Outage.explained(context, () -> {
            if (!new ImpersonationGuard(context).refuses()) {
                work.run();
            }
        });
    }

    private boolean refuses() {
        if (!MfaPolicy.of(context.getRealm()).optedIn()) {
            return false;
        }
        Optional<Impersonation> impersonation = Impersonation.of(
                context.getSession(), context.getRealm(), context.getUser(), context.getAuthenticationSession());
        impersonation.ifPresent(this::refuse);
        return impersonation.isPresent();
    }

    private void refuse(Impersonation impersonation) {
        if (LEAVE.equals(context.getHttpRequest().getDecodedFormParameters().getFirst(Pages.ACTION))) {
            context.failure();
            return;
        }
        context.getEvent()
                .clone()
                .event(EventType.CUSTOM_REQUIRED_ACTION)
                .detail(Details.CUSTOM_REQUIRED_ACTION, context.getAction())
                .detail(Details.IMPERSONATOR, impersonation.username())
                .detail("impersonator_id", impersonation.id())
                .error("mfa_impersonated");
        Pages.show(context, "mfa-device-impersonated.ftl", Map.of(), List.of());
    }
}
