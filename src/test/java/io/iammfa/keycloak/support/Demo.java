package io.iammfa.keycloak.support;

import java.nio.file.Path;

/** Keycloak with the jar and the realm {@code demo}, until Ctrl-C. */
public final class Demo {

    private Demo() {}

    /** @param args the unpacked distribution, the jar, the realm to import, the port */
    public static void main(String[] args) throws InterruptedException {
        Path distribution = Path.of(args[0]);
        KeycloakServer server = KeycloakServer.copy(
                        distribution, distribution.resolveSibling("demo"), Integer.parseInt(args[3]))
                .install(Path.of(args[1]))
                .realm(Path.of(args[2]));
        System.out.println("Starting Keycloak, which takes about a minute. Its log: " + server.log());
        server.start();
        System.out.printf(
                """

                Sign in           %1$s/realms/demo/account/      alice / alice or bob / bob
                Account console   the same, then "Account security", "Signing in"
                MFA console       %1$s/realms/master/mfa-console/demo/      admin / admin
                Admin console     %1$s/admin/master/console/#/demo      admin / admin

                Ctrl-C stops it.
                %n""",
                server.url());
        server.await();
    }
}
