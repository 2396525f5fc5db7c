package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HardwareToken;
import io.iammfa.keycloak.support.Phone;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Files of hardware tokens, and the forms that send them: good ones, nearly good ones, and what is none. */
final class FuzzFiles {

    private static final String BOUNDARY = "xYz";
    private static final List<String> CHARSETS =
            List.of("UTF-8", "UTF-8", "UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "ISO-8859-1");
    private static final String PSKC =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <KeyContainer xmlns="urn:ietf:params:xml:ns:keyprov:pskc">
              <KeyPackage>
                <DeviceInfo><Manufacturer>Maker</Manufacturer><SerialNo>SERIAL</SerialNo><ExpiryDate>DATE</ExpiryDate></DeviceInfo>
                <Key Id="x" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:KIND">
                  <AlgorithmParameters><Suite>SUITE</Suite><ResponseFormat Length="DIGITS" Encoding="DECIMAL"/></AlgorithmParameters>
                  <Data>
                    <Secret><PlainValue>MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=</PlainValue></Secret>
                    <TimeInterval><PlainValue>PERIOD</PlainValue></TimeInterval>
                    <TimeDrift><PlainValue>DRIFT</PlainValue></TimeDrift>
                  </Data>
                </Key>
              </KeyPackage>
            </KeyContainer>
            """;

    private final FuzzValues values;

    FuzzFiles(FuzzValues values) {
        this.values = values;
    }

    private String word(String... usual) {
        return values.rarely() ? values.text() : values.pick(List.of(usual));
    }

    private String number() {
        return word("0", "6", "8", "30", "60", "-1", "2147483647", "-2147483648", "99999999999", "٣", "1e3", "");
    }

    private String serial() {
        return values.often()
                ? values.text()
                : "new-" + values.pick(List.of("1", "2", "3", "ß", "İ", "💥", "=1", "-1"));
    }

    /** A file. */
    byte[] file() {
        String text = values.often() ? pskc() : csv();
        while (values.rarely()) {
            text = values.broken(text);
        }
        return text.getBytes(Charset.forName(values.pick(CHARSETS)));
    }

    private String csv() {
        boolean entra = values.often();
        StringBuilder file = new StringBuilder(word("", "", "\ufeff", "\n\n", "# version: 2\n"));
        file.append(entra ? word(HardwareToken.ENTRA, HardwareToken.ENTRA.substring(4)) + "\n" : "");
        do {
            String serial = serial();
            String seed =
                    values.rarely() ? values.text() : HardwareToken.of("x").base32();
            String row = entra
                    ? String.join(",", word("", "alice", "nobody"), serial, seed, number(), word("M"), word("N"))
                    : String.join(
                            ",",
                            serial,
                            HardwareToken.of("x").hex(),
                            word("totp", "hotp", "ocra"),
                            number(),
                            number(),
                            word("sha1", "sha512", "md5"));
            file.append(row).append(word("\n", "\r\n", "\r", ",\n", "\"\n"));
        } while (!values.rarely());
        return file.toString();
    }

    private String pskc() {
        String good = PSKC.replace("SERIAL", serial())
                .replace(
                        "DATE",
                        word("2199-01-01", "2020-01-01T00:00:00Z", "+999999999-12-31T23:59:59Z", "-999999999-01-01"))
                .replace("KIND", word("totp", "hotp"))
                .replace("SUITE", word("HMAC-SHA256", "SHA1"))
                .replace("DIGITS", number())
                .replace("PERIOD", number())
                .replace("DRIFT", number());
        return values.rarely()
                ? good.replace("?>", "?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>")
                : good;
    }

    /** What goes with a file, some of it. */
    Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        Map.of(
                        "format", List.of("auto", "csv", "pskc", "AUTO"),
                        "encoding", List.of("base32", "hex", "base64"),
                        "key", List.of("00", "12345678901234567890123456789012", "zz"),
                        "password", List.of("qwerty", ""),
                        "dryRun", List.of("true", "false"),
                        "onError", List.of("skip", "stop"),
                        "batch", List.of("one"))
                .forEach((name, usual) -> {
                    if (values.rarely()) {
                        fields.put(name, word(usual.toArray(String[]::new)));
                    }
                });
        return fields;
    }

    String multipartType() {
        return values.rarely()
                ? values.pick(List.of("multipart/form-data", "multipart/form-data; boundary=other", "multipart/mixed"))
                : "multipart/form-data; boundary=" + BOUNDARY;
    }

    /** A form with a file, mostly whole. */
    byte[] multipart() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        fields().forEach((name, value) -> part(body, name, "", value.getBytes(StandardCharsets.UTF_8)));
        if (!values.rarely()) {
            String name = values.often()
                    ? ""
                    : "; filename=\"" + word("tokens.csv", "../x").replace("\"", "") + "\"";
            part(body, "file", name, file());
        }
        if (!values.rarely()) {
            body.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        }
        return body.toByteArray();
    }

    /** Whether a form is whole, and its boundary the one that is named. */
    boolean isForm(String type, byte[] body) {
        return type.endsWith("boundary=" + BOUNDARY)
                && new String(body, StandardCharsets.ISO_8859_1).endsWith("--" + BOUNDARY + "--\r\n");
    }

    private static void part(ByteArrayOutputStream body, String name, String more, byte[] value) {
        body.writeBytes(
                ("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"" + more + "\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(value);
        body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    }

    /** A body that activates a token, for the most part. */
    String activation() {
        Phone display =
                HardwareToken.of("t-" + values.pick(List.of("4", "5", "6"))).display();
        Map<String, Object> body = new HashMap<>();
        body.put("userId", values.user());
        body.put(
                "name",
                values.often() ? values.text() : "Token " + values.text().length());
        body.put("code1", values.rarely() ? (Object) 12345 : display.next());
        body.put("code2", values.rarely() ? values.text() : display.next());
        try {
            return AdminApi.JSON.writeValueAsString(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
