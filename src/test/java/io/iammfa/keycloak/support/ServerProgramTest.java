package io.iammfa.keycloak.support;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ServerProgramTest {

    @Test
    void a_program_that_is_missing_is_a_failure_that_says_what_to_install() {
        IllegalStateException failure = assertThrows(
                IllegalStateException.class, () -> ServerProgram.find("no-such-program", "nobody", "some-package"));
        assertTrue(failure.getMessage().contains("no-such-program"), failure.getMessage());
        assertTrue(failure.getMessage().contains("apt-get install some-package"), failure.getMessage());
    }
}
