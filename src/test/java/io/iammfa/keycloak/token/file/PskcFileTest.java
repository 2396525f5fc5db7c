package io.iammfa.keycloak.token.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iammfa.keycloak.support.PskcExample;
import io.iammfa.keycloak.token.file.Parsed.Reason;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PskcFileTest {

    private static final String KEY = PskcExample.KEY;
    private static final String SECRET = PskcExample.SECRET;

    private static List<Parsed> read(String xml, String key, String password) {
        List<Parsed> rows = new ArrayList<>();
        new TokenFile(TokenFile.Format.AUTO, null, key, password == null ? null : password.toCharArray())
                .read(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)), rows::add);
        return rows;
    }

    private static SeedRow one(String xml, String key, String password) {
        List<Parsed> rows = read(xml, key, password);
        if (!(rows.get(0) instanceof SeedRow row)) {
            throw new AssertionError(rows);
        }
        return row;
    }

    private static Reason refusal(String xml, String key, String password) {
        return ((Parsed.Rejected) read(xml, key, password).get(0)).reason();
    }

    private static UnreadableFile.Reason unreadable(String xml, String key, String password) {
        return assertThrows(UnreadableFile.class, () -> read(xml, key, password))
                .reason();
    }

    private static String seed(SeedRow row) {
        return new String(row.seed(), StandardCharsets.US_ASCII);
    }

    @Nested
    class The_examples_of_RFC_6030 {

        /** Section 6.2: a key that is derived from a password. */
        private static final String PASSWORD =
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <pskc:KeyContainer xmlns:pskc="urn:ietf:params:xml:ns:keyprov:pskc"
                    xmlns:xenc11="http://www.w3.org/2009/xmlenc11#"
                    xmlns:pkcs5="http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#"
                    xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" Version="1.0">
                  <pskc:EncryptionKey>
                    <xenc11:DerivedKey>
                      <xenc11:KeyDerivationMethod
                          Algorithm="http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#pbkdf2">
                        <pkcs5:PBKDF2-params>
                          <Salt><Specified>Ej7/PEpyEpw=</Specified></Salt>
                          <IterationCount>1000</IterationCount>
                          <KeyLength>16</KeyLength>
                          <PRF/>
                        </pkcs5:PBKDF2-params>
                      </xenc11:KeyDerivationMethod>
                      <xenc:ReferenceList><xenc:DataReference URI="#ED"/></xenc:ReferenceList>
                      <xenc11:MasterKeyName>My Password 1</xenc11:MasterKeyName>
                    </xenc11:DerivedKey>
                  </pskc:EncryptionKey>
                  <pskc:MACMethod Algorithm="http://www.w3.org/2000/09/xmldsig#hmac-sha1">
                    <pskc:MACKey>
                      <xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>
                      <xenc:CipherData>
                        <xenc:CipherValue>2GTTnLwM3I4e5IO5FkufoOEiOhNj91fhKRQBtBJYluUDsPOLTfUvoU2dStyOwYZx</xenc:CipherValue>
                      </xenc:CipherData>
                    </pskc:MACKey>
                  </pskc:MACMethod>
                  <pskc:KeyPackage>
                    <pskc:DeviceInfo>
                      <pskc:Manufacturer>TokenVendorAcme</pskc:Manufacturer>
                      <pskc:SerialNo>987654321</pskc:SerialNo>
                    </pskc:DeviceInfo>
                    <pskc:CryptoModuleInfo><pskc:Id>CM_ID_001</pskc:Id></pskc:CryptoModuleInfo>
                    <pskc:Key Id="123456" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:hotp">
                      <pskc:Issuer>Example-Issuer</pskc:Issuer>
                      <pskc:AlgorithmParameters>
                        <pskc:ResponseFormat Length="8" Encoding="DECIMAL"/>
                      </pskc:AlgorithmParameters>
                      <pskc:Data>
                        <pskc:Secret>
                          <pskc:EncryptedValue Id="ED">
                            <xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>
                            <xenc:CipherData>
                              <xenc:CipherValue>oTvo+S22nsmS2Z/RtcoF8Hfh+jzMe0RkiafpoDpnoZTjPYZu6V+A4aEn032yCr4f</xenc:CipherValue>
                            </xenc:CipherData>
                          </pskc:EncryptedValue>
                          <pskc:ValueMAC>LP6xMvjtypbfT9PdkJhBZ+D6O4w=</pskc:ValueMAC>
                        </pskc:Secret>
                      </pskc:Data>
                    </pskc:Key>
                  </pskc:KeyPackage>
                </pskc:KeyContainer>""";

        @Test
        void are_read_with_their_key() {
            SeedRow row = one(PskcExample.PRE_SHARED, KEY, null);
            assertEquals(SECRET, seed(row));
            assertEquals(
                    "987654321 Manufacturer true 8",
                    row.serial() + " " + row.manufacturer() + " " + row.counts() + " " + row.digits());
        }

        @Test
        void are_read_with_their_password() {
            SeedRow row = one(PASSWORD, null, "qwerty");
            assertEquals(SECRET, seed(row));
            assertEquals("987654321 TokenVendorAcme", row.serial() + " " + row.manufacturer());
        }

        @Test
        void are_refused_with_another_key_or_password_or_none() {
            assertEquals(UnreadableFile.Reason.KEY_MISSING, unreadable(PskcExample.PRE_SHARED, null, null));
            assertEquals(UnreadableFile.Reason.KEY, unreadable(PskcExample.PRE_SHARED, "1234", null));
            assertEquals(UnreadableFile.Reason.KEY, unreadable(PskcExample.PRE_SHARED, "no hex", null));
            assertEquals(UnreadableFile.Reason.PASSWORD_MISSING, unreadable(PASSWORD, KEY, null));
            for (String password : List.of("QWERTY", "qwert", "x")) {
                try {
                    assertEquals(Reason.MAC_WRONG, refusal(PASSWORD, null, password));
                } catch (UnreadableFile wrong) {
                    // the key of the codes itself can't be decrypted
                    assertEquals(UnreadableFile.Reason.KEY, wrong.reason());
                }
            }
        }

        @Test
        void are_refused_where_a_message_authentication_code_is_wrong_or_missing() {
            assertEquals(
                    Reason.MAC_WRONG, refusal(PskcExample.PRE_SHARED.replace("Su+NvtQfmvf", "Su+NvtQfmve"), KEY, null));
            assertEquals(
                    Reason.MAC_WRONG, refusal(PskcExample.PRE_SHARED.replace(">AAECAwQF", ">AAECAwQG"), KEY, null));
            assertEquals(
                    Reason.MAC_MISSING,
                    refusal(PskcExample.PRE_SHARED.replaceAll("<ValueMAC>.*</ValueMAC>", ""), KEY, null));
            assertEquals(
                    Reason.MAC_MISSING,
                    refusal(PskcExample.PRE_SHARED.replaceAll("(?s)<MACMethod.*</MACMethod>", ""), KEY, null));
        }
    }

    private static String plain(String device, String key, String parameters, String data) {
        return "<KeyContainer Version=\"1.0\" xmlns=\"urn:ietf:params:xml:ns:keyprov:pskc\"><KeyPackage>" + device
                + "<Key Id=\"12345678\" Algorithm=\"urn:ietf:params:xml:ns:keyprov:pskc:" + key + "\">" + parameters
                + "<Data><Secret><PlainValue>MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=</PlainValue></Secret>" + data
                + "</Data></Key></KeyPackage></KeyContainer>";
    }

    @Nested
    class A_plain_file {

        @Test
        void says_all_of_a_time_based_token() {
            SeedRow row = one(
                    plain(
                            "<DeviceInfo><Manufacturer>ACME</Manufacturer><SerialNo>A-1</SerialNo><Model>M2</Model>"
                                    + "<StartDate>2026-01-01T00:00:00Z</StartDate><ExpiryDate>2030-12-31T00:00:00Z</ExpiryDate>"
                                    + "</DeviceInfo>",
                            "totp",
                            "<AlgorithmParameters><Suite>HMAC-SHA256</Suite><ResponseFormat Length=\"8\" Encoding=\"DECIMAL\"/>"
                                    + "</AlgorithmParameters>",
                            "<Time><PlainValue>0</PlainValue></Time><TimeInterval><PlainValue>60</PlainValue></TimeInterval>"
                                    + "<TimeDrift><PlainValue>-4</PlainValue></TimeDrift>"),
                    null,
                    null);
            assertEquals(
                    "A-1 ACME M2 false SHA256 8 60 0 -4",
                    row.serial() + " " + row.manufacturer() + " " + row.model() + " " + row.counts() + " "
                            + row.algorithm() + " " + row.digits() + " " + row.period() + " " + row.counter() + " "
                            + row.drift());
            assertEquals(Instant.parse("2026-01-01T00:00:00Z"), row.validFrom());
            assertEquals(Instant.parse("2030-12-31T00:00:00Z"), row.validTo());
            assertEquals(SECRET, seed(row));
        }

        @Test
        void has_what_is_missing_by_default() {
            SeedRow row = one(plain("", "totp", "", ""), null, null);
            assertEquals(
                    "12345678 SHA1 6 30",
                    row.serial() + " " + row.algorithm() + " " + row.digits() + " " + row.period());
            row = one(plain("", "hotp", "", "<Counter><PlainValue>42</PlainValue></Counter>"), null, null);
            assertEquals("true 42", row.counts() + " " + row.counter());
        }

        @Test
        void is_read_without_its_namespace_and_with_that_of_a_draft() {
            String file = plain("", "totp", "", "");
            String namespace = " xmlns=\"urn:ietf:params:xml:ns:keyprov:pskc\"";
            assertEquals(
                    "12345678", one(file.replace(namespace, ""), null, null).serial());
            assertEquals(
                    "12345678",
                    one(
                                    file.replace(namespace, " xmlns=\"urn:ietf:params:xml:ns:keyprov:pskc:1.0\"")
                                            .replace("pskc:totp", "pskc#totp"),
                                    null,
                                    null)
                            .serial());
            assertEquals("12345678", one("\ufeff \n" + file, null, null).serial());
        }

        @ParameterizedTest
        @EnumSource(
                value = Reason.class,
                names = {"TYPE", "ALGORITHM", "DIGITS", "PERIOD", "COUNTER", "DATES", "SEED"})
        void has_a_reason_for_each_row_that_can_t_be_used(Reason reason) {
            String digits = "<AlgorithmParameters><ResponseFormat Length=\"7\"/></AlgorithmParameters>";
            String suite = "<AlgorithmParameters><Suite>MD5</Suite></AlgorithmParameters>";
            String dates =
                    "<DeviceInfo><StartDate>2027-01-01T00:00:00Z</StartDate><ExpiryDate>2026-01-01T00:00:00Z</ExpiryDate></DeviceInfo>";
            String file =
                    switch (reason) {
                        case TYPE -> plain("", "ocra", "", "");
                        case ALGORITHM -> plain("", "totp", suite, "");
                        case DIGITS -> plain("", "totp", digits, "");
                        case PERIOD -> plain("", "totp", "", "<TimeInterval><PlainValue>0</PlainValue></TimeInterval>");
                        case COUNTER -> plain("", "hotp", "", "<Counter><PlainValue>x</PlainValue></Counter>");
                        case DATES -> plain(dates, "totp", "", "");
                        default -> plain("", "totp", "", "").replace("MTIzND", "!");
                    };
            assertEquals(reason, refusal(file, null, null));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "+999999999-12-31T23:59:59Z",
                    "-999999999-01-01T00:00:00Z",
                    "+10000-01-01",
                    "1970-01-01",
                    "1970-01-01T00:00:00Z",
                    "0000-00-00",
                    "2026-02-30",
                    "yesterday"
                })
        void has_no_date_that_no_token_has(String date) {
            for (String element : List.of("StartDate", "ExpiryDate")) {
                String dated = "<DeviceInfo><%1$s>%2$s</%1$s></DeviceInfo>".formatted(element, date);
                assertEquals(Reason.DATES, refusal(plain(dated, "totp", "", ""), null, null), element);
            }
        }
    }

    @Nested
    class An_attack {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><KeyContainer>&e;</KeyContainer>",
                    "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;\">]><KeyContainer>&b;</KeyContainer>",
                    "<!DOCTYPE KeyContainer SYSTEM \"http://localhost:1/x.dtd\"><KeyContainer/>",
                    "<KeyContainer>&e;</KeyContainer>",
                    "<KeyContainer><KeyPackage>",
                    "<KeyContainer></KeyPackage>",
                    "<a xmlns:b='c' b:d='1' b:d='2'/>",
                    "<"
                })
        void is_no_file(String xml) {
            assertEquals(UnreadableFile.Reason.XML, unreadable(xml, null, null));
        }

        @Test
        void by_depth_or_breadth_ends() {
            assertEquals(
                    UnreadableFile.Reason.XML,
                    unreadable("<KeyContainer><KeyPackage>" + "<a>".repeat(100_000), null, null));
            assertEquals(
                    UnreadableFile.Reason.XML,
                    unreadable("<KeyContainer><Other>" + "<a/>".repeat(100_000), null, null));
            assertEquals(
                    UnreadableFile.Reason.XML,
                    unreadable("<KeyContainer><KeyPackage>" + "x".repeat(100_000), null, null));
        }

        @ParameterizedTest
        @ValueSource(strings = {"<html/>", "<KeyContainer/>", "<x><KeyPackage/></x>"})
        void other_xml_is_of_no_format(String xml) {
            assertEquals(UnreadableFile.Reason.FORMAT, unreadable(xml, null, null));
        }
    }
}
