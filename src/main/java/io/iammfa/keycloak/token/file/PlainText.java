package io.iammfa.keycloak.token.file;

import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;

/** The text of a file. What has the character NUL is none, but a spreadsheet's own format, an archive or a picture. */
final class PlainText extends FilterReader {

    PlainText(InputStream file, Charset charset) {
        super(new InputStreamReader(file, charset));
    }

    @Override
    public int read() throws IOException {
        char[] one = new char[1];
        return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(char[] text, int from, int length) throws IOException {
        int count = super.read(text, from, length);
        for (int i = from; i < from + count; i++) {
            if (text[i] == 0) {
                throw new UnreadableFile(UnreadableFile.Reason.FORMAT);
            }
        }
        return count;
    }
}
