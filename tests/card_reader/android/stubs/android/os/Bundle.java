package android.os;

public class Bundle {
    public int presenceMs;

    public void putInt(String key, int value) {
        presenceMs = value;
    }
}
