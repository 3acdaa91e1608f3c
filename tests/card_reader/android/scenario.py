"""``python -m tests.card_reader.android.scenario KEYS CLASSES``: prints what came of each scene.

A process of its own, because it starts a JVM.
"""

import json
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ["FLET_JNI_READY"] = "1"
os.environ["CLASSPATH"] = sys.argv[2]

from card_reader import CardError
from card_reader.android_nfc import AndroidSource, _class
from card_reader.simulated import SimulatedDesk
from card_reader.simulated.faults import Fault
from card_reader.simulated.persons import BY_KEY

TARO = BY_KEY["taro"]


class Radio:
    """Plays the desk's card to the stub's socket; a card that leaves hangs up."""

    def __init__(self, desk: SimulatedDesk) -> None:
        self.desk = desk
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.server.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            line, _ = self.server.accept()
            threading.Thread(target=self._play, args=(line,), daemon=True).start()

    def _play(self, line: socket.socket) -> None:
        with line, line.makefile("rwb") as stream:
            insertion = self.desk.insertion()
            if self.desk.current() is not None:
                self.desk.chip().power_off()
            while head := stream.read(2):
                apdu = stream.read(int.from_bytes(head, "big"))
                try:
                    answer = self.desk.transmit(insertion, apdu)
                except CardError:
                    return
                stream.write(len(answer).to_bytes(2, "big") + answer)
                stream.flush()


def main() -> None:
    desk = SimulatedDesk(Path(sys.argv[1]))
    radio, adapter = Radio(desk), _class("android.nfc.NfcAdapter")
    activity = _class("android.app.Activity")()
    source = AndroidSource(lambda: activity)
    results: dict[str, Any] = {}

    def touch(key: str) -> None:
        desk.put(key)
        waiting = threading.Timer(0.2, lambda: adapter.touch(radio.port))
        waiting.start()
        source.wait_for_card(5, lambda: False)

    def error(work: Callable[[], object]) -> str:
        try:
            work()
        except CardError as found:
            return type(found).__name__
        return "none"

    def read(key: str = "taro") -> str:
        with source.open() as card:
            card.kind()
            return card.attributes_by_verification_b(BY_KEY[key].verification_b).name

    results["no_touch"] = error(lambda: source.wait_for_card(0.3, lambda: False))
    results["stopped"] = error(lambda: source.wait_for_card(5, lambda: True))
    results["listening"] = adapter.isListening()
    results["flags"], results["presence"] = adapter.flags, adapter.presenceMs
    touch("taro")
    before = len(desk.chip().log)
    results["name"] = read() == TARO.name
    results["commands"] = len(desk.chip().log) - before
    results["timeout"] = _class("android.nfc.tech.IsoDep").timeoutMs
    with source.open() as card:
        results["photo"] = card.front_by_verification_b(TARO.verification_b).photo_png[:4].hex()
    _class("android.nfc.tech.IsoDep").extended = False
    results["short_only"] = read() == TARO.name
    _class("android.nfc.tech.IsoDep").extended = True
    desk.fail(Fault.LOSE_ANSWER, 4)
    results["lost"] = error(read)
    results["presented"] = len(desk.chip().presented) if desk.current() else "gone"
    results["after_lost"] = error(read)
    touch("taro")
    with source.open() as card:
        results["tries"] = card.tries().verification_b
    touch("other_card")
    results["other_card"] = error(read)
    ticks = []
    slow = threading.Timer(
        0.0, lambda: ticks.append(error(lambda: source.wait_for_card(1, lambda: False)))
    )
    slow.start()
    start = time.monotonic()
    worst = 0.0
    while time.monotonic() - start < 0.8:
        at = time.monotonic()
        time.sleep(0.005)
        worst = max(worst, time.monotonic() - at)
    slow.join()
    results["others_run_meanwhile"] = worst < 0.5
    results["waited"] = ticks
    source.close()
    results["held"] = not adapter.isListening()
    adapter.on = False
    results["switched_off"] = error(lambda: source.wait_for_card(1, lambda: False))
    results["no_readers"] = source.readers() == []
    adapter.present = False
    results["no_nfc"] = error(lambda: source.wait_for_card(1, lambda: False))
    print(json.dumps(results))


main()
