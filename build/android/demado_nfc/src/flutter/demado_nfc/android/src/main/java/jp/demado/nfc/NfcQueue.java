package jp.demado.nfc;

import android.app.Activity;
import android.nfc.NfcAdapter;
import android.nfc.Tag;
import android.os.Bundle;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Takes the reader callback on Android's binder thread; Python asks for the tags on its own. */
public final class NfcQueue implements NfcAdapter.ReaderCallback {
    // The card is type B; Android must not look for NDEF on it, which would cost the first second.
    private static final int FLAGS =
            NfcAdapter.FLAG_READER_NFC_B | NfcAdapter.FLAG_READER_SKIP_NDEF_CHECK;

    private final LinkedBlockingQueue<Tag> tags = new LinkedBlockingQueue<>();

    /** Begin; returns false when this device has no NFC. Call again after every resume. */
    public boolean start(Activity activity, int presenceMs) {
        NfcAdapter adapter = NfcAdapter.getDefaultAdapter(activity);
        if (adapter == null) return false;
        Bundle extras = new Bundle();
        extras.putInt(NfcAdapter.EXTRA_READER_PRESENCE_CHECK_DELAY, presenceMs);
        tags.clear();
        adapter.enableReaderMode(activity, this, FLAGS, extras);
        return true;
    }

    /** Keep reader mode but hear nothing, so that Android opens no other app over ours. */
    public static void hold(Activity activity) {
        NfcAdapter adapter = NfcAdapter.getDefaultAdapter(activity);
        if (adapter != null) adapter.enableReaderMode(activity, null, FLAGS, null);
    }

    /** End. */
    public void stop(Activity activity) {
        NfcAdapter adapter = NfcAdapter.getDefaultAdapter(activity);
        if (adapter != null) adapter.disableReaderMode(activity);
    }

    /** Whether NFC is there and switched on. */
    public static boolean isOn(Activity activity) {
        NfcAdapter adapter = NfcAdapter.getDefaultAdapter(activity);
        return adapter != null && adapter.isEnabled();
    }

    @Override
    public void onTagDiscovered(Tag tag) {
        tags.offer(tag);
    }

    /** The next tag, or null after the time. */
    public Tag poll(long ms) throws InterruptedException {
        return tags.poll(ms, TimeUnit.MILLISECONDS);
    }
}
