package io.iammfa.keycloak.token.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * A small part of an XML file. Names are local: makers use namespaces of drafts, or none.
 *
 * @param attributes by their local names
 */
record Element(String name, Map<String, String> attributes, List<Element> children, String text) {

    private static final int MAX_DEPTH = 20;
    private static final int MAX_CHILDREN = 200;
    private static final int MAX_TEXT = 16 * 1024;

    /** Reads the element that has just begun. */
    static Element read(XMLStreamReader xml) throws XMLStreamException {
        return read(xml, 0);
    }

    private static Element read(XMLStreamReader xml, int depth) throws XMLStreamException {
        if (depth > MAX_DEPTH) {
            throw new UnreadableFile(UnreadableFile.Reason.XML);
        }
        String name = xml.getLocalName();
        Map<String, String> attributes = IntStream.range(0, xml.getAttributeCount())
                .boxed()
                .collect(Collectors.toMap(xml::getAttributeLocalName, xml::getAttributeValue, (one, other) -> one));
        List<Element> children = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        while (xml.next() != XMLStreamConstants.END_ELEMENT) {
            if (xml.isStartElement()) {
                children.add(read(xml, depth + 1));
            } else if (xml.isCharacters()) {
                text.append(xml.getText());
            } else if (xml.getEventType() == XMLStreamConstants.ENTITY_REFERENCE) {
                throw new UnreadableFile(UnreadableFile.Reason.XML);
            }
            if (children.size() > MAX_CHILDREN || text.length() > MAX_TEXT) {
                throw new UnreadableFile(UnreadableFile.Reason.XML);
            }
        }
        return new Element(name, attributes, children, text.toString().strip());
    }

    /** The first element on that way from here. */
    Optional<Element> find(String... path) {
        Optional<Element> found = Optional.of(this);
        for (String step : path) {
            found = found.flatMap(element -> element.children.stream()
                    .filter(child -> child.name.equals(step))
                    .findFirst());
        }
        return found;
    }

    /** The text of that element, or null where it is missing or empty. */
    String text(String... path) {
        return find(path).map(Element::text).filter(text -> !text.isEmpty()).orElse(null);
    }

    /** What an attribute says, or empty. */
    String attribute(String attribute) {
        return attributes.getOrDefault(attribute, "");
    }
}
