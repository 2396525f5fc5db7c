package io.iammfa.keycloak.console;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.MessageFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.keycloak.common.Version;
import org.keycloak.forms.login.MessageType;
import org.keycloak.headers.SecurityHeadersProvider;
import org.keycloak.models.BrowserSecurityHeaders;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.theme.FreeMarkerException;
import org.keycloak.theme.Theme;
import org.keycloak.theme.beans.MessageFormatterMethod;
import org.keycloak.theme.beans.MessagesPerFieldBean;
import org.keycloak.theme.freemarker.FreeMarkerProvider;

/** Renders the console's pages: FreeMarker templates with a layout and a style sheet of their own. */
final class Page {

    /** The theme that our templates, messages and style sheets are read through; its own pages are not used. */
    private static final String THEME = "base";

    /** Nothing but what comes from this server, no script, and nothing inline save for the picture of a QR code. */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /** What the parts that these pages share with the users' are styled by. */
    private static final Map<String, String> CLASSES = Map.of(
            "kcFormClass", "mfa-form",
            "kcFormGroupClass", "mfa-group",
            "kcLabelClass", "mfa-label",
            "kcInputClass", "mfa-input",
            "kcInputErrorMessageClass", "mfa-error",
            "kcButtonClass", "mfa-button",
            "kcButtonPrimaryClass", "mfa-primary",
            "kcButtonSecondaryClass", "mfa-secondary",
            "kcButtonDefaultClass", "mfa-secondary");

    private final KeycloakSession session;
    private final RealmModel home;
    private final Theme theme;
    private final Locale locale;
    private final Properties messages;
    private final Map<String, Object> model = new HashMap<>();

    /**
     * @param home the realm whose languages and headers the pages have
     * @param locale of the admin
     */
    Page(KeycloakSession session, RealmModel home, Locale locale) {
        this.session = session;
        this.home = home;
        this.locale = locale;
        try {
            this.theme = session.theme().getTheme(THEME, Theme.Type.LOGIN);
            this.messages = theme.getEnhancedMessages(home, locale);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds what the template finds under a name. */
    Page with(String name, Object value) {
        model.put(name, value);
        return this;
    }

    Response show(int status, String template, List<FormMessage> errors) {
        MessagesPerFieldBean perField = new MessagesPerFieldBean();
        errors.forEach(error -> perField.addMessage(error.getField(), say(error), MessageType.ERROR));
        model.put("messagesPerField", perField);
        model.put("msg", new MessageFormatterMethod(locale, messages));
        model.put("properties", CLASSES);
        model.put("url", Map.of("resourcesPath", resources()));
        try {
            String html = session.getProvider(FreeMarkerProvider.class).processTemplate(model, template, theme);
            return guarded(Response.status(status).entity(html).type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8")));
        } catch (FreeMarkerException e) {
            throw new IllegalStateException(e);
        }
    }

    private String resources() {
        return session.getContext().getUri().getBaseUri().getPath() + "resources/" + Version.RESOURCES_VERSION + "/"
                + theme.getType().toString().toLowerCase(Locale.ROOT) + "/" + theme.getName();
    }

    /** The headers of the realm's pages, with a policy for the content that is stricter. */
    private Response guarded(Response.ResponseBuilder response) {
        session.getProvider(SecurityHeadersProvider.class).options().skipHeaders();
        Map<String, String> headers = home.getBrowserSecurityHeaders();
        for (BrowserSecurityHeaders header : BrowserSecurityHeaders.values()) {
            String value = headers.getOrDefault(header.getKey(), header.getDefaultValue());
            if (value != null && !value.isEmpty()) {
                response.header(header.getHeaderName(), value);
            }
        }
        replace(response, BrowserSecurityHeaders.CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY);
        replace(response, BrowserSecurityHeaders.X_FRAME_OPTIONS, "DENY");
        replace(response, BrowserSecurityHeaders.REFERRER_POLICY, "no-referrer");
        return response.header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }

    private static void replace(Response.ResponseBuilder response, BrowserSecurityHeaders header, String value) {
        response.header(header.getHeaderName(), null).header(header.getHeaderName(), value);
    }

    private String say(FormMessage message) {
        String text = messages.getProperty(message.getMessage(), message.getMessage());
        return new MessageFormat(text, locale).format(message.getParameters());
    }
}
