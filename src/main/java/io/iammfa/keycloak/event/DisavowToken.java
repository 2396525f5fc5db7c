package io.iammfa.keycloak.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.UUID;
import org.keycloak.authentication.actiontoken.DefaultActionToken;

/**
 * What a link in a mail says of a change: an action token of Keycloak's, signed by the realm, for one user and one change.
 * All that it can do is to take that change back.
 */
public final class DisavowToken extends DefaultActionToken {

    static final String TYPE = "mfa-disavow";

    /** The id under which the change is kept. */
    @JsonProperty("mfa_change")
    private String change;

    @JsonProperty("mfa_operation")
    private String operation;

    @JsonProperty("mfa_pass")
    private String pass;

    @JsonProperty("mfa_device")
    private String device;

    @JsonProperty("mfa_previous_name")
    private String previousName;

    @JsonProperty("mfa_by")
    private String by;

    @JsonProperty("mfa_ip_address")
    private String ipAddress;

    @JsonProperty("mfa_time")
    private long time;

    /** For who reads one. */
    public DisavowToken() {}

    /** @param change the id under which the change is kept */
    DisavowToken(String userId, int expiration, String change, ToldChange told) {
        super(userId, TYPE, expiration, UUID.randomUUID());
        this.change = change;
        this.operation = told.operation();
        this.pass = told.pass();
        this.device = told.device();
        this.previousName = told.previousName();
        this.by = told.by();
        this.ipAddress = told.ipAddress();
        this.time = told.time();
    }

    /** The id under which the change is kept. */
    public String change() {
        return change;
    }

    /** What was done. */
    public ToldChange told() {
        return new ToldChange(operation, pass, device, previousName, by, ipAddress, time);
    }
}
