package io.iammfa.keycloak.performance;

import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A first device, from the page that asks for it to the application: one form of Keycloak's, two of the wizard's. */
@State(Scope.Benchmark)
public class WizardBenchmark {

    private static final int USERS = 200;

    @Param({"stock", "wizard"})
    public String way;

    private String realm;
    private int user;
    private HttpVisitor visitor;

    @Setup(Level.Trial)
    public void createUsers() {
        RealmBuilder builder = new RealmBuilder().users(USERS, 0);
        if (way.equals("stock")) {
            builder.notOptedIn().secondFactor("auth-otp-form", "REQUIRED");
        }
        realm = builder.create(PerformanceIT.servers().admin(way.equals("wizard")));
        user = 0;
    }

    @Setup(Level.Invocation)
    public void open() {
        String username = "user-" + user++;
        visitor = new HttpVisitor(PerformanceIT.servers().url(way.equals("wizard")), realm)
                .open("")
                .password(username);
    }

    @Benchmark
    public void firstDevice() {
        if (way.equals("wizard")) {
            visitor.assign("Phone");
        } else {
            String secret = visitor.hidden("totpSecret");
            visitor.submit("totp", Phone.ofKey(secret).next(), "totpSecret", secret, "userLabel", "Phone");
        }
        PerformanceIT.check(visitor.isSignedIn(), visitor);
    }
}
