package io.iammfa.keycloak.device;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Requests of one user at the same moment, each in a thread and a transaction of its own. */
final class Race {

    private Race() {}

    /**
     * Has requests run at once: each has read what there was, as for its page, before the first of them changes anything.
     *
     * @param work what the n-th request does; it is committed
     */
    static <T> List<T> of(int requests, TestUser user, IntFunction<Function<MfaDevices, T>> work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(requests);
        List<Callable<T>> calls = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            Function<MfaDevices, T> change = work.apply(i);
            calls.add(() -> {
                try (TestUser.Request request = user.open()) {
                    request.devices().list();
                    start.await(1, TimeUnit.MINUTES);
                    T result = change.apply(request.devices());
                    request.commit();
                    return result;
                }
            });
        }
        ExecutorService threads = Executors.newFixedThreadPool(requests);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(calls, 1, TimeUnit.MINUTES)) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    static <T> long count(List<? super T> results, T wanted) {
        return results.stream().filter(wanted::equals).count();
    }

    static long count(List<?> results, Class<?> wanted) {
        return results.stream().filter(wanted::isInstance).count();
    }
}
