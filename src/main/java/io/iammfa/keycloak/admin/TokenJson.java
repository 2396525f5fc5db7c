package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.token.ImportProgress;
import io.iammfa.keycloak.token.Token;
import io.iammfa.keycloak.token.TokenImport;
import io.iammfa.keycloak.token.file.Parsed;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.UserModel;

/** Hardware tokens as this API shows them, without their seeds. Times are ISO 8601 in UTC. */
final class TokenJson {

    private TokenJson() {}

    /**
     * @param user who has the token, or null for nobody or somebody who is not known
     */
    static Map<String, Object> of(Token token, UserModel user) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("serialNumber", token.serial());
        json.put("state", token.state().id());
        json.put("kind", token.kind());
        json.put("manufacturer", token.manufacturer());
        json.put("model", token.model());
        json.put("batch", token.batch());
        json.put("algorithm", token.algorithm());
        json.put("digits", token.digits());
        json.put("period", token.period());
        json.put("clockDriftSeconds", token.clockDriftSeconds());
        json.put("userId", token.userId());
        json.put("username", user == null ? null : user.getUsername());
        json.put("deviceId", token.deviceId());
        json.put("validFrom", text(token.validFrom()));
        json.put("validTo", text(token.validTo()));
        json.put("importedAt", text(token.importedAt()));
        json.put("importedBy", token.importedBy());
        json.put("tags", token.tags());
        return json;
    }

    private static String text(Instant moment) {
        return moment == null ? null : moment.toString();
    }

    /** What became of a file, in numbers. */
    static Map<String, Object> of(TokenImport.Result result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("total", result.total());
        json.put("imported", result.imported());
        json.put("unchanged", result.unchanged());
        return json;
    }

    /** How far a file is read. */
    static Map<String, Object> of(Optional<ImportProgress.Told> progress) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("running", progress.isPresent());
        progress.ifPresent(told -> {
            json.put("rows", told.rows());
            json.put("percent", told.percent());
            json.put("dryRun", told.dryRun());
            json.put("startedAt", told.startedAt().toString());
        });
        return json;
    }

    static Map<String, Object> of(Parsed.Rejected rejected) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("line", rejected.line());
        json.put("serial", rejected.serial());
        json.put("reason", word(rejected.reason()));
        json.put("detail", rejected.detail());
        return json;
    }

    /** A reason as the API has it, such as {@code seed-length}. */
    static String word(Enum<?> reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
