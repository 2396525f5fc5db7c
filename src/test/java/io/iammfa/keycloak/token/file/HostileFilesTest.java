package io.iammfa.keycloak.token.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.token.file.Parsed.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that somebody made to do harm, and files that are none. */
class HostileFilesTest {

    private static final int MEGABYTE = 1 << 20;
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String HEADER = "upn,serial number,secret key,time interval,manufacturer,model\n";
    private static final String SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    private static final String PSKC =
            "<KeyContainer><KeyPackage><DeviceInfo><SerialNo>§</SerialNo></DeviceInfo><Key Algorithm=\"totp\"><Data><Secret>"
                    + "<PlainValue>MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=</PlainValue></Secret></Data></Key></KeyPackage></KeyContainer>";

    private static List<Parsed> read(byte[] file) {
        List<Parsed> rows = new ArrayList<>();
        assertTimeoutPreemptively(LONG, () -> new TokenFile(TokenFile.Format.AUTO, null, null, null)
                .read(new ByteArrayInputStream(file), rows::add));
        return rows;
    }

    private static List<Parsed> read(String file) {
        return read(file.getBytes(StandardCharsets.UTF_8));
    }

    private static UnreadableFile.Reason unreadable(byte[] file) {
        return assertThrows(UnreadableFile.class, () -> read(file)).reason();
    }

    private static UnreadableFile.Reason unreadable(String file) {
        return unreadable(file.getBytes(StandardCharsets.UTF_8));
    }

    private static Parsed.Rejected rejected(String file) {
        return (Parsed.Rejected) read(file).get(0);
    }

    private static String rejects(byte[] file) {
        return rejects(TokenFile.Format.AUTO, file);
    }

