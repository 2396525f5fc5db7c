package io.iammfa.keycloak.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;

class MissingRowsTest {

    private final AtomicInteger tries = new AtomicInteger();
    private final MissingRows rows = new MissingRows();

    private static <T> T as(Class<T> type, Function<String, Object> answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer.apply(method.getName())));
    }

    /** A database that is gone. */
    private KeycloakSession session() {
        KeycloakSessionFactory factory = as(KeycloakSessionFactory.class, method -> {
            tries.incrementAndGet();
            throw new ModelException("the database is gone");
        });
        return as(KeycloakSession.class, method -> factory);
    }

    private static RealmModel realm(String id) {
        return as(RealmModel.class, method -> id);
    }

    @Test
    void a_look_that_failed_is_tried_again_by_the_next_list_and_ends_none() {
        rows.fillIn(session(), realm("one"));
        int once = tries.get();
        assertEquals(1, once);
        rows.fillIn(session(), realm("one"));
        assertEquals(2, tries.get());
    }

    @Test
    void one_realm_s_look_does_not_wait_for_another_s() {
        KeycloakSession slow = as(
                KeycloakSession.class,
                method -> as(KeycloakSessionFactory.class, create -> {
                    // while this realm's look goes on, another realm's begins and ends
                    elsewhere(() -> rows.fillIn(session(), realm("two")));
                    // and a second list of the same realm does not wait at all
                    elsewhere(() -> rows.fillIn(session(), realm("one")));
                    throw new ModelException("the database is gone");
                }));
        rows.fillIn(slow, realm("one"));
        assertEquals(1, tries.get());
    }

    private static void elsewhere(Runnable task) {
        CompletableFuture.runAsync(task).orTimeout(10, TimeUnit.SECONDS).join();
    }
}
