package io.iammfa.keycloak.device;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderEvent;

/** A device has become a user's within this request, in the place of another or not. */
public record DeviceAssigned(KeycloakSession session, RealmModel realm, Means means) implements ProviderEvent {}
