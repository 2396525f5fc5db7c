package io.iammfa.keycloak.load;

import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Tokens;
import java.net.http.HttpResponse;
import java.util.List;

/** The server that a load goes to, which may have several nodes, and PostgreSQL below. */
public interface Place {

    /** The address that browsers have. */
    String url();

    /** Where the next request goes. */
    String node();

    /** The lines that a query is answered. */
    List<String> query(String sql);

    default AdminApi admin() {
        return new AdminApi(node());
    }

    /** A browser whose next requests one of the nodes answers. */
    default HttpVisitor visitor(String realm) {
        return new HttpVisitor(url(), realm).via(node());
    }

    /** A direct grant with a code of any of the user's devices. */
    default HttpResponse<String> grant(String realm, String username, String code) {
        return Tokens.password(node(), realm, username, "totp", code);
    }
}
