package io.iammfa.keycloak.support;

/** Users of a realm with an authenticator app each, more of them than any API makes in time. */
public final class ManyDevices {

    private ManyDevices() {}

    /**
     * The statements of PostgreSQL that make them, in clear text.
     *
     * @param realmId the realm's id
     */
    public static String sql(String realmId, int users) {
        return """
                insert into user_entity (id, username, realm_id, enabled, email_verified, created_timestamp)
                select md5('%1$s' || n), 'user-' || n, '%1$s', true, false, 0 from generate_series(1, %2$d) n;
                insert into credential (id, type, user_id, created_date, user_label, secret_data, credential_data, priority)
                select md5('c%1$s' || n), 'otp', md5('%1$s' || n), 0, 'Phone', '{"value":"' || md5(n::text) || '"}',
                    '{"subType":"totp","digits":6,"counter":0,"period":30,"algorithm":"HmacSHA1"}', 10
                from generate_series(1, %2$d) n;
                insert into mfa_owner (realm_id, user_id, devices, proof_failures, proof_failed_at)
                select '%1$s', md5('%1$s' || n), 1, 0, 0 from generate_series(1, %2$d) n"""
                .formatted(realmId, users);
    }
}
