package io.iammfa.keycloak.catalog;

import io.iammfa.keycloak.store.DeviceTag;
import java.util.Collection;
import java.util.List;

/**
 * Which devices of a realm are asked for; null or empty where a filter is not used.
 *
 * @param userIds of these users alone
 * @param namePattern a pattern of {@code like} for the name as searches compare it, {@code !} being the escape
 * @param orUserId also all devices of this user, whatever their names
 * @param tags all of these; for each of them the ways to read it as key and value
 * @param usedBefore last used before this moment, or never; Unix time in milliseconds
 * @param foreignUsers only users who are not in Keycloak's own table
 */
public record CatalogFilter(
        Collection<String> userIds,
        String namePattern,
        String orUserId,
        String kind,
        List<List<DeviceTag>> tags,
        Long usedBefore,
        boolean foreignUsers) {}
