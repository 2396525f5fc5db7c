package io.iammfa.keycloak.support;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Keycloak with the jar and the realm {@code demo}, until Ctrl-C. What was done in it is there at the next start. */
public final class Demo {

    private static final long PATIENCE_MILLISECONDS = 15_000;

    private Demo() {}

    /** @param args the unpacked distribution, the jar, the realm to import, the port, whether to begin anew */
    public static void main(String[] args) throws InterruptedException {
        Path distribution = Path.of(args[0]);
        int port = Integer.parseInt(args[3]);
        // two on two ports leave each other alone
        Path home = distribution.resolveSibling("demo-" + distribution.getFileName() + "-" + port);
        for (int wanted : new int[] {port, KeycloakServer.managementPort(port)}) {
            if (KeycloakServer.isInUse(wanted)) {
                System.err.printf("Port %d is in use. Choose another one: mvn -Pdemo -Dport=%d%n", wanted, port + 1);
                System.exit(1);
            }
        }
        if (Boolean.parseBoolean(args[4])) {
            Folders.delete(home);
        }
        KeycloakServer server = KeycloakServer.kept(distribution, home, port);
        System.out.println(
                Files.exists(home.resolve("data/h2"))
                        ? "Keycloak starts with what was done in it before; -Dfresh=true begins anew."
                        : "Keycloak builds itself with the jar and starts, which takes about a minute.");
        System.out.println("Its log: " + server.log());
        server.install(Path.of(args[1])).realm(Path.of(args[2]));
        Thread waiting = new Thread(Demo::saysThatItWaits);
        waiting.setDaemon(true);
        waiting.start();
        server.start();
        waiting.interrupt();
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

    private static void saysThatItWaits() {
        Instant start = Instant.now();
        try {
            while (true) {
                Thread.sleep(PATIENCE_MILLISECONDS);
                System.out.printf(
                        "Still starting, after %d seconds%n",
                        Duration.between(start, Instant.now()).toSeconds());
            }
        } catch (InterruptedException e) {
            // it has started
        }
    }
}
