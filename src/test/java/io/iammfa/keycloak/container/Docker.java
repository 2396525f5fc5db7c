package io.iammfa.keycloak.container;

import org.testcontainers.DockerClientFactory;

/** Who asks for tests of the image has to have what it runs on: without it they fail. */
final class Docker {

    static final String MISSING = "This test needs Docker, and it does not answer. Without it leave out the tests that"
            + " have the tag image, as mvn verify does.";

    private Docker() {}

    static void require() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new IllegalStateException(MISSING);
        }
    }
}
