package io.iammfa.keycloak.signin;

import io.iammfa.keycloak.device.DeviceSession;
import io.iammfa.keycloak.device.Means;
import io.iammfa.keycloak.device.SignInTally;
import io.iammfa.keycloak.event.DeviceEvents;
import io.iammfa.keycloak.form.WizardRequest;
import io.iammfa.keycloak.pass.Pass;
import io.iammfa.keycloak.pass.Passes;
import java.util.Optional;
import org.keycloak.authentication.AuthenticationFlowContext;

/** A sign-in with a temporary pass, in the place of a device. */
record PassSignIn(AuthenticationFlowContext context) {

    /** Accepts a pass, once; it leads into the wizard, which the user may leave for now. */
    boolean accepts(String typed) {
        Optional<Pass> pass = new Passes(context.getSession(), context.getRealm(), context.getUser()).accept(typed);
        pass.ifPresent(used -> {
            new SignInTally(context.getSession(), context.getRealm()).accepted(Means.PASS);
            DeviceEvents.passUsed(context.getEvent().clone().user(context.getUser()), used.id());
            DeviceSession.passed(context.getAuthenticationSession(), used.id(), used.expiresAt());
            WizardRequest.offer(context.getAuthenticationSession(), context.getUser());
        });
        return pass.isPresent();
    }
}
