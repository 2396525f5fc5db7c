package io.iammfa.keycloak.device;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderEvent;

/**
 * A code that was accepted within this request has shown what a device takes for the time.
 *
 * @param steps how many time steps it is ahead of the server, or behind where negative; who types late is a step behind
 */
public record DriftSeen(KeycloakSession session, RealmModel realm, Means means, long steps) implements ProviderEvent {}
