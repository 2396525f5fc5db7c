package io.iammfa.keycloak.policy;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.Messages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.models.RequiredActionConfigModel;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.userprofile.ValidationException;

class PolicySettingsTest {

    private static RequiredActionConfigModel config(String name, String value) {
        RequiredActionConfigModel model = new RequiredActionConfigModel();
        model.setConfig(Map.of(name, value));
        return model;
    }

    @ParameterizedTest
    @CsvSource({
        "max-devices,0",
        "max-devices,33",
        "max-devices,eight",
        "max-devices,8.5",
        "max-devices,99999999999",
        "sync-window-steps,0",
        "sync-window-steps,-1",
        "sync-window-steps,2881",
        "first-device,maybe",
        "first-device,FREE"
    })
    void a_value_that_can_not_be_used_is_refused_and_named(String name, String value) {
        ValidationException refusal =
                assertThrows(ValidationException.class, () -> PolicySettings.validate(config(name, value)));
        assertEquals(name, refusal.getErrors().get(0).getAttribute());
    }

    @ParameterizedTest
    @CsvSource({
        "max-devices,1",
        "max-devices,32",
        "max-devices,' 8 '",
        "max-devices,''",
        "sync-window-steps,1",
        "sync-window-steps,2880",
        "first-device,free",
        "first-device,' verified-mail '",
        "first-device,pass",
        "first-device,''"
    })
    void a_value_in_its_range_is_accepted(String name, String value) {
        assertDoesNotThrow(() -> PolicySettings.validate(config(name, value)));
    }

    @Test
    void nothing_set_means_the_limits_of_IAM_and_an_hour_of_clock_drift() {
        assertEquals(8, PolicySettings.MAX_DEVICES.read(null));
        assertEquals(120, PolicySettings.SYNC_WINDOW_STEPS.read(""));
    }

    @Test
    void the_help_texts_of_all_languages_name_the_ranges_and_every_text_is_there() throws IOException {
        try (Stream<Path> languages = Files.list(Path.of("themes/messages"))) {
            for (Path language : languages.toList()) {
                Properties messages = Messages.read(language);
                for (ProviderConfigProperty property : PolicySettings.properties()) {
                    assertTrue(messages.containsKey(property.getLabel()), property.getLabel());
                    assertTrue(messages.containsKey(property.getHelpText()), property.getHelpText());
                }
                assertNames(messages.getProperty("mfaSettingMaxDevicesHelp"), PolicySettings.MAX_DEVICES);
                assertNames(messages.getProperty("mfaSettingSyncWindowHelp"), PolicySettings.SYNC_WINDOW_STEPS);
            }
        }
    }

    private static void assertNames(String text, NumberSetting setting) {
        assertTrue(
                text.matches(".*(?<!\\d)" + setting.min() + "(?!\\d).*(?<!\\d)" + setting.max() + "(?!\\d).*"), text);
    }
}
