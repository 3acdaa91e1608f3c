"""A proxy that confirms the tablet's events and keeps them: the gap shows, and is filled."""

import json

from sync.reception.store.events import event_state
from sync.tablet.evidence.evidence import EvidenceLog
from sync.tablet.evidence.sender import EvidenceSender
from sync.wire.events.chain import ChainState
from sync.wire.events.event import SignedEvent
from sync.wire.frames import split_frames
from tests.attack.proxy import Asked, Proxy, Told
from tests.sync.city import City
from tests.sync.tablet.desk import Desk


def swallow(asked: Asked) -> Asked | Told:
    if asked.path != "/v1/events":
        return asked
    last = SignedEvent.from_bytes(split_frames(asked.body)[-1])
    said = {"stored": last.event.seq, "digest": last.digest(), "gaps": []}
    return Told(200, (), json.dumps(said).encode())


def test_events_that_were_swallowed_are_missed_and_come_again(
    city: City, proxy: Proxy, proxied: Desk
) -> None:
    log = EvidenceLog(proxied.store, proxied.enrolled)
    sender = EvidenceSender(log, lambda path, body: proxied.client.call("POST", path, body))
    log.put("locked")
    assert sender.run_once() == 1
    proxy.on_asked = swallow
    for _ in range(3):
        log.put("locked")
    assert sender.run_once() == 3
    assert event_state(city.store, proxied.enrolled.id) == ChainState(held=1, last=1)
    proxy.be_honest()
    log.put("locked")
    sender.run_once()
    assert event_state(city.store, proxied.enrolled.id) == ChainState(held=5, last=5)
