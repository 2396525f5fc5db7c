package io.iammfa.keycloak.device;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.ProviderEvent;

/** A device's clock has run off by more than {@link MfaDevice#MAX_DRIFT_STEPS} steps, within this request. */
public record ClockOff(KeycloakSession session, RealmModel realm, UserModel user, MfaDevice device)
        implements ProviderEvent {}
