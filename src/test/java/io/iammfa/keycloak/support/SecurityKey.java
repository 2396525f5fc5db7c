package io.iammfa.keycloak.support;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Map;

/**
 * A security key, or a passkey: Chromium's virtual authenticator. It keeps its credentials when it is taken out of one
 * browser and put into another. Without a browser it registers itself as one would.
 */
public final class SecurityKey {

    private static final String RP_ID = "localhost";
    private static final String MODEL = "00000000-0000-0000-0000-000000000000";
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    private final boolean passkey;
    private JsonArray credentials = new JsonArray();
    private CDPSession browser;
    private String id;

    private SecurityKey(boolean passkey) {
        this.passkey = passkey;
    }

    /** A new key on USB. */
    public static SecurityKey usb() {
        return new SecurityKey(false);
    }

    /** The new passkeys of a phone or computer, which knows its owner. */
    public static SecurityKey passkey() {
        return new SecurityKey(true);
    }

    /** Puts it into a browser's current tab; a touch is given whenever it is asked for. */
    public SecurityKey plugInto(Visitor visitor) {
        browser = visitor.page().context().newCDPSession(visitor.page());
        browser.send("WebAuthn.enable");
        JsonObject options = new JsonObject();
        options.addProperty("protocol", "ctap2");
        options.addProperty("transport", passkey ? "internal" : "usb");
        options.addProperty("hasResidentKey", true);
        options.addProperty("hasUserVerification", true);
        options.addProperty("isUserVerified", true);
        options.addProperty("automaticPresenceSimulation", true);
        JsonObject request = new JsonObject();
        request.add("options", options);
        id = browser.send("WebAuthn.addVirtualAuthenticator", request)
                .get("authenticatorId")
                .getAsString();
        credentials.forEach(this::add);
        return this;
    }

    /** Takes it out. */
    public SecurityKey unplug() {
        credentials = browser.send("WebAuthn.getCredentials", here())
                .get("credentials")
                .getAsJsonArray();
        browser.send("WebAuthn.removeVirtualAuthenticator", here());
        browser.detach();
        return this;
    }

    /** From now on nobody touches it, so that the browser's dialog stays open until its time is over. */
    public SecurityKey withoutTouch() {
        JsonObject request = here();
        request.addProperty("enabled", false);
        browser.send("WebAuthn.setAutomaticPresenceSimulation", request);
        return this;
    }

    /** Another key that goes by the ids of this one, but can't sign as it does. */
    public SecurityKey forged() {
        SecurityKey forged = new SecurityKey(passkey);
        for (JsonElement credential : credentials) {
            JsonObject other = credential.deepCopy().getAsJsonObject();
            other.addProperty("privateKey", privateKey(newKeys()));
            forged.credentials.add(other);
        }
        return forged;
    }

    /** What Keycloak stores of a new credential of this key, for {@link RealmBuilder#user}. */
    public Map<String, Object> stored(String label) {
        byte[] credentialId = newId();
        KeyPair keys = newKeys();
        remember(credentialId, keys);
        return Map.of(
                "type",
                passkey ? "webauthn-passwordless" : "webauthn",
                "userLabel",
                label,
                "secretData",
                "{}",
                "credentialData",
                "{\"aaguid\":\"%s\",\"credentialId\":\"%s\",\"counter\":0,\"credentialPublicKey\":\"%s\",\"attestationStatementFormat\":\"none\",\"transports\":[\"usb\"]}"
                        .formatted(
                                MODEL,
                                Base64.getEncoder().encodeToString(credentialId),
                                URL.encodeToString(cose((ECPublicKey) keys.getPublic()))));
    }

    /** The fields that a browser would send with a new credential, names and values in turn. */
    public String[] registration(String origin, String challenge) {
        byte[] credentialId = newId();
        KeyPair keys = newKeys();
        remember(credentialId, keys);
        String clientData =
                "{\"type\":\"webauthn.create\",\"challenge\":\"%s\",\"origin\":\"%s\",\"crossOrigin\":false}"
                        .formatted(challenge, origin);
        byte[] authenticatorData = join(
                sha256(RP_ID.getBytes(StandardCharsets.UTF_8)),
                // user present and verified, a credential follows; a counter of 0; no model
                new byte[] {0x45, 0, 0, 0, 0},
                new byte[16],
                new byte[] {0, (byte) credentialId.length},
                credentialId,
                cose((ECPublicKey) keys.getPublic()));
        // CBOR: fmt "none", attStmt {}, authData
        byte[] attestation = join(
                new byte[] {(byte) 0xA3, 0x63},
                "fmt".getBytes(StandardCharsets.UTF_8),
                new byte[] {0x64},
                "none".getBytes(StandardCharsets.UTF_8),
                new byte[] {0x67},
                "attStmt".getBytes(StandardCharsets.UTF_8),
                new byte[] {(byte) 0xA0, 0x68},
                "authData".getBytes(StandardCharsets.UTF_8),
                new byte[] {0x58, (byte) authenticatorData.length},
                authenticatorData);
        return new String[] {
            "clientDataJSON", URL.encodeToString(clientData.getBytes(StandardCharsets.UTF_8)),
            "attestationObject", URL.encodeToString(attestation),
            "publicKeyCredentialId", URL.encodeToString(credentialId),
            "authenticatorLabel", "what the browser says",
            "transports", "usb",
            "authenticatorAttachment", "cross-platform",
            "error", ""
        };
    }

    private void remember(byte[] credentialId, KeyPair keys) {
        JsonObject credential = new JsonObject();
        credential.addProperty("credentialId", Base64.getEncoder().encodeToString(credentialId));
        credential.addProperty("isResidentCredential", false);
        credential.addProperty("rpId", RP_ID);
        credential.addProperty("privateKey", privateKey(keys));
        credential.addProperty("signCount", 0);
        credentials.add(credential);
    }

    private static byte[] newId() {
        byte[] id = new byte[32];
        new SecureRandom().nextBytes(id);
        return id;
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
            keys.initialize(new ECGenParameterSpec("secp256r1"));
            return keys.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String privateKey(KeyPair keys) {
        return Base64.getEncoder().encodeToString(keys.getPrivate().getEncoded());
    }

    /** A COSE key of type EC2 for ES256 on the curve P-256. */
    private static byte[] cose(ECPublicKey key) {
        return join(
                new byte[] {(byte) 0xA5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32},
                coordinate(key.getW().getAffineX()),
                new byte[] {0x22, 0x58, 32},
                coordinate(key.getW().getAffineY()));
    }

    private static byte[] coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        int length = Math.min(bytes.length, 32);
        return ByteBuffer.allocate(32)
                .position(32 - length)
                .put(bytes, bytes.length - length, length)
                .array();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    private void add(JsonElement credential) {
        JsonObject request = here();
        request.add("credential", credential);
        browser.send("WebAuthn.addCredential", request);
    }

    private JsonObject here() {
        JsonObject request = new JsonObject();
        request.addProperty("authenticatorId", id);
        return request;
    }
}
