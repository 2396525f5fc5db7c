package io.iammfa.keycloak.token.file;

import io.iammfa.keycloak.token.file.Fields.Unusable;
import io.iammfa.keycloak.token.file.Parsed.Reason;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** A file of symmetric keys, PSKC (RFC 6030), read key by key. */
final class PskcFile {

    private final byte[] key;
    private final char[] password;

    /**
     * @param key the pre-shared key, or null
     * @param password or null
     */
    PskcFile(byte[] key, char[] password) {
        this.key = key;
        this.password = password;
    }

    /** @throws UnreadableFile where no row can be read */
    void read(InputStream file, Consumer<Parsed> rows) {
        try {
            XMLStreamReader xml = factory().createXMLStreamReader(file);
            read(xml, rows);
        } catch (XMLStreamException malformed) {
            throw new UnreadableFile(UnreadableFile.Reason.XML);
        }
    }

    static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    private void read(XMLStreamReader xml, Consumer<Parsed> rows) throws XMLStreamException {
        Element encryptionKey = null;
        Element macMethod = null;
        PskcKeys keys = null;
        boolean container = false;
        boolean any = false;
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
                throw new UnreadableFile(UnreadableFile.Reason.XML);
            }
            if (event != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            int line = xml.getLocation().getLineNumber();
            switch (xml.getLocalName()) {
                case "KeyContainer" -> container = true;
                case "EncryptionKey" -> encryptionKey = Element.read(xml);
                case "MACMethod" -> macMethod = Element.read(xml);
                case "KeyPackage" -> {
                    if (!container) {
                        throw new UnreadableFile(UnreadableFile.Reason.FORMAT);
                    }
                    if (keys == null) {
                        keys = PskcKeys.of(encryptionKey, macMethod, key, password);
                    }
                    rows.accept(row(line, Element.read(xml), keys));
                    any = true;
                }
                default -> {
                    // what else a maker has to say
                    if (container) {
                        Element.read(xml);
                    } else {
                        throw new UnreadableFile(UnreadableFile.Reason.FORMAT);
                    }
                }
            }
        }
        if (!any) {
            throw new UnreadableFile(UnreadableFile.Reason.FORMAT);
        }
    }

    private static Parsed row(int line, Element keyPackage, PskcKeys keys) {
        Element described = keyPackage.find("Key").orElse(keyPackage);
        String serial = Optional.ofNullable(keyPackage.text("DeviceInfo", "SerialNo"))
                .orElseGet(() -> described.attribute("Id"));
        try {
            return row(line, Fields.serial(serial), keyPackage, described, keys);
        } catch (Unusable unusable) {
            return unusable.at(
                    line, Optional.ofNullable(Fields.optional(serial)).orElse(""));
        }
    }

    private static SeedRow row(int line, String serial, Element keyPackage, Element described, PskcKeys keys)
            throws Unusable {
        String algorithm = described.attribute("Algorithm");
        boolean counts = Fields.counts(
                algorithm.substring(Math.max(algorithm.lastIndexOf(':'), algorithm.lastIndexOf('#')) + 1));
        String suite = described.text("AlgorithmParameters", "Suite");
        Element data = described.find("Data").orElseThrow(() -> new Unusable(Reason.SEED, ""));
        Element secret = data.find("Secret").orElseThrow(() -> new Unusable(Reason.SEED, ""));
        Instant from = date(keyPackage.text("DeviceInfo", "StartDate"), described.text("Policy", "StartDate"));
        Instant to = date(keyPackage.text("DeviceInfo", "ExpiryDate"), described.text("Policy", "ExpiryDate"));
        if (from != null && to != null && to.isBefore(from)) {
            throw new Unusable(Reason.DATES, "");
        }
        return new SeedRow(
                line,
                serial,
                Fields.optional(described.text("UserId")),
                Fields.optional(keyPackage.text("DeviceInfo", "Manufacturer")),
                Fields.optional(keyPackage.text("DeviceInfo", "Model")),
                counts,
                Fields.algorithm(suite == null ? "SHA1" : suite),
                Fields.digits(described
                        .find("AlgorithmParameters", "ResponseFormat")
                        .map(format -> format.attribute("Length"))
                        .filter(length -> !length.isEmpty())
                        .orElse("6")),
                counts ? 0 : Fields.period(value(data, "TimeInterval", "30")),
                counts ? Fields.counter(value(data, "Counter", "0")) : 0,
                counts ? 0 : drift(value(data, "TimeDrift", "0")),
                Fields.seed(keys.seed(secret)),
                from,
                to);
    }

    private static String value(Element data, String name, String missing) {
        return Optional.ofNullable(data.text(name, "PlainValue")).orElse(missing);
    }

    private static int drift(String text) throws Unusable {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException none) {
            throw new Unusable(Reason.PERIOD, text);
        }
    }

    private static Instant date(String ofDevice, String ofKey) throws Unusable {
        String date = ofDevice == null ? ofKey : ofDevice;
        return date == null ? null : Fields.moment(date);
    }
}