    private static String rejects(TokenFile.Format format, byte[] file) {
        Set<Integer> lines = new HashSet<>();
        List<Parsed> rows = new ArrayList<>();
        TokenFile tokens = new TokenFile(format, null, null, null);
        tokens.read(new ByteArrayInputStream(file), rows::add);
        for (Parsed row : rows) {
            if (row instanceof Parsed.Rejected) {
                lines.add(row.line());
            }
        }
        try {
            return Rejects.of(tokens, new ByteArrayInputStream(file), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] marked(Charset charset, String text) {
        return ("\ufeff" + text).getBytes(charset);
    }

    @Nested
    class Xml {

        @Test
        void includes_nothing() {
            String include =
                    "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" parse=\"text\" href=\"file:///etc/passwd\"/>";
            for (String place : List.of("<SerialNo>§", "<PlainValue>", "<KeyContainer>")) {
                for (Parsed row : read(PSKC.replace(place, place + include).replace("§", "A-1"))) {
                    assertFalse((row + row.serial()).contains("root:"), row.toString());
                    assertEquals("A-1", row.serial());
                }
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "<!DOCTYPE x [<!ENTITY % p SYSTEM \"http://localhost:1/x.dtd\"> %p;]><KeyContainer/>",
                    "<!DOCTYPE x [<!ENTITY a \"x\">]>" + "<KeyContainer><KeyPackage>&a;</KeyPackage></KeyContainer>",
                    "<!DOCTYPE x><KeyContainer/>",
                    "<KeyContainer><KeyPackage><DeviceInfo>&nobody;</DeviceInfo></KeyPackage></KeyContainer>",
                    "<?xml version=\"1.0\" encoding=\"nope\"?><KeyContainer/>",
                    "<KeyContainer><KeyPackage>\u0000</KeyPackage></KeyContainer>",
                    "<KeyContainer><KeyPackage a=\"1\" a=\"2\"/></KeyContainer>",
                    "<KeyContainer><KeyPackage>&#0;</KeyPackage></KeyContainer>",
                    "<KeyContainer><x:KeyPackage/></KeyContainer>"
                })
        void is_no_file_where_it_is_more_or_less_than_elements(String xml) {
            assertEquals(UnreadableFile.Reason.XML, unreadable(xml));
        }

        @Test
        void may_be_deep_or_broad_before_it_begins() {
            assertEquals(UnreadableFile.Reason.XML, unreadable("<KeyContainer>".repeat(MEGABYTE / 16)));
            assertEquals(UnreadableFile.Reason.FORMAT, unreadable("<a>".repeat(MEGABYTE)));
            assertEquals(
                    UnreadableFile.Reason.FORMAT,
                    unreadable("<KeyContainer>" + "<a/>".repeat(MEGABYTE) + "</KeyContainer>"));
            assertEquals(UnreadableFile.Reason.XML, unreadable("<!--" + "x".repeat(8 * MEGABYTE)));
            assertEquals(UnreadableFile.Reason.XML, unreadable("<" + "x".repeat(8 * MEGABYTE)));
        }

        @Test
        void has_attributes_of_any_length_and_number() {
            String huge = "x".repeat(4 * MEGABYTE);
            Parsed.Rejected row =
                    rejected(PSKC.replace("\"totp\"", "\"" + huge + "\"").replace("§", "A-1"));
            assertEquals("A-1 TYPE ", row.serial() + " " + row.reason() + " " + row.detail());
            StringBuilder many = new StringBuilder();
            for (int i = 0; i < 100_000; i++) {
                many.append(" a").append(i).append("=\"\"");
            }
            assertEquals(UnreadableFile.Reason.XML, unreadable(PSKC.replace("<Key ", "<Key" + many + " ")));
        }

        @ParameterizedTest
        @ValueSource(strings = {"UTF-8", "UTF-16BE", "UTF-16LE"})
        void may_begin_with_a_byte_order_mark_and_its_rejects_are_read_again(String charset) {
            for (String declaration :
                    List.of("", "<?xml version=\"1.0\" encoding=\"" + charset.replaceAll("[BL]E", "") + "\"?>")) {
                byte[] good = marked(Charset.forName(charset), declaration + PSKC.replace("§", "Schlüssel"));
                assertEquals("Schlüssel", read(good).get(0).serial());
                assertTrue(read(good).get(0) instanceof SeedRow);
                byte[] bad = marked(
                        Charset.forName(charset),
                        declaration + PSKC.replace("§", "Schlüssel").replace("totp", "ocra"));
                Parsed.Rejected again = rejected(rejects(bad));
                assertEquals("Schlüssel TYPE", again.serial() + " " + again.reason());
            }
        }

        @Test
        void of_an_older_encoding_has_rejects_that_are_read_again() {
            byte[] file = ("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>"
                            + PSKC.replace("§", "Schlüssel").replace("totp", "ocra"))
                    .getBytes(StandardCharsets.ISO_8859_1);
            assertEquals("Schlüssel", rejected(rejects(file)).serial());
        }
    }

    @Nested
    class Csv {

        @ParameterizedTest
        @ValueSource(strings = {"UTF-8", "UTF-16BE", "UTF-16LE"})
        void may_begin_with_a_byte_order_mark_and_its_rejects_are_read_again(String charset) {
            byte[] file = marked(
                    Charset.forName(charset),
                    HEADER + ",Ключ-1," + SEED + ",30,Müller,M\r\n,Ключ-2," + SEED + ",0,Müller,M\r\n");
            SeedRow good = (SeedRow) read(file).get(0);
            assertEquals("Ключ-1 Müller", good.serial() + " " + good.manufacturer());
            SeedRow mended =
                    (SeedRow) read(rejects(file).replace(",0,", ",30,")).get(0);
            assertEquals("Ключ-2 Müller", mended.serial() + " " + mended.manufacturer());
        }

        @Test
        void of_another_encoding_gives_no_serial_number_a_wrong_letter() {
            byte[] file = (HEADER + ",Schlüssel," + SEED + ",30,M,M\n").getBytes(StandardCharsets.ISO_8859_1);
            assertEquals(Reason.SERIAL, ((Parsed.Rejected) read(file).get(0)).reason());
            byte[] utf16 = (HEADER + ",1," + SEED + ",30,M,M\n").getBytes(StandardCharsets.UTF_16LE);
            assertEquals(UnreadableFile.Reason.FORMAT, unreadable(utf16));
        }

        @Test
        void has_lines_and_fields_of_any_length() {
            String x = "x".repeat(MEGABYTE);
            assertEquals(
                    Reason.SERIAL,
                    rejected(HEADER + "," + x + "," + SEED + ",30,M,M").reason());
            assertEquals(
                    Reason.SEED_LENGTH, rejected(HEADER + ",1," + x + ",30,M,M").reason());
            assertEquals(
                    Reason.SEED_LENGTH,
                    rejected(HEADER + ",1," + "=".repeat(MEGABYTE) + "x,30,M,M").reason());
            assertEquals(
                    Reason.SEED_LENGTH,
                    rejected(HEADER + ",1," + " ".repeat(MEGABYTE) + x + ",30,M,M")
                            .reason());
            Parsed.Rejected period = rejected(HEADER + ",1," + SEED + "," + x + ",M,M");
            assertEquals("PERIOD ", period.reason() + " " + period.detail());
            SeedRow row = (SeedRow) read(HEADER + "," + "1," + SEED + ",30," + "💥".repeat(MEGABYTE) + "," + x)
                    .get(0);
            assertEquals("💥".repeat(127), row.manufacturer());
            assertEquals(255, row.model().length());
            assertEquals(Reason.COLUMNS, rejected(HEADER + ",".repeat(MEGABYTE)).reason());
            assertEquals(
                    Reason.COLUMNS, rejected(HEADER + "\"".repeat(MEGABYTE)).reason());
        }

        @Test
        void has_any_number_of_lines_before_its_first_row() {
            assertEquals(UnreadableFile.Reason.FORMAT, unreadable("\n".repeat(MEGABYTE)));
            assertEquals(UnreadableFile.Reason.FORMAT, unreadable(" ".repeat(MEGABYTE)));
            assertEquals(
                    "1",
                    read("\n".repeat(MEGABYTE) + "1," + "31".repeat(20)).get(0).serial());
        }

        @ParameterizedTest
        @CsvSource({
            "1, 3132333435363738393031323334353637383930, 3132333435363738393031323334353637383930",
            "1, GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ, totp"
        })
        void with_its_columns_mixed_up_shows_no_seed_as_what_is_wrong(String one, String two, String three) {
            Parsed.Rejected row = rejected(String.join(",", one, two, three));
            assertFalse(row.detail().contains("31323") || row.detail().contains("GEZDG"), row.toString());
        }

        @Test
        void that_looks_like_xml_and_is_said_to_be_csv_is_csv_to_the_end() {
            String file = "<x,y\n<1," + SEED + "\n";
            assertEquals(file, rejects(TokenFile.Format.CSV, file.getBytes(StandardCharsets.UTF_8)));
        }

        @Test
        void keeps_the_backslash_of_a_windows_user() {
            SeedRow row = (SeedRow)
                    read(HEADER + "CONTOSO\\helga,1," + SEED + ",30,M,M").get(0);
            assertEquals("CONTOSO\\helga", row.user());
        }

        @Test
        void that_can_t_be_read_on_ends() {
            InputStream broken = new InputStream() {
                private int at;

                @Override
                public int read() throws IOException {
                    if (at == HEADER.length()) {
                        throw new IOException("gone");
                    }
                    return HEADER.charAt(at++);
                }
            };
            assertTimeoutPreemptively(
                    LONG,
                    () -> assertThrows(
                            UncheckedIOException.class,
                            () -> new TokenFile(TokenFile.Format.CSV, null, null, null).read(broken, row -> {})));
        }
    }

    @Nested
    class What_is_no_text {

        @Test
        void is_no_file() throws IOException {
            ByteArrayOutputStream sheet = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(sheet)) {
                zip.putNextEntry(new ZipEntry("xl/worksheets/sheet1.xml"));
                zip.write(PSKC.getBytes(StandardCharsets.UTF_8));
            }
            assertEquals(UnreadableFile.Reason.FORMAT, unreadable(sheet.toByteArray()));
            byte[] noise = new byte[MEGABYTE];
            new Random(260704).nextBytes(noise);
            assertEquals(UnreadableFile.Reason.FORMAT, unreadable(noise));
            assertEquals(UnreadableFile.Reason.FORMAT, unreadable(new byte[MEGABYTE]));
            assertEquals(UnreadableFile.Reason.FORMAT, unreadable(HEADER + ",1," + SEED + ",30,M,\u0000"));
        }

        @Test
        void ends_with_a_verdict_whatever_it_begins_with() {
            Random random = new Random(260704);
            String alphabet = "<>&\"',;=\n\r\t #aA1/!?-";
            for (int i = 0; i < 2_000; i++) {
                byte[] noise = new byte[1 + random.nextInt(3_000)];
                random.nextBytes(noise);
                for (int at = 0; at < noise.length; at++) {
                    // no NUL, and mostly what text is made of
                    noise[at] = (byte)
                            (random.nextInt(20) == 0
                                    ? noise[at] | 0x80
                                    : alphabet.charAt(random.nextInt(alphabet.length())));
                }
                try {
                    assertFalse(read(noise).isEmpty());
                    rejects(noise);
                } catch (UnreadableFile verdict) {
                    assertTrue(
                            verdict.reason() == UnreadableFile.Reason.FORMAT
                                    || verdict.reason() == UnreadableFile.Reason.XML,
                            verdict.reason().name());
                }
            }
        }
    }

    @Nested
    class A_formula {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "=cmd|'/c calc'!A1",
                    "+1+cmd|x",
                    "-2+3+cmd|x",
                    "@SUM(1)",
                    "\"=cmd|x\"",
                    "\" =1+1\"",
                    "  =1+1",
                    "x;=cmd|x",
                    "x\t=cmd|x",
                    "\"a,=cmd|x\"",
                    "\"\"\"=1\"",
                    "\uFF1Dcmd"
                })
        void in_the_rejects_is_text_to_spreadsheets_and_itself_to_the_next_import(String cell) {
            String row = "," + "1," + SEED + ",0," + cell + ",M\n";
            byte[] file = (HEADER + row + cell + ",2," + SEED + ",0,M," + cell + "\n").getBytes(StandardCharsets.UTF_8);
            String rejects = rejects(file);
            String[] lines = rejects.split("\n");
            assertEquals(3, lines.length, rejects);
            for (int i = 1; i < lines.length; i++) {
                for (String part : lines[i].split("[,;\t]")) {
                    String shown = part.replaceAll("^[\" \ufeff]*", "");
                    assertFalse(shown.matches("[=+\\-@\uFF1D].*"), lines[i]);
                }
            }
            List<Parsed> before = read(new String(file, StandardCharsets.UTF_8).replace(",0,", ",30,"));
            List<Parsed> after = read(rejects.replace(",0,", ",30,"));
            for (int i = 0; i < 2; i++) {
                SeedRow one = (SeedRow) before.get(i);
                SeedRow two = (SeedRow) after.get(i);
                assertEquals(one.manufacturer(), two.manufacturer());
                assertEquals(one.model(), two.model());
                assertEquals(one.user(), two.user());
                assertArrayEquals(one.seed(), two.seed());
            }
        }

        @Test
        void that_is_a_seed_or_a_serial_number_comes_back() {
            String row = "-1,+zIzNDU2Nzg5MDEyMzQ1Njc4OTA=,totp,7,30\n";
            byte[] file = row.getBytes(StandardCharsets.UTF_8);
            String mended = rejects(file).replace(",7,", ",6,");
            assertTrue(mended.startsWith("'-1,'+zIz"), mended);
            List<Parsed> rows = new ArrayList<>();
            new TokenFile(TokenFile.Format.AUTO, SeedEncoding.BASE64, null, null)
                    .read(new ByteArrayInputStream(mended.getBytes(StandardCharsets.UTF_8)), rows::add);
            assertEquals("-1", rows.get(0).serial());
            assertEquals(20, ((SeedRow) rows.get(0)).seed().length);
        }

        @Test
        void of_any_length_is_found_in_no_time() {
            for (String line : List.of("\"", ",", ";", "\t", " ", "=", "'", ",'", "\",", ", ")) {
                assertTimeoutPreemptively(LONG, () -> {
                    String many = line.repeat(MEGABYTE);
                    Formulas.original(Formulas.harmless(many));
                });
            }
        }
    }
}
