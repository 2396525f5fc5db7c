package io.iammfa.keycloak.console;

import io.iammfa.keycloak.admin.CredentialReport;
import io.iammfa.keycloak.catalog.AskedUsers;
import io.iammfa.keycloak.catalog.DeviceCounts;
import io.iammfa.keycloak.catalog.RealmDevices;
import io.iammfa.keycloak.pass.Passes;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.keycloak.common.util.Time;

/** A realm in numbers, and what is missing for its users to be asked for their devices. */
final class OverviewPage {

    private static final Duration LONG_UNUSED = Duration.ofDays(90);

    /** How wide the picture is, in its own units. */
    private static final int WIDTH = 600;

    private final Visit visit;

    OverviewPage(Visit visit) {
        this.visit = visit;
    }

    /**
     * A bar of the picture.
     *
     * @param key the words for it
     * @param link where these users are listed, or empty
     */
    public record Bar(String key, long users, int x, int width, String link) {}

    Response show() {
        SetUp setUp = new SetUp(visit);
        Map<String, Object> model = new HashMap<>();
        model.put("optedIn", visit.policy().optedIn());
        model.put("flows", setUp.flows());
        model.put("setUpOffered", setUp.isOffered());
        model.put("done", "setUp".equals(visit.query().getFirst("done")));
        boolean mayLook =
                visit.auth().users().canQuery() || visit.auth().realm().canViewRealm();
        if (!mayLook) {
            visit.operations().caller().requireQuery();
        }
        if (visit.policy().optedIn() && visit.operations().caller().viewsAll()) {
            visit.missingRows().fillInBeside(visit.session(), visit.realm());
            RealmDevices devices = new RealmDevices(visit.session(), visit.realm());
            DeviceCounts counts = devices.count();
            LocalDate longAgo = LocalDate.ofInstant(Instant.ofEpochMilli(Time.currentTimeMillis()), ZoneOffset.UTC)
                    .minusDays(LONG_UNUSED.toDays());
            model.put("counts", counts);
            model.put("bars", bars(counts));
            model.put("deadlines", deadlines());
            model.put(
                    "unused",
                    devices.countUsedBefore(longAgo.atStartOfDay(ZoneOffset.UTC).toInstant()));
            model.put("clocksOff", devices.countClocksOff());
            model.put("passes", Passes.count(visit.session(), visit.realm()));
            model.put("unusedLink", visit.links().users(Map.of("unusedSince", longAgo.toString())));
            model.put("days", LONG_UNUSED.toDays());
        }
        return visit.show("mfa-console-overview.ftl", model);
    }

    private Bar[] bars(DeviceCounts counts) {
        int none = width(counts.none(), counts.users());
        int one = width(counts.one(), counts.users());
        return new Bar[] {
            new Bar("mfaConsoleNone", counts.none(), 0, none, visit.links().users(Map.of("without", "1"))),
            new Bar("mfaConsoleOne", counts.one(), none, one, ""),
            new Bar("mfaConsoleMore", counts.more(), none + one, counts.more() == 0 ? 0 : WIDTH - none - one, "")
        };
    }

    /** The week's users are a part of those in grace, and have a bar of their own. */
    private Bar[] deadlines() {
        AskedUsers.Counts asked = new AskedUsers(visit.session(), visit.realm()).count();
        long all = asked.inGrace() + asked.overdue();
        int later = width(asked.inGrace() - asked.withinAWeek(), all);
        int week = width(asked.inGrace(), all) - later;
        return new Bar[] {
            bar(AskedUsers.Filter.OVERDUE, asked.overdue(), later + week, all == 0 ? 0 : WIDTH - later - week),
            bar(AskedUsers.Filter.WEEK, asked.withinAWeek(), later, week),
            bar(AskedUsers.Filter.GRACE, asked.inGrace(), 0, later)
        };
    }

    private Bar bar(AskedUsers.Filter filter, long users, int x, int width) {
        return new Bar(filter.id(), users, x, width, DeadlinesPage.link(visit.links(), filter));
    }

    private static int width(long users, long all) {
        return all == 0 ? 0 : (int) Math.round((double) users * WIDTH / all);
    }

    /** The same file as that of the admin REST API. */
    Response report() {
        visit.operations().caller().requireViewOfAll();
        visit.missingRows().fillIn(visit.session(), visit.realm());
        int most = new RealmDevices(visit.session(), visit.realm()).count().most();
        return Response.ok(
                        new CredentialReport(
                                visit.session().getKeycloakSessionFactory(),
                                visit.realm().getId(),
                                most),
                        new MediaType("text", "csv", "UTF-8"))
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"mfa-devices.csv\"")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
