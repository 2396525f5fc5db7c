package io.iammfa.keycloak.token.file;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.util.Set;
import javax.xml.stream.XMLEventFactory;
import javax.xml.stream.XMLEventReader;
import javax.xml.stream.XMLEventWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.events.XMLEvent;

/** The rows of a file that were rejected, as a file of the same format, to be mended and sent again. */
public final class Rejects {

    private Rejects() {}

    /**
     * Writes them. In a CSV file nothing of them is a formula to a spreadsheet.
     *
     * @param format as which the file was read
     * @param lines where they begin
     */
    public static String of(TokenFile format, InputStream file, Set<Integer> lines) throws IOException {
        InputStream marked = file.markSupported() ? file : new BufferedInputStream(file);
        Opening opening = Opening.of(marked);
        return format.isPskc(opening) ? pskc(marked, lines) : csv(new PlainText(marked, opening.charset()), lines);
    }

    private static String csv(Reader file, Set<Integer> lines) throws IOException {
        StringBuilder rejects = new StringBuilder();
        try (BufferedReader text = new BufferedReader(file)) {
            boolean first = true;
            int number = 0;
            for (String line = text.readLine(); line != null; line = text.readLine()) {
                number++;
                boolean head = line.startsWith("#") || first && !line.isBlank() && CsvFile.isHeader(line);
                first &= line.isBlank() || line.startsWith("#");
                if (head || lines.contains(number)) {
                    rejects.append(Formulas.harmless(line)).append('\n');
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
                if (event.isStartDocument()) {
                    // the encoding of the file is not that of the answer
                    out.add(XMLEventFactory.newDefaultFactory().createStartDocument("UTF-8", "1.0"));
                    continue;
                }
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
