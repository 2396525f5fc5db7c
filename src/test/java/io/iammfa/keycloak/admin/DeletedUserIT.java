package io.iammfa.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.admin.DeviceApi.Answer;
import io.iammfa.keycloak.admin.DeviceApi.Enabled;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Calls for a user who has just been deleted. */
class DeletedUserIT {

    private static final AdminApi ADMIN = TestServer.admin();

    private final String realm = TestServer.create(new RealmBuilder().user("alice"));
    private final DeviceApi api = DeviceApi.asAdmin(realm);
    private final String user = ADMIN.userId(realm, "alice");
    private final Enabled device = api.enabled("alice", "Phone", Map.of("k", "v"));
    private final JsonNode pending = api.create("alice", "Pending", Map.of());
    private final Phone phone = Phone.ofUri(pending.get("otpauthUri").asText());

    private List<Callable<Answer>> changes() {
        String path = "/" + device.id();
        String waiting = "/" + pending.get("id").asText();
        Map<String, String> enable = DeviceApi.codes(phone.next(), phone.next());
        Map<String, String> resync =
                DeviceApi.codes(device.phone().next(), device.phone().next());
        return List.of(
                () -> api.put(path, Map.of("name", "Mobile")),
                () -> api.put(path + "/tags", Map.of("a", "b")),
                () -> api.delete(path + "/tags?key=k"),
                () -> api.post(path + "/resync", resync),
                () -> api.post("", Map.of("userId", user, "name", "New")),
                () -> api.post(waiting + "/enable", enable),
                () -> api.delete(path),
                () -> api.get(path),
                () -> api.get(path + "/tags"),
                () -> api.get(waiting));
    }

    @Test
    void find_nothing() throws Exception {
        ADMIN.delete("/" + realm + "/users/" + user);
        for (Callable<Answer> call : changes()) {
            call.call().expect(404, "NoSuchEntity");
        }
        api.delete("/" + pending.get("id").asText()).expect(404, "NoSuchEntity");
        assertEquals(List.of(), api.names(""));
        assertEquals(List.of(), api.names("?user=" + user));
    }

    @RepeatedTest(20)
    void at_the_same_moment_do_it_or_find_nothing() throws Exception {
        List<Callable<Answer>> changes = changes();
        CyclicBarrier start = new CyclicBarrier(changes.size() + 1);
        ExecutorService threads = Executors.newFixedThreadPool(changes.size() + 1);
        try {
            Future<Integer> deletion = threads.submit(() -> {
                start.await();
                return ADMIN.send("DELETE", "/" + realm + "/users/" + user, null)
                        .statusCode();
            });
            List<Future<Answer>> answers = new ArrayList<>();
            for (Callable<Answer> change : changes) {
                answers.add(threads.submit(() -> {
                    start.await();
                    return change.call();
                }));
            }
            for (Future<Answer> future : answers) {
                Answer answer = future.get();
                assertTrue(
                        answer.status() < 300 || answer.status() == 404,
                        answer.status() + " " + answer.response().request() + " " + answer.text());
            }
            assertEquals(204, deletion.get());
            assertEquals(List.of(), TestServer.rows(realm));
        } finally {
            threads.shutdownNow();
        }
    }
}
