package io.iammfa.keycloak.metrics;

import java.util.Map;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.SingleUseObjectProvider;

/**
 * Whose turn it is to count, in a cluster: one node keeps it for as long as it goes on counting, and another takes it when
 * that one is gone. Keycloak's own tasks of a cluster run on any node, one after the other, so that all would show numbers.
 *
 * @param node this one, under a name that no other has
 * @param seconds for how long it is kept without a word
 */
record Turn(String node, long seconds) {

    private static final String KEY = "mfa-users-counted-by";
    private static final String NODE = "node";

    /** Whether it is this node's, for the next seconds once the session's transaction has ended. */
    boolean isOurs(KeycloakSession session) {
        SingleUseObjectProvider shared = session.singleUseObjects();
        Map<String, String> holder = shared.get(KEY);
        boolean ours = holder == null ? shared.putIfAbsent(KEY, seconds) : node.equals(holder.get(NODE));
        if (ours) {
            shared.put(KEY, seconds, Map.of(NODE, node));
        }
        return ours;
    }
}
