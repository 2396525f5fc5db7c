package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.token.ImportProgress;
import io.iammfa.keycloak.token.TokenImport;
import io.iammfa.keycloak.token.file.Parsed;
import io.iammfa.keycloak.token.file.Rejects;
import io.iammfa.keycloak.token.file.UnreadableFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.Collectors;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.ModelDuplicateException;

/**
 * A file of hardware tokens in the hands of who keeps the inventory. It is read twice or more and may be larger than the
 * memory, so that it lies on the server's disk for the time of the request.
 */
public final class TokenUpload implements AutoCloseable {

    private final TokenOperations operations;
    private final TokenImportRequest request;
    private final Path copy;

    private TokenUpload(TokenOperations operations, TokenImportRequest request, Path copy) {
        this.operations = operations;
        this.request = request;
        this.copy = copy;
    }

    /**
     * Takes a file.
     *
     * @param file to be read once
     * @param fields what the request says beside it, each once
     * @throws Refusal where a field can't be used
     */
    public static TokenUpload of(TokenOperations operations, InputStream file, Map<String, String> fields) {
        operations.caller().requireRealm();
        TokenImportRequest request = TokenImportRequest.of(fields);
        try {
            Path copy = Files.createTempFile("mfa-tokens", ".tmp");
            TokenUpload upload = new TokenUpload(operations, request, copy);
            try {
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException | RuntimeException failed) {
                upload.close();
                throw failed;
            }
            return upload;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Imports it, or looks at what would become of it.
     *
     * @throws UnreadableFile where no row can be read
     * @throws Refusal where somebody imports one of them at the same moment, or the key that seals seeds is not to be had
     */
    public TokenImport.Result take() {
        DeviceOperations devices = operations.devices();
        try (ImportProgress progress = progress()) {
            TokenImport tokens = new TokenImport(
                    devices.session(),
                    devices.realm(),
                    request.batch(),
                    operations.admin().getUsername(),
                    progress);
            TokenImport.Result result = devices.sealing(() -> tokens.run(
                    request.format(), () -> Files.newInputStream(copy), request.allOrNothing(), request.dryRun()));
            if (!request.dryRun()) {
                Map<String, Object> told = TokenJson.of(result);
                told.put("rejected", result.rejected().size());
                told.put("batch", request.batch());
                devices.events().token(OperationType.ACTION, "import", told);
            }
            return result;
        } catch (ModelDuplicateException raced) {
            devices.session().getTransactionManager().setRollbackOnly();
            throw TokenRefusals.raced();
        } catch (UnreadableFile unreadable) {
            devices.session().getTransactionManager().setRollbackOnly();
            throw unreadable;
        }
    }

    /** A file from which one bad row keeps all others out is read twice. */
    private ImportProgress progress() {
        try {
            long bytes = Files.size(copy) * (request.allOrNothing() && !request.dryRun() ? 2 : 1);
            DeviceOperations devices = operations.devices();
            return new ImportProgress(devices.session(), devices.realm(), operations.admin(), request.dryRun(), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows that were rejected as they came, seeds included, to be mended; null where there are none. */
    public String rejects(TokenImport.Result result) {
        if (result.rejected().isEmpty()) {
            return null;
        }
        try (InputStream again = Files.newInputStream(copy)) {
            return Rejects.of(
                    request.format(),
                    again,
                    result.rejected().stream().map(Parsed::line).collect(Collectors.toSet()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(copy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "TokenUpload[" + request + "]";
    }
}
