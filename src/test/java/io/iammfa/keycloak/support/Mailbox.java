package io.iammfa.keycloak.support;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.BodyPart;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A real SMTP server that keeps what it receives. */
public final class Mailbox implements AutoCloseable {

    private final GreenMail server = new GreenMail(new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTP));

    public Mailbox() {
        server.start();
    }

    /** What a realm is told to mail to it. */
    public Map<String, String> settings() {
        return settings(server.getSmtp().getPort());
    }

    /** What it is told to mail to whatever listens there. */
    public static Map<String, String> settings(int port) {
        return Map.of("host", "localhost", "port", String.valueOf(port), "from", "keycloak@example.com");
    }

    /**
     * A mail.
     *
     * @param text the plain part
     * @param html the HTML part
     */
    public record Mail(String to, String subject, String text, String html) {

        /** The first link. */
        public String link() {
            Matcher link = Pattern.compile("https?://\\S+").matcher(text);
            if (!link.find()) {
                throw new AssertionError("no link in: " + text);
            }
            return link.group();
        }
    }

    /** Waits for so many mails in all, and returns them in the order in which they came. */
    public List<Mail> await(int count) {
        if (!server.waitForIncomingEmail(20_000, count)) {
            throw new AssertionError(server.getReceivedMessages().length + " mails came, not " + count);
        }
        return Stream.of(server.getReceivedMessages()).map(Mailbox::read).toList();
    }

    /** How many mails came so far. */
    public int count() {
        return server.getReceivedMessages().length;
    }

    private static Mail read(MimeMessage message) {
        try {
            Multipart parts = (Multipart) message.getContent();
            return new Mail(
                    GreenMailUtil.getAddressList(message.getAllRecipients()),
                    message.getSubject(),
                    text(parts.getBodyPart(0)),
                    text(parts.getBodyPart(1)));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(BodyPart part) throws Exception {
        return String.valueOf(part.getContent());
    }

    @Override
    public void close() {
        server.stop();
    }
}
