package io.iammfa.keycloak.device;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderEvent;

/**
 * Somebody has shown two codes of a device to have its clock measured, or its counter found, within this request.
 *
 * @param done whether the two were accepted
 */
public record ResyncTried(KeycloakSession session, RealmModel realm, boolean done) implements ProviderEvent {}
