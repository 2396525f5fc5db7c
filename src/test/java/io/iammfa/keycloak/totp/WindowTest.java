package io.iammfa.keycloak.totp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {

    private final OneTimePassword device =
            new OneTimePassword("a key of twenty byte".getBytes(StandardCharsets.US_ASCII), HashAlgorithm.SHA256, 8);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10})
    void exactly_the_steps_of_the_window_are_found(int each) {
        Window window = Window.around(1000, each);
        for (long step = 1000 - each - 3; step <= 1000 + each + 3; step++) {
            OptionalLong expected = Math.abs(step - 1000) <= each ? OptionalLong.of(step) : OptionalLong.empty();
            assertEquals(expected, window.find(device, device.code(step)), "step " + step);
        }
    }

    @Test
    void nothing_at_or_below_the_watermark_is_found() {
        for (long watermark = 995; watermark <= 1006; watermark++) {
            Window window = Window.around(1000, 5).above(watermark);
            for (long step = 995; step <= 1005; step++) {
                OptionalLong expected = step > watermark ? OptionalLong.of(step) : OptionalLong.empty();
                assertEquals(expected, window.find(device, device.code(step)), step + " above " + watermark);
            }
        }
    }

    @Test
    void a_counter_is_looked_for_ahead_only() {
        Window window = Window.ahead(7, 3);
        assertEquals(OptionalLong.empty(), window.find(device, device.code(6)));
        assertEquals(OptionalLong.of(7), window.find(device, device.code(7)));
        assertEquals(OptionalLong.of(10), window.find(device, device.code(10)));
        assertEquals(OptionalLong.empty(), window.find(device, device.code(11)));
    }
}
