package io.iammfa.keycloak.token;

import io.iammfa.keycloak.device.DeviceTags;
import io.iammfa.keycloak.store.TokenRow;
import io.iammfa.keycloak.store.TokenStore;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** The hardware tokens of a realm. Serial numbers may be any text that the database can be asked for. */
public final class Inventory {

    private final TokenStore store;

    public Inventory(KeycloakSession session, RealmModel realm) {
        this.store = new TokenStore(session, realm.getId());
    }

    /** What became of an attempt to change a token. */
    public sealed interface Changed {

        /** @param token as it is now, or as it was where it is deleted */
        record Done(Token token) implements Changed {}

        record Refused(Reason reason) implements Changed {}
    }

    /** Why a token was not changed. */
    public enum Reason {
        NO_SUCH_TOKEN,
        /** It is a device of a user's, from whom it has to be taken first. */
        IN_USE,
        /** It is retired, or lost where that matters. */
        OUT_OF_USE,
        /** It would have more than {@link DeviceTags#MAX_TAGS}. */
        TOO_MANY_TAGS
    }

    /** Whether any token waits for somebody. */
    public boolean hasWaiting() {
        return store.any(Stream.of(TokenState.AVAILABLE, TokenState.RESERVED, TokenState.RETURNED)
                .map(TokenState::id)
                .toList());
    }

    public Optional<Token> find(String serial) {
        return store.find(serial).map(Token::of);
    }

    /**
     * A page in the order of the serial numbers.
     *
     * @param after the serial number after which it begins, or null for the first page
     */
    public List<Token> page(TokenFilter asked, String after, int first, int max) {
        TokenStore.Filter filter = new TokenStore.Filter(
                asked.state() == null ? null : asked.state().id(), asked.search(), asked.model(), asked.userId());
        return store.page(filter, after == null ? null : TokenRow.fold(after), first, max).stream()
                .map(Token::of)
                .toList();
    }

    /**
     * Reserves a token for a user, or frees it.
     *
     * @param userId or null for nobody
     */
    public Changed reserve(String serial, String userId) {
        return change(serial, row -> switch (state(row)) {
            case ACTIVE -> refused(Reason.IN_USE);
            case RETIRED, LOST -> refused(Reason.OUT_OF_USE);
            case AVAILABLE, RESERVED, RETURNED ->
                save(row.in(userId == null ? row.waiting() : TokenState.RESERVED.id(), userId, null));
        });
    }

    /** Takes a token out of use for good, and wipes its seed. */
    public Changed retire(String serial) {
        return change(
                serial,
                row -> state(row) == TokenState.ACTIVE
                        ? refused(Reason.IN_USE)
                        : save(row.wiped().in(TokenState.RETIRED.id(), null, null)));
    }

    /** Notes that nobody knows where a token is. */
    public Changed lose(String serial) {
        return change(serial, row -> switch (state(row)) {
            case ACTIVE -> refused(Reason.IN_USE);
            case RETIRED -> refused(Reason.OUT_OF_USE);
            case AVAILABLE, RESERVED, RETURNED, LOST -> save(row.in(TokenState.LOST.id(), null, null));
        });
    }

    /**
     * Gives a token tags in place of those that it has under the same keys, without regard to case.
     *
     * @param tags keys and values that {@link DeviceTags} lets pass
     */
    public Changed tag(String serial, Map<String, String> tags) {
        return change(serial, row -> {
            Map<String, String> all = without(row.tags(), tags.keySet());
            all.putAll(tags);
            return all.size() > DeviceTags.MAX_TAGS ? refused(Reason.TOO_MANY_TAGS) : save(row.tagged(all));
        });
    }

    /** Takes tags from a token; keys that it does not have change nothing. */
    public Changed untag(String serial, Collection<String> keys) {
        return change(serial, row -> save(row.tagged(without(row.tags(), keys))));
    }

    private static Map<String, String> without(Map<String, String> tags, Collection<String> keys) {
        Set<String> gone = keys.stream().map(DeviceTags::fold).collect(Collectors.toSet());
        Map<String, String> left = new TreeMap<>(tags);
        left.keySet().removeIf(key -> gone.contains(DeviceTags.fold(key)));
        return left;
    }

    /** Forgets a token. */
    public Changed delete(String serial) {
        return change(serial, row -> {
            if (state(row) == TokenState.ACTIVE) {
                return refused(Reason.IN_USE);
            }
            store.remove(serial);
            return new Changed.Done(Token.of(row));
        });
    }

    private Changed change(String serial, Function<TokenRow, Changed> change) {
        return store.lock(serial).map(change).orElseGet(() -> refused(Reason.NO_SUCH_TOKEN));
    }

    private Changed save(TokenRow row) {
        store.save(row);
        return new Changed.Done(Token.of(row));
    }

    private static Changed refused(Reason reason) {
        return new Changed.Refused(reason);
    }

    private static TokenState state(TokenRow row) {
        return TokenState.of(row.state()).orElseThrow();
    }
}
