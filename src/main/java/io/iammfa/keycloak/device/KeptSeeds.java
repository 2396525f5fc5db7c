package io.iammfa.keycloak.device;

import io.iammfa.keycloak.policy.DeviceType;
import io.iammfa.keycloak.seed.OtpSecret;
import io.iammfa.keycloak.seed.Place;
import io.iammfa.keycloak.seed.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The seeds in what is kept of a user's changes so that they can be taken back.
 *
 * @param userId whose changes they are
 */
public record KeptSeeds(String userId) {

    /** The keys that the seeds of a change are under, each empty for one in clear. */
    public List<String> keys(String content) {
        return KeptChange.deserialize(content).removed().stream()
                .filter(KeptSeeds::hasSeed)
                .flatMap(device -> OtpSecret.seed(device.secretData()).stream())
                .map(seed -> Seeds.keyOf(seed).orElse(""))
                .toList();
    }

    /** The same change with its seeds as they are stored now, or empty where one can't be read. */
    public Optional<String> renew(String content, Seeds seeds) {
        KeptChange change = KeptChange.deserialize(content);
        List<KeptDevice> renewed = new ArrayList<>();
        for (KeptDevice device : change.removed()) {
            if (!hasSeed(device)) {
                renewed.add(device);
                continue;
            }
            Place place = Place.ofDevice(userId, device.id());
            Optional<String> secretData = OtpSecret.rewrite(device.secretData(), seed -> seeds.renew(seed, place));
            if (secretData.isEmpty()) {
                return Optional.empty();
            }
            renewed.add(device.withSecret(secretData.get()));
        }
        return Optional.of(new KeptChange(change.name(), change.previousName(), renewed).serialize());
    }

    private static boolean hasSeed(KeptDevice device) {
        return DeviceType.TOTP.credentialType().equals(device.type());
    }
}
