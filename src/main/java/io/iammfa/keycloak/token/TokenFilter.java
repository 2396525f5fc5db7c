package io.iammfa.keycloak.token;

/**
 * Which hardware tokens a list is to have; null where a filter is not used.
 *
 * @param search the beginning of the serial number, without regard to case
 * @param model as it is
 * @param userId for whom they are reserved, or whose they are
 */
public record TokenFilter(TokenState state, String search, String model, String userId) {}
