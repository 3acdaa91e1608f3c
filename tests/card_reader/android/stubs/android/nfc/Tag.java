package android.nfc;

/** A touch: where the practice card answers. */
public class Tag {
    public final int port;

    public Tag(int port) {
        this.port = port;
    }
}
