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

/** The code's step of a sign-in, with the redirect that follows a right one. */
@State(Scope.Benchmark)
public class SignInBenchmark {

    /** As many codes as a test realm's window holds for a new phone, less some for the time that passes. */
    private static final int CODES = 12;

    private static final int USERS = 40;

    /** Keycloak's form without and with the jar, and ours in both of its ways. */
    @Param({"stock", "jar, realm not opted in", "choose", "any"})
    public String way;

    @Param({"1", "8"})
    public int devices;

    private String realm;
    private int user;
    private Phone phone;
    private String deviceId;
    private HttpVisitor visitor;

    @Setup(Level.Trial)
    public void createUsers() {
        RealmBuilder builder = new RealmBuilder().users(USERS, devices);
        if (way.equals("any")) {
            builder.signIn("device-selection", "any");
        } else if (!way.equals("choose")) {
            builder.notOptedIn().secondFactor("auth-otp-form", "REQUIRED");
        }
        realm = builder.create(PerformanceIT.servers().admin(jar()));
        user = -1;
        nextUser();
    }

    private boolean jar() {
        return !way.equals("stock");
    }

    private void nextUser() {
        user++;
        phone = Phone.ofKey("secret-0");
        deviceId = PerformanceIT.servers().admin(jar()).deviceId(realm, "user-" + user, "Device 0");
        // whoever comes with devices from before has them written down once
        open();
        visitor.submit("otp", "000000", "selectedCredentialId", deviceId);
    }

    /** Goes as far as the page that asks for the code. */
    @Setup(Level.Invocation)
    public void open() {
        if (phone.last() >= phone.now() + CODES - 6) {
            nextUser();
        }
        visitor = new HttpVisitor(PerformanceIT.servers().url(jar()), realm)
                .open("")
                .password("user-" + user);
    }

    @Benchmark
    public void rightCode() {
        visitor.submit("otp", phone.next(), "selectedCredentialId", deviceId);
        PerformanceIT.check(visitor.isSignedIn(), visitor);
    }

    @Benchmark
    public void wrongCode() {
        visitor.submit("otp", "000000", "selectedCredentialId", deviceId);
        PerformanceIT.check(!visitor.isSignedIn(), visitor);
    }
}
