package io.iammfa.keycloak.support;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.apache.commons.text.StringEscapeUtils;

/** Another realm of the same server, whose user {@code mallory} a realm's users may link as an account elsewhere. */
public record LinkedAccount(String server, AdminApi admin) {

    private static final Pattern LINK = Pattern.compile("href=\"([^\"]*/broker/elsewhere/login[^\"]*)\"");

    /** Creates a realm with a provider {@code elsewhere} behind which mallory is. */
    public String realm(RealmBuilder builder) {
        return builder.set("identityProviders", List.of(provider(server, elsewhere("mallory"))))
                .create(admin);
    }

    /** Creates a realm whose users another one may let in. */
    public String elsewhere(String... users) {
        RealmBuilder others = new RealmBuilder().notOptedIn();
        for (String user : users) {
            others.user(user);
        }
        String elsewhere = others.create(admin);
        admin.post(
                "/" + elsewhere + "/clients",
                Map.of(
                        "clientId",
                        "linking",
                        "secret",
                        "linking",
                        "redirectUris",
                        List.of("*"),
                        "standardFlowEnabled",
                        true));
        return elsewhere;
    }

    /** A realm as identity provider. */
    public static Map<String, Object> provider(String server, String realm) {
        String endpoint = server + "/realms/" + realm + "/protocol/openid-connect/";
        return Map.of(
                "alias",
                "elsewhere",
                "providerId",
                "oidc",
                "enabled",
                true,
                "config",
                Map.of(
                        "authorizationUrl",
                        endpoint + "auth",
                        "tokenUrl",
                        endpoint + "token",
                        "clientId",
                        "linking",
                        "clientSecret",
                        "linking",
                        "clientAuthMethod",
                        "client_secret_post",
                        "defaultScope",
                        "openid"));
    }

    /** Goes to the provider, where a sign-in page offers to. */
    public static HttpVisitor choose(HttpVisitor browser) {
        Matcher link = LINK.matcher(browser.html());
        return link.find() ? browser.follow(StringEscapeUtils.unescapeHtml4(link.group(1))) : browser;
    }

    /** The names of the accounts that a user has linked. */
    public List<String> linked(String realm, String user) {
        return StreamSupport.stream(
                        admin.get("/" + realm + "/users/" + admin.userId(realm, user) + "/federated-identity")
                                .spliterator(),
                        false)
                .map(link -> link.get("userName").asText())
                .toList();
    }
}
