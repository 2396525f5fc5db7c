package io.iammfa.keycloak.policy;

/**
 * A whole number among the policy's settings.
 *
 * @param name the key under which Keycloak stores it
 * @param min the smallest value accepted
 * @param max the largest value accepted
 */
record NumberSetting(String name, int min, int max, int defaultValue) {

    /** Whether the stored text can be used; nothing stored means the default. */
    boolean accepts(String stored) {
        if (isAbsent(stored)) {
            return true;
        }
        try {
            int value = Integer.parseInt(stored.trim());
            return min <= value && value <= max;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** The value of a stored text that {@link #accepts} lets pass. */
    int read(String stored) {
        return isAbsent(stored) ? defaultValue : Integer.parseInt(stored.trim());
    }

    private static boolean isAbsent(String stored) {
        return stored == null || stored.isBlank();
    }
}
