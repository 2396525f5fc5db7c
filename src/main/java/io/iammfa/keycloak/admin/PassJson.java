package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.pass.Pass;
import io.iammfa.keycloak.pass.Passes;
import java.util.LinkedHashMap;
import java.util.Map;
import org.keycloak.models.UserModel;

/** Temporary passes as this API shows them. Times are ISO 8601 in UTC. */
final class PassJson {

    private PassJson() {}

    static Map<String, Object> of(Pass pass, UserModel owner) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", pass.id());
        json.put("userId", owner.getId());
        json.put("username", owner.getUsername());
        json.put("createdAt", pass.createdAt().toString());
        json.put("expiresAt", pass.expiresAt().toString());
        json.put("usedAt", pass.usedAt() == null ? null : pass.usedAt().toString());
        return json;
    }

    static Map<String, Object> withCode(Passes.Given given, UserModel owner) {
        Map<String, Object> json = of(given.pass(), owner);
        json.put("code", given.code());
        return json;
    }
}
