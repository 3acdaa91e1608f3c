package android.nfc;

import android.app.Activity;
import android.os.Bundle;

/** As much of Android's as the extension uses; a test touches with {@link #touch}. */
public class NfcAdapter {
    public static final int FLAG_READER_NFC_B = 2;
    public static final int FLAG_READER_SKIP_NDEF_CHECK = 0x80;
    public static final String EXTRA_READER_PRESENCE_CHECK_DELAY = "presence";

    public interface ReaderCallback {
        void onTagDiscovered(Tag tag);
    }

    public static boolean present = true;
    public static boolean on = true;
    public static int flags;
    public static int presenceMs;
    private static ReaderCallback callback;
    private static final NfcAdapter ONLY = new NfcAdapter();

    public static NfcAdapter getDefaultAdapter(Activity activity) {
        return present ? ONLY : null;
    }

    public boolean isEnabled() {
        return on;
    }

    public void enableReaderMode(Activity activity, ReaderCallback taker, int asked, Bundle extras) {
        callback = taker;
        flags = asked;
        presenceMs = extras == null ? 0 : extras.presenceMs;
    }

    public void disableReaderMode(Activity activity) {
        callback = null;
    }

    public static boolean isListening() {
        return callback != null;
    }

    /** As Android does: on a thread that Python never saw. */
    public static void touch(final int port) {
        final ReaderCallback taker = callback;
        if (taker != null) new Thread(() -> taker.onTagDiscovered(new Tag(port))).start();
    }
}
