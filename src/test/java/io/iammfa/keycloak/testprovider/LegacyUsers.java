package io.iammfa.keycloak.testprovider;

import java.util.Map;
import java.util.stream.Stream;
import org.keycloak.component.ComponentModel;
import org.keycloak.credential.CredentialInput;
import org.keycloak.credential.CredentialInputValidator;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.storage.adapter.AbstractUserAdapterFederatedStorage;
import org.keycloak.storage.user.UserLookupProvider;
import org.keycloak.storage.user.UserQueryMethodsProvider;

/**
 * A user storage without local credentials: everyone whose name begins with "legacy", and the password is the
 * name. It checks the codes of those whose name begins with "legacy-otp" itself: 314159. Where the realm says so, they
 * vanish as soon as a request has looked at them: no session that is opened after the caller's knows any.
 */
public final class LegacyUsers
        implements UserStorageProvider, UserLookupProvider, CredentialInputValidator, UserQueryMethodsProvider {

    /** The realm's attribute. */
    public static final String VANISH = "legacyUsersVanish";

    private final KeycloakSession session;
    private final ComponentModel model;

    LegacyUsers(KeycloakSession session, ComponentModel model) {
        this.session = session;
        this.model = model;
    }

    @Override
    public UserModel getUserById(RealmModel realm, String id) {
        return getUserByUsername(realm, StorageId.externalId(id));
    }

    @Override
    public UserModel getUserByUsername(RealmModel realm, String username) {
        return username.startsWith("legacy") && !isVanished(realm)
                ? new LegacyUser(session, realm, model, username)
                : null;
    }

    private boolean isVanished(RealmModel realm) {
        return realm.getAttribute(VANISH, false) && session.getContext().getUserSession() == null;
    }

    @Override
    public UserModel getUserByEmail(RealmModel realm, String email) {
        return null;
    }

    @Override
    public Stream<UserModel> searchForUserStream(
            RealmModel realm, Map<String, String> params, Integer first, Integer max) {
        String username = params.getOrDefault(UserModel.USERNAME, params.getOrDefault(UserModel.SEARCH, ""));
        UserModel user = getUserByUsername(realm, username);
        return user == null ? Stream.empty() : Stream.of(user);
    }

    @Override
    public Stream<UserModel> getGroupMembersStream(RealmModel realm, GroupModel group, Integer first, Integer max) {
        return Stream.empty();
    }

    @Override
    public Stream<UserModel> searchForUserByUserAttributeStream(RealmModel realm, String name, String value) {
        return Stream.empty();
    }

    @Override
    public boolean supportsCredentialType(String type) {
        return PasswordCredentialModel.TYPE.equals(type) || OTPCredentialModel.TYPE.equals(type);
    }

    @Override
    public boolean isConfiguredFor(RealmModel realm, UserModel user, String type) {
        return PasswordCredentialModel.TYPE.equals(type) || OTPCredentialModel.TYPE.equals(type) && hasCodesHere(user);
    }

    private static boolean hasCodesHere(UserModel user) {
        return user.getUsername().startsWith("legacy-otp");
    }

    @Override
    public boolean isValid(RealmModel realm, UserModel user, CredentialInput input) {
        return PasswordCredentialModel.TYPE.equals(input.getType())
                ? user.getUsername().equals(input.getChallengeResponse())
                : hasCodesHere(user) && "314159".equals(input.getChallengeResponse());
    }

    @Override
    public void close() {}

    /** One of them; Keycloak keeps all it needs to know in its federated storage. */
    public static final class LegacyUser extends AbstractUserAdapterFederatedStorage {

        private final String username;

        LegacyUser(KeycloakSession session, RealmModel realm, ComponentModel model, String username) {
            super(session, realm, model);
            this.username = username;
        }

        @Override
        public String getUsername() {
            return username;
        }

        @Override
        public void setUsername(String username) {
            throw new UnsupportedOperationException();
        }
    }
}
