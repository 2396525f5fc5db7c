package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.device.UserSessions;
import io.iammfa.keycloak.pass.Pass;
import io.iammfa.keycloak.pass.Passes;
import io.iammfa.keycloak.policy.MfaPolicy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.credential.CredentialModel;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.RecoveryAuthnCodesCredentialModel;
import org.keycloak.storage.ReadOnlyException;

/** What admins do for users who have lost their devices, or somebody else has them: each change with the events that tell of it. */
public record Rescue(DeviceOperations operations) {

    private static final Logger LOG = Logger.getLogger(Rescue.class);

    private Passes passes(UserModel user) {
        return new Passes(operations.session(), operations.realm(), user);
    }

    /** The passes of a user whom the caller may view that hold. */
    public List<Pass> list(UserModel user) {
        return passes(user).list();
    }

    /** Whether the caller may give this user a pass: it would let them sign in as themselves without a device. */
    public boolean mayGive(UserModel user) {
        return operations.caller().manages(user) && !operations.caller().isOrActsFor(user);
    }

    /**
     * Gives a user whom the caller may manage a pass, in place of one that was not used.
     *
     * @param minutes as {@link Passes#give} takes them
     */
    public Passes.Given give(UserModel user, int minutes) {
        if (operations.caller().isOrActsFor(user)) {
            throw Refusal.forOneself();
        }
        if (user.getServiceAccountClientLink() != null) {
            throw Refusal.validation(
                    "userId", "a person; a service account has no password that a pass could stand beside");
        }
        Passes.Given given = passes(user).give(minutes);
        operations.events().admin(OperationType.CREATE, path(given.pass().id()), PassJson.of(given.pass(), user));
        operations.events().passGiven(user, given.pass());
        return given;
    }

    /** Takes back a pass of a user whom the caller may manage, and ends the session that it has opened. */
    public void revoke(UserModel user, String passId) {
        Pass revoked = passes(user).revoke(passId).orElseThrow(this::gone);
        operations.events().admin(OperationType.DELETE, path(passId), PassJson.of(revoked, user));
        operations.events().passRevoked(user, revoked);
    }

    /** The user whose pass that is, if the caller may manage them; the id may be any text. */
    public UserModel owner(String passId) {
        UserModel user = (Texts.isPlain(passId, Texts.ID_LENGTH)
                        ? Passes.owner(operations.session(), operations.realm(), passId)
                        : Optional.<String>empty())
                .flatMap(operations.caller()::user)
                .orElseThrow(this::gone);
        operations.caller().requireManage(user);
        return user;
    }

    /**
     * Begins anew with a user whom the caller may manage: all devices, passes and recovery codes go, all sessions end, and
     * the next sign-in leads into the wizard.
     */
    public void reset(UserModel user) {
        int devices = operations.devices(user).removeAll().size();
        passes(user).revokeAll();
        List<String> codes = user.credentialManager()
                .getStoredCredentialsByTypeStream(RecoveryAuthnCodesCredentialModel.TYPE)
                .map(CredentialModel::getId)
                .toList();
        codes.forEach(user.credentialManager()::removeStoredCredentialById);
        try {
            user.addRequiredAction(MfaPolicy.REQUIRED_ACTION);
        } catch (ReadOnlyException readOnly) {
            // what signs the user in is gone all the same; the flow says what comes instead
            LOG.debugf(readOnly, "nothing can be asked of the user %s", user.getId());
        }
        new UserSessions(operations.session(), operations.realm(), user).endAll();
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("userId", user.getId());
        told.put("username", user.getUsername());
        told.put("devices", devices);
        operations.events().admin(OperationType.ACTION, "reset", told);
        operations.events().reset(user);
    }

    private static String path(String passId) {
        return "passes/" + passId;
    }

    private Refusal gone() {
        return operations.caller().unknown("No temporary pass has this id");
    }
}
