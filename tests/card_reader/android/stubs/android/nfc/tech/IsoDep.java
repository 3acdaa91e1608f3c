package android.nfc.tech;

import android.nfc.Tag;
import android.nfc.TagLostException;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;

/** The line to a practice card: two bytes of length, then the APDU. */
public class IsoDep {
    public static boolean extended = true;
    public static int timeoutMs;
    private final Tag tag;
    private Socket socket;

    private IsoDep(Tag tag) {
        this.tag = tag;
    }

    public static IsoDep get(Tag tag) {
        return tag.port == 0 ? null : new IsoDep(tag);
    }

    public void connect() throws IOException {
        try {
            socket = new Socket("127.0.0.1", tag.port);
        } catch (IOException gone) {
            throw new TagLostException("gone");
        }
    }

    public void setTimeout(int ms) throws IOException {
        timeoutMs = ms;
        socket.setSoTimeout(ms);
    }

    public boolean isExtendedLengthApduSupported() {
        return extended;
    }

    public byte[] transceive(byte[] apdu) throws IOException {
        try {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeShort(apdu.length);
            out.write(apdu);
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] answer = new byte[in.readUnsignedShort()];
            in.readFully(answer);
            return answer;
        } catch (IOException gone) {
            throw new TagLostException("Tag was lost.");
        }
    }

    public void close() throws IOException {
        if (socket != null) socket.close();
    }
}
