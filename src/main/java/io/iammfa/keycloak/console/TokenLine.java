package io.iammfa.keycloak.console;

import io.iammfa.keycloak.event.UserTime;
import io.iammfa.keycloak.token.Token;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.models.UserModel;

/**
 * A hardware token as a page shows it; texts are empty where there is nothing to show.
 *
 * @param model its manufacturer's and its model's names
 * @param held whether it is somebody's, or reserved
 * @param username empty, too, where the user is not known
 * @param userLink the page of that user for who may see it
 * @param imported when it was, as the admin reads it
 * @param from the beginning of the time in which it may be used, as the admin reads it
 * @param to the end of that
 * @param drift by how many seconds its clock is fast, or slow where negative
 */
public record TokenLine(
        String serial,
        String link,
        String model,
        String state,
        boolean held,
        String username,
        String userLink,
        String imported,
        String importedBy,
        String batch,
        String kind,
        String algorithm,
        int digits,
        int period,
        String from,
        String to,
        long drift) {

    static TokenLine of(Visit visit, Token token, UserTime time) {
        UserModel holder = visit.tokens().holder(token);
        return new TokenLine(
                token.serial(),
                visit.links().token(token.serial()),
                Stream.of(token.manufacturer(), token.model())
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining(" ")),
                token.state().id(),
                token.userId() != null,
                holder == null ? "" : holder.getUsername(),
                holder != null && visit.auth().users().canView(holder)
                        ? visit.links().user(holder.getId())
                        : "",
                time.say(token.importedAt()),
                token.importedBy(),
                Objects.requireNonNullElse(token.batch(), ""),
                token.kind(),
                token.algorithm(),
                token.digits(),
                token.period(),
                token.validFrom() == null ? "" : time.say(token.validFrom()),
                token.validTo() == null ? "" : time.say(token.validTo()),
                token.clockDriftSeconds());
    }
}
