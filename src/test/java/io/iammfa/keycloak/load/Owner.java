package io.iammfa.keycloak.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;

/** A user who does one thing after another with their devices, and keeps in mind what they were told. */
final class Owner {

    private final Place place;
    private final String realm;
    private final String username;
    private final String userId;
    private final Random random;
    private Map<String, Device> devices = new LinkedHashMap<>();
    private Doubt doubt = Doubt.NONE;
    private int names;
    private int done;

    Owner(Place place, String realm, String username, Random random) {
        this.place = place;
        this.realm = realm;
        this.username = username;
        this.random = random;
        place.admin().post("/" + realm + "/users", RealmBuilder.person(username));
        this.userId = place.admin().userId(realm, username);
    }

    String username() {
        return username;
    }

    String userId() {
        return userId;
    }

    Map<String, Device> devices() {
        return devices;
    }

    Doubt doubt() {
        return doubt;
    }

    /** How many things were done. */
    int done() {
        return done;
    }

    /** Does something; whatever is no success ends it with an exception. */
    void act() {
        if (devices.isEmpty()) {
            act(random.nextBoolean() ? this::addAtSignIn : this::addByAdmin);
        } else {
            String name = List.copyOf(devices.keySet()).get(random.nextInt(devices.size()));
            if (devices.get(name).isAhead()) {
                act(() -> resync(name));
            } else {
                act(choose(name));
            }
        }
    }

    private Runnable choose(String name) {
        boolean full = devices.size() == Load.LIMIT;
        return switch (random.nextInt(8)) {
            case 0 -> full ? () -> remove(name) : this::addByAdmin;
            case 1 -> full ? () -> remove(name) : () -> addOnPage(devices.get(name));
            case 2 -> () -> replace(name);
            case 3 -> () -> resync(name);
            case 4 -> devices.size() == 1 ? () -> replace(name) : () -> removeOnPage(name);
            case 5 -> () -> page(devices.get(name), "");
            default -> () -> grant(devices.get(name));
        };
    }

    private void act(Runnable work) {
        work.run();
        done++;
    }

    /** Asks for a change whose answer tells whether it was done. */
    private void ask(Doubt change, Runnable request) {
        doubt = change;
        request.run();
        devices = change.done(devices);
        doubt = Doubt.NONE;
    }

    private void use(Device device, String code, Runnable request) {
        ask(Doubt.used(code), request);
        device.accepted(code);
    }

    private void add(String gone, String name, Phone phone, BiConsumer<String, String> request) {
        Device device = new Device(phone);
        String one = device.next();
        String two = device.next();
        device.accepted(one, two);
        ask(new Doubt(gone, name, device), () -> request.accept(one, two));
    }

    private String newName() {
        return "Device " + ++names;
    }

    private void addByAdmin() {
        String name = newName();
        JsonNode pending = place.admin().json("POST", api(""), Map.of("userId", userId, "name", name));
        add(null, name, Phone.ofUri(pending.get("otpauthUri").asText()), (one, two) -> place.admin()
                .post(api("/" + pending.get("id").asText() + "/enable"), Map.of("code1", one, "code2", two)));
    }

    private void addAtSignIn() {
        addBy(place.visitor(realm).open("").password(username));
    }

    private void addOnPage(Device device) {
        addBy(page(device, "&kc_action=ASSIGN_MFA_DEVICE"));
    }

    private void addBy(HttpVisitor visitor) {
        String name = newName();
        visitor.submit("deviceName", name);
        add(null, name, visitor.phone(), (one, two) -> {
            visitor.via(place.node()).submit("code1", one, "code2", two, "action", "add");
            require(visitor.isSignedIn(), visitor);
        });
    }

    private void replace(String name) {
        String id = id(name);
        HttpVisitor visitor = page(devices.get(name), "&kc_action=MANAGE_MFA_DEVICES");
        visitor.submit("deviceId", id, "action", "replace");
        // it keeps its name, so that the two are told apart by their codes
        add(name, name, visitor.phone(), (one, two) -> {
            visitor.via(place.node()).submit("code1", one, "code2", two);
            require(visitor.html().contains("kc-mfa-devices"), visitor);
        });
    }

    private void resync(String name) {
        String id = id(name);
        Device device = devices.get(name);
        String one = device.next();
        String two = device.next();
        ask(Doubt.used(one, two), () -> place.admin()
                .post(api("/" + id + "/resync"), Map.of("code1", one, "code2", two)));
        device.accepted(one, two);
        device.resynced();
    }

    private void remove(String name) {
        String id = id(name);
        ask(new Doubt(name, null, null), () -> place.admin().delete(api("/" + id)));
    }

    private void removeOnPage(String name) {
        String id = id(name);
        HttpVisitor visitor = page(devices.get(name), "&kc_action=MANAGE_MFA_DEVICES");
        visitor.submit("deviceId", id, "action", "remove");
        ask(new Doubt(name, null, null), () -> {
            visitor.via(place.node()).submit("deviceId", id);
            require(visitor.html().contains("kc-mfa-devices"), visitor);
        });
    }

    /** Signs in on the page, and sees what comes after the sign-in. */
    private HttpVisitor page(Device device, String action) {
        HttpVisitor visitor = place.visitor(realm).open(action).password(username);
        require(visitor.html().contains("kc-otp-login-form"), visitor);
        String code = device.next();
        use(device, code, () -> {
            visitor.via(place.node()).submit("otp", code);
            require(visitor.isSignedIn() || visitor.html().contains("kc-mfa-"), visitor);
        });
        return visitor.via(place.node());
    }

    private void grant(Device device) {
        String code = device.next();
        use(device, code, () -> {
            int status = place.grant(realm, username, code).statusCode();
            if (status != 200) {
                throw new AssertionError("a direct grant was answered " + status);
            }
        });
    }

    private String id(String name) {
        for (JsonNode device : place.admin().get(api("?user=" + userId))) {
            if (name.equals(device.get("name").asText())) {
                return device.get("id").asText();
            }
        }
        throw new AssertionError(username + " has no " + name);
    }

    private String api(String path) {
        return "/" + realm + "/mfa-devices" + path;
    }

    private static void require(boolean met, HttpVisitor visitor) {
        if (!met) {
            throw new AssertionError(visitor.status() + " " + visitor.url() + "\n" + visitor.html());
        }
    }
}
