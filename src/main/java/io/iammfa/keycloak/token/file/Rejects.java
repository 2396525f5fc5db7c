package io.iammfa.keycloak.token.file;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import javax.xml.stream.XMLEventReader;
import javax.xml.stream.XMLEventWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.events.XMLEvent;

/** The rows of a file that were rejected, as a file of the same format, to be mended and sent again. */
public final class Rejects {

    private Rejects() {}

    /**
     * Writes them.
     *
     * @param lines where they begin
     */
    public static String of(InputStream file, Set<Integer> lines) throws IOException {
        InputStream marked = file.markSupported() ? file : new BufferedInputStream(file);
        return TokenFile.isXml(marked) ? pskc(marked, lines) : csv(marked, lines);
    }

    private static String csv(InputStream file, Set<Integer> lines) throws IOException {
        StringBuilder rejects = new StringBuilder();
        try (BufferedReader text = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            boolean first = true;
            int number = 0;
            for (String line = text.readLine(); line != null; line = text.readLine()) {
                number++;
                boolean head = line.startsWith("#") || first && !line.isBlank() && CsvFile.isHeader(line);
                first &= line.isBlank() || line.startsWith("#");
                if (head || lines.contains(number)) {
                    rejects.append(line).append('\n');
                }
            }
        }
        return rejects.toString();
    }

    private static String pskc(InputStream file, Set<Integer> lines) throws IOException {
        StringWriter rejects = new StringWriter();
        try {
            XMLEventReader xml = PskcFile.factory().createXMLEventReader(file);
            XMLEventWriter out = XMLOutputFactory.newDefaultFactory().createXMLEventWriter(rejects);
            int dropped = 0;
            while (xml.hasNext()) {
                XMLEvent event = xml.nextEvent();
                boolean begins = event.isStartElement();
                if (dropped > 0) {
                    dropped += begins ? 1 : event.isEndElement() ? -1 : 0;
                } else if (begins
                        && event.asStartElement().getName().getLocalPart().equals("KeyPackage")
                        && !lines.contains(event.getLocation().getLineNumber())) {
                    dropped = 1;
                } else {
                    out.add(event);
                }
            }
            out.close();
        } catch (XMLStreamException malformed) {
            throw new IOException(malformed);
        }
        return rejects.toString();
    }
}
