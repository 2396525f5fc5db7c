package io.iammfa.keycloak.support;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.RDN;
import java.util.List;
import java.util.Map;

/** An LDAP server on a port of its own; the password of everybody in it is the username, until it is changed. */
public final class Directory implements AutoCloseable {

    private static final String BASE = "dc=example,dc=com";
    private static final String PEOPLE = "ou=people," + BASE;
    private static final String ADMIN = "cn=admin";
    private static final String ADMIN_PASSWORD = "directory";

    private final InMemoryDirectoryServer server;
    private final int port;

    public Directory() {
        try {
            InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE);
            config.addAdditionalBindCredentials(ADMIN, ADMIN_PASSWORD);
            server = new InMemoryDirectoryServer(config);
            server.add(BASE, new Attribute("objectClass", "domain"), new Attribute("dc", "example"));
            server.add(PEOPLE, new Attribute("objectClass", "organizationalUnit"), new Attribute("ou", "people"));
            server.startListening();
            port = server.getListenPort();
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Adds somebody, and returns the username. */
    public String add(String username) {
        run(() -> server.add(
                dn(username).toString(),
                new Attribute("objectClass", "inetOrgPerson", "organizationalPerson", "person"),
                new Attribute("uid", username),
                new Attribute("cn", username),
                new Attribute("givenName", username),
                new Attribute("sn", "Test"),
                new Attribute("mail", username.replaceAll("[^A-Za-z0-9]", ".") + "@example.com"),
                new Attribute("userPassword", username)));
        return username;
    }

    /** Gives somebody another username; the password stays. */
    public void rename(String username, String other) {
        run(() -> server.modifyDN(dn(username).toString(), new RDN("uid", other).toString(), true));
    }

    public void changePassword(String username, String password) {
        run(() -> server.modify(
                dn(username).toString(), new Modification(ModificationType.REPLACE, "userPassword", password)));
    }

    public void remove(String username) {
        run(() -> server.delete(dn(username).toString()));
    }

    /** Nobody answers there, until it is started again. */
    public void stop() {
        server.shutDown(true);
    }

    public void start() {
        run(server::startListening);
    }

    /**
     * This directory as a user storage of a realm.
     *
     * @param imported whether Keycloak has its users in a table of its own
     * @param editMode {@code READ_ONLY}, {@code UNSYNCED} or {@code WRITABLE}
     */
    public Map<String, Object> storage(String name, boolean imported, String editMode) {
        return Map.of(
                "name",
                name,
                "providerId",
                "ldap",
                "providerType",
                "org.keycloak.storage.UserStorageProvider",
                "config",
                Map.ofEntries(
                        one("enabled", "true"),
                        one("vendor", "other"),
                        one("connectionUrl", "ldap://localhost:" + port),
                        one("usersDn", PEOPLE),
                        one("authType", "simple"),
                        one("bindDn", ADMIN),
                        one("bindCredential", ADMIN_PASSWORD),
                        one("usernameLDAPAttribute", "uid"),
                        one("rdnLDAPAttribute", "uid"),
                        one("uuidLDAPAttribute", "entryUUID"),
                        one("userObjectClasses", "inetOrgPerson, organizationalPerson"),
                        one("searchScope", "1"),
                        one("pagination", "false"),
                        one("importEnabled", String.valueOf(imported)),
                        one("editMode", editMode)));
    }

    private static Map.Entry<String, List<String>> one(String key, String value) {
        return Map.entry(key, List.of(value));
    }

    private static DN dn(String username) {
        try {
            return new DN(new RDN("uid", username), new DN(PEOPLE));
        } catch (LDAPException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private interface Operation {
        void run() throws LDAPException;
    }

    private static void run(Operation operation) {
        try {
            operation.run();
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.shutDown(true);
    }
}
