package io.iammfa.keycloak.support;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.Supplier;

/** Keycloak's models for tests without a server. */
public final class Models {

    private Models() {}

    /**
     * A model that knows these answers and refuses every other question.
     *
     * @param answers by the names of methods; a {@link Supplier} is asked each time
     */
    public static <T> T answering(Class<T> type, Map<String, ?> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
            if (!answers.containsKey(method.getName())) {
                throw new UnsupportedOperationException(method.getName());
            }
            Object answer = answers.get(method.getName());
            return answer instanceof Supplier<?> supplier ? supplier.get() : answer;
        }));
    }
}
