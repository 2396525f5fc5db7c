package io.iammfa.keycloak.load;

import io.iammfa.keycloak.support.Phone;
import java.util.ArrayList;
import java.util.List;

/** A device of a user's, and the codes of it that were accepted. */
final class Device {

    /** How many codes a phone shows at one time that the server looks at, which looks ten steps each way. */
    private static final int CODES = 8;

    private final Phone phone;
    private final List<String> accepted = new ArrayList<>();
    private int shown;

    Device(Phone phone) {
        this.phone = phone;
    }

    String next() {
        shown++;
        return phone.next();
    }

    void accepted(String... codes) {
        accepted.addAll(List.of(codes));
    }

    List<String> accepted() {
        return accepted;
    }

    /** Whether its next code may be too far ahead of the server's clock for everything but a resync. */
    boolean isAhead() {
        return shown >= CODES;
    }

    void resynced() {
        shown = 0;
    }
}
