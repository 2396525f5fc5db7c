package io.iammfa.keycloak.token.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iammfa.keycloak.token.file.Parsed.Reason;
import io.iammfa.keycloak.totp.HashAlgorithm;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvFileTest {

    private static final String SEED = "3132333435363738393031323334353637383930";
    private static final String BASE32 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    private static List<Parsed> read(SeedEncoding encoding, String... lines) {
        List<Parsed> rows = new ArrayList<>();
        new TokenFile(TokenFile.Format.AUTO, encoding, null, null)
                .read(new ByteArrayInputStream(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)), rows::add);
        return rows;
    }

    private static List<Parsed> read(String... lines) {
        return read(null, lines);
    }

    private static SeedRow one(String... lines) {
        List<Parsed> rows = read(lines);
        assertEquals(1, rows.size(), rows.toString());
        return (SeedRow) rows.get(0);
    }

    private static String refusal(String... lines) {
        Parsed.Rejected row = (Parsed.Rejected) read(lines).get(0);
        return row.line() + " " + row.serial() + " " + row.reason();
    }

    @Nested
    class Of_Microsoft_Entra {

        private static final String HEADER = "upn,serial number,secret key,time interval,manufacturer,model";

        @Test
        void reserves_each_token_for_its_user() {
            SeedRow row = one(HEADER, "Helga@contoso.com,1234567,2234567abcdef2234567abcdef,60,Contoso,HardwareKey");
            assertEquals("Helga@contoso.com", row.user());
            assertEquals("1234567", row.serial());
            assertEquals("Contoso HardwareKey", row.manufacturer() + " " + row.model());
            assertEquals(60, row.period());
            assertEquals(6, row.digits());
            assertEquals(HashAlgorithm.SHA1, row.algorithm());
            assertFalse(row.counts());
            assertEquals(16, row.seed().length);
            assertEquals(2, row.line());
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "UPN,Serial Number,Secret Key,TimeInterval,Manufacturer,Model",
                    "\ufeffupn, serial number, secret key, time interval, manufacturer, model",
                    "\"upn\",\"serial number\",\"secret key\",\"time interval\",\"manufacturer\",\"model\""
                })
        void has_its_header_in_any_writing(String header) {
            assertEquals("1", one(header, "u,1," + BASE32 + ",30,m,n").serial());
        }

        @Test
        void may_lack_the_users_as_makers_send_it() {
            SeedRow row = one(
                    "serial number,secret key,time interval,manufacturer,model",
                    "10001001,234567ABCDEFGHIJKLMNOPQRSTUVWXYZ,60,\"Deepnet, Security\",SafeID/Classic");
            assertEquals(null, row.user());
            assertEquals("Deepnet, Security", row.manufacturer());
        }

        @Test
        void has_a_verdict_for_each_row() {
            List<Parsed> rows = read(
                    HEADER,
                    "u,1," + BASE32 + ",30,m,n",
                    "",
                    "u,2,not base 32!,30,m,n",
                    "u,3," + BASE32 + ",0,m,n",
                    "u,4," + BASE32,
                    "u,,," + "30,m,n",
                    "u,5,MFRGG,30,m,n",
                    "u,6," + BASE32 + ",30,m,n");
            assertEquals(
                    "[2 1, 4 2 SEED, 5 3 PERIOD, 6 4 COLUMNS, 7  SERIAL, 8 5 SEED_LENGTH, 9 6]",
                    rows.stream()
                            .map(row -> row.line() + " " + row.serial()
                                    + (row instanceof Parsed.Rejected rejected ? " " + rejected.reason() : ""))
                            .toList()
                            .toString());
        }
    }

    @Nested
    class Of_privacyIDEA {

        @Test
        void has_what_is_missing_by_default() {
            SeedRow row = one("OATH1," + SEED);
            assertEquals(
                    "true 6 0 0 SHA1",
                    row.counts() + " " + row.digits() + " " + row.period() + " " + row.counter() + " "
                            + row.algorithm());
            assertArrayEquals(HexFormat.of().parseHex(SEED), row.seed());
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "t1, 3132333435363738393031323334353637383930, TOTP, 6, 30 | false 6 30 0 SHA1",
                    "t1, 3132333435363738393031323334353637383930, totp, 8, 60 | false 8 60 0 SHA1",
                    "t1, 3132333435363738393031323334353637383930, HOTP, 6, 17 | true 6 0 17 SHA1",
                    "t1, 3132333435363738393031323334353637383930, totp, 6, 30, sha512 | false 6 30 0 SHA512",
                    "t1, 3132333435363738393031323334353637383930313233343536373839303132, totp | false 6 30 0 SHA256"
                })
        void says_what_the_token_does(String line, String token) {
            SeedRow row = one(line);
            assertEquals(
                    token,
                    row.counts() + " " + row.digits() + " " + row.period() + " " + row.counter() + " "
                            + row.algorithm());
        }

        @Test
        void begins_with_the_user_in_its_second_version() {
            SeedRow row = one(
                    "# version: 2", "# user, resolver, realm", "friedrich, res, realm1, t1, " + SEED + ", TOTP, 6, 30");
            assertEquals("friedrich t1", row.user() + " " + row.serial());
            assertEquals(null, one("# version: 2", ",,, t1, " + SEED + ", TOTP").user());
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "t1, zz | 1 t1 SEED",
                    "t1, 313 | 1 t1 SEED",
                    "t1, 3132 | 1 t1 SEED_LENGTH",
                    "t1, 3132333435363738393031323334353637383930, ocra, x | 1 t1 TYPE",
                    "t1, 3132333435363738393031323334353637383930, totp, 7 | 1 t1 DIGITS",
                    "t1, 3132333435363738393031323334353637383930, totp, six | 1 t1 DIGITS",
                    "t1, 3132333435363738393031323334353637383930, totp, 6, 301 | 1 t1 PERIOD",
                    "t1, 3132333435363738393031323334353637383930, hotp, 6, -1 | 1 t1 COUNTER",
                    "t1, 3132333435363738393031323334353637383930, totp, 6, 30, md5 | 1 t1 ALGORITHM",
                    "t1 | 1 t1 COLUMNS"
                })
        void is_refused_where_it_can_t_be_used(String line, String refusal) {
            assertEquals(refusal, refusal(line));
        }
    }

    @Test
    void the_encoding_of_the_seeds_can_be_said() {
        byte[] seed = HexFormat.of().parseHex(SEED);
        assertArrayEquals(
                seed, ((SeedRow) read(SeedEncoding.BASE32, "t1," + BASE32).get(0)).seed());
        assertArrayEquals(
                seed,
                ((SeedRow) read(SeedEncoding.BASE32, "t1," + BASE32.toLowerCase())
                                .get(0))
                        .seed());
        assertArrayEquals(
                seed,
                ((SeedRow) read(SeedEncoding.BASE64, "t1,MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=")
                                .get(0))
                        .seed());
        assertArrayEquals(
                seed,
                ((SeedRow) read(SeedEncoding.HEX, "serial number,secret key", "t1," + SEED)
                                .get(0))
                        .seed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "# nothing", "upn,serial number,secret key,time interval,manufacturer,model"})
    void a_file_without_a_row_is_none(String text) {
        assertEquals(
                UnreadableFile.Reason.FORMAT,
                assertThrows(UnreadableFile.class, () -> read(text)).reason());
    }

    @Test
    void a_quote_that_is_never_closed_ends_with_its_line() {
        List<Parsed> rows = read("t0," + SEED, "t1,\"" + SEED, "t2," + SEED);
        assertEquals(Reason.COLUMNS, ((Parsed.Rejected) rows.get(1)).reason());
        assertEquals("t0", rows.get(0).serial());
    }

    @Test
    void a_seed_shows_in_no_text_of_a_row() {
        assertFalse(one("t1," + SEED).toString().contains(SEED.substring(0, 8)));
        assertFalse(read("t1," + SEED + "zz").toString().contains(SEED.substring(0, 8)));
    }
}
