package io.iammfa.keycloak.attack;

/** What was measured, for who reads the run. */
final class Figures {

    private Figures() {}

    static void say(String figure) {
        System.out.println(figure);
    }
}
