package io.iammfa.keycloak.performance;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.RealmBuilder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What admins list: one user's devices, and a page of a hundred, of users in Keycloak and of devices here. */
@State(Scope.Benchmark)
public class ListsBenchmark {

    private static final int USERS = 200;

    @Param({"stock", "jar"})
    public String way;

    private AdminApi admin;
    private String ofUser;
    private String page;

    @Setup
    public void createUsers() {
        RealmBuilder builder = new RealmBuilder().users(USERS, 8);
        boolean jar = way.equals("jar");
        admin = PerformanceIT.servers().admin(jar);
        String realm = "/" + (jar ? builder : builder.notOptedIn()).create(admin);
        String user = admin.userId(realm.substring(1), "user-0");
        ofUser = realm + (jar ? "/mfa-devices?user=" + user : "/users/" + user + "/credentials");
        page = realm + (jar ? "/mfa-devices?max=100" : "/users?max=100");
    }

    @Benchmark
    public void devicesOfAUser() {
        check(admin.get(ofUser), 8);
    }

    @Benchmark
    public void pageOfAHundred() {
        check(admin.get(page), 100);
    }

    private static void check(JsonNode list, int least) {
        if (list.size() < least) {
            throw new AssertionError(list);
        }
    }
}
