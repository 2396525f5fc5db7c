package io.iammfa.keycloak.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iammfa.keycloak.support.RealmBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Users who add, use, resync, replace and remove devices, all at once, until something ends it. */
public final class Load {

    /** How many devices a user may own. */
    static final int LIMIT = 3;

    private static final int OWNERS = 6;

    /** How many things are done at most before the disaster. */
    private static final int MOST = 60;

    /** How long what was begun may go on after the disaster. */
    private static final Duration AFTER = Duration.ofMillis(500);

    private static final String HALF_MADE =
            """
            select 'credential without a row', c.id from credential c join user_entity u on u.id = c.user_id
            where u.realm_id = 'REALM' and c.type = 'otp' and not exists (select 1 from mfa_device d
                where d.realm_id = u.realm_id and d.user_id = u.id and d.credential_id = c.id)
            union all select 'row without a credential', d.credential_id from mfa_device d
            where d.realm_id = 'REALM' and not exists (select 1 from credential c where c.id = d.credential_id)
            union all select 'wrong count', o.user_id from mfa_owner o
            where o.realm_id = 'REALM' and o.devices <> (select count(*) from mfa_device d
                where d.realm_id = o.realm_id and d.user_id = o.user_id)""";

    private final Place place;
    private final String realm;
    private final String realmId;
    private final Random random;
    private int rounds;
    private int done;
    private int doubts;
    private List<Owner> owners;
    private CountDownLatch enough;
    private volatile boolean struck;
    private volatile boolean over;

    /** @param seed what the choices and moments of this load follow from */
    public Load(Place place, long seed) {
        this.place = place;
        this.random = new Random(seed);
        this.realm = new RealmBuilder()
                .policy("max-devices", String.valueOf(LIMIT))
                .signIn("device-selection", "any")
                .directGrant("mfa-direct-grant")
                .create(place.admin());
        this.realmId = place.admin().get("/" + realm).get("id").asText();
    }

    /** Lets new users go on until they have done some things, and has it happen at some moment of what they do next. */
    public void until(Runnable disaster) throws Exception {
        int round = ++rounds;
        owners = IntStream.range(0, OWNERS)
                .mapToObj(i -> new Owner(place, realm, "user-" + round + "-" + i, new Random(random.nextLong())))
                .toList();
        struck = false;
        over = false;
        enough = new CountDownLatch(1 + random.nextInt(MOST));
        ExecutorService threads = Executors.newFixedThreadPool(OWNERS);
        try {
            List<Future<?>> all = new ArrayList<>();
            owners.forEach(owner -> all.add(threads.submit(() -> go(owner))));
            enough.await();
            TimeUnit.MILLISECONDS.sleep(random.nextInt(200));
            struck = true;
            disaster.run();
            TimeUnit.MILLISECONDS.sleep(AFTER.toMillis());
            over = true;
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        owners.forEach(owner -> {
            done += owner.done();
            doubts += owner.doubt() == Doubt.NONE ? 0 : 1;
        });
    }

    private void go(Owner owner) {
        while (!over) {
            try {
                owner.act();
                enough.countDown();
            } catch (RuntimeException | AssertionError failure) {
                if (!struck) {
                    // whoever waits for more to be done learns of this one
                    while (enough.getCount() > 0) {
                        enough.countDown();
                    }
                    throw failure;
                }
                return;
            }
        }
    }

    /** What has to be true afterwards of these users, and stays true however often it is asked. */
    public void check() {
        for (Owner owner : owners) {
            new Afterwards(place, realm, owner).check();
        }
        assertEquals(List.of(), place.query(HALF_MADE.replace("REALM", realmId)), "half made");
    }

    @Override
    public String toString() {
        return rounds + " rounds, " + done + " operations done, " + doubts + " not answered";
    }
}
