package io.iammfa.keycloak.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A mail server that answers at once, as {@link Mailbox} does not, and counts mails instead of keeping them. */
public final class MailSink implements AutoCloseable {

    private final ServerSocket socket;
    private final AtomicInteger mails = new AtomicInteger();

    public MailSink() {
        try {
            socket = new ServerSocket(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        CompletableFuture.runAsync(this::listen);
    }

    public int port() {
        return socket.getLocalPort();
    }

    public int count() {
        return mails.get();
    }

    private void listen() {
        try {
            while (true) {
                Socket client = socket.accept();
                CompletableFuture.runAsync(() -> talk(client));
            }
        } catch (IOException closed) {
            // there is nobody to tell
        }
    }

    /** RFC 5321, as far as a client needs it that sends one mail. */
    private void talk(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            say(client, "220 localhost");
            String line = lines.readLine();
            while (line != null) {
                if (line.startsWith("DATA")) {
                    say(client, "354 go on");
                    do {
                        line = lines.readLine();
                    } while (line != null && !line.equals("."));
                    mails.incrementAndGet();
                }
                say(client, line != null && line.startsWith("QUIT") ? "221 bye" : "250 ok");
                line = lines.readLine();
            }
        } catch (IOException gone) {
            // the client has hung up
        }
    }

    private static void say(Socket client, String answer) throws IOException {
        client.getOutputStream().write((answer + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
