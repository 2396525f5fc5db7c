package io.iammfa.keycloak.console;

import io.iammfa.keycloak.admin.Refusal;
import io.iammfa.keycloak.admin.TokenUpload;
import io.iammfa.keycloak.form.Pages;
import io.iammfa.keycloak.token.TokenImport;
import io.iammfa.keycloak.token.file.UnreadableFile;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.keycloak.models.utils.FormMessage;

/**
 * The way of a maker's file into the inventory. Between a look at it and its import nothing of it stays on the server or on
 * the page, so that it is chosen anew each time.
 */
final class ImportPage {

    private static final String FILE = "file";
    private static final String ON_ERROR = "onError";
    private static final List<String> SECRETS = List.of("key", "password");
    private static final List<String> CHOICES = List.of("format", "encoding", ON_ERROR, "batch");

    private final Visit visit;

    ImportPage(Visit visit) {
        this.visit = visit;
    }

    Response show() {
        visit.operations().caller().requireRealm();
        return show(null, List.of());
    }

    /** @param outcome of the file that was sent, or null for none */
    private Response show(ImportOutcome outcome, List<FormMessage> errors) {
        Map<String, Object> model = new HashMap<>();
        CHOICES.forEach(choice -> model.put(choice, visit.field(choice)));
        model.put("formats", List.of("csv", "pskc"));
        model.put("encodings", List.of("base32", "hex", "base64"));
        if (outcome != null) {
            model.put("outcome", outcome);
        }
        return visit.show("mfa-console-import.ftl", model, errors);
    }

    /**
     * Looks at a file, imports it, or gives back what can't be imported of it.
     *
     * @param sent the file, or null
     */
    Response take(InputStream sent) {
        visit.operations().caller().requireRealm();
        String action = visit.field(Pages.ACTION);
        boolean imports = "import".equals(action);
        Map<String, String> fields = new HashMap<>();
        CHOICES.forEach(choice -> fields.put(choice, visit.field(choice)));
        SECRETS.forEach(secret -> fields.put(secret, visit.field(secret)));
        fields.put("dryRun", String.valueOf(!imports));
        InputStream file = chosen(sent);
        if (file == null) {
            return show(null, List.of(new FormMessage(FILE, "mfaConsoleImportNoFile")));
        }
        try (TokenUpload upload = TokenUpload.of(visit.tokens(), file, fields)) {
            TokenImport.Result result = upload.take();
            return "rejects".equals(action) && !result.rejected().isEmpty()
                    ? download(upload.rejects(result))
                    : show(ImportOutcome.of(result, imports, "stop".equals(visit.field(ON_ERROR))), List.of());
        } catch (UnreadableFile unreadable) {
            return show(null, List.of(Words.of(unreadable)));
        } catch (Refusal refusal) {
            if (refusal.field() == null || !fields.containsKey(refusal.field())) {
                throw refusal;
            }
            return show(null, List.of(new FormMessage(refusal.field(), "mfaConsoleImportText")));
        }
    }

    /** How far the file is that was sent from another page. */
    Response progress() {
        Map<String, Object> model = new HashMap<>();
        visit.tokens().progress().ifPresent(told -> model.put("told", told));
        return visit.show("mfa-console-import-progress.ftl", model);
    }

    /** What browsers send where no file was chosen is an empty one. */
    private static InputStream chosen(InputStream sent) {
        if (sent == null) {
            return null;
        }
        try {
            PushbackInputStream file = new PushbackInputStream(sent);
            int first = file.read();
            if (first < 0) {
                return null;
            }
            file.unread(first);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In the format that came, seeds included: whoever sent them gets them back, and nobody else. */
    private static Response download(String rejects) {
        boolean xml = rejects.stripLeading().startsWith("<");
        return Response.ok(rejects, new MediaType(xml ? "application" : "text", xml ? "xml" : "csv", "UTF-8"))
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"mfa-tokens-rejected." + (xml ? "xml" : "csv") + "\"")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
