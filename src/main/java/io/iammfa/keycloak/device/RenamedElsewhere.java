package io.iammfa.keycloak.device;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.ProviderEvent;

/**
 * A device has another name than it had when it was last looked at for a change, and none of our pages gave it: Keycloak's
 * own APIs rename credentials without a word. Published in the transaction that noticed it.
 *
 * @param before what it was called, as searches compare it
 */
public record RenamedElsewhere(
        KeycloakSession session, RealmModel realm, UserModel user, MfaDevice device, String before)
        implements ProviderEvent {}
