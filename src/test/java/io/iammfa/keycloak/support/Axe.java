package io.iammfa.keycloak.support;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.function.UnaryOperator;

/** What axe-core finds in the way of people who read a page by other means. */
public final class Axe {

    private Axe() {}

    public static List<String> violations(Page page) {
        return violations(page, UnaryOperator.identity());
    }

    /** @param less what it is told to pass over */
    public static List<String> violations(Page page, UnaryOperator<AxeBuilder> less) {
        // no page has frames of other sites, for which it would open another page each time
        return less.apply(new AxeBuilder(page).setLegacyMode(true)).analyze().getViolations().stream()
                .map(violation -> violation.getId() + ": " + violation.getNodes())
                .toList();
    }
}
