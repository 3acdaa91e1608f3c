"""Asks the reception what it holds of a tablet: its events, its envelopes, its registration."""

from typing import Any

from sync.errors import WireError
from sync.office.line.client import OfficeClient, ReceptionAway
from sync.wire.frames import split_frames


class EvidenceClient(OfficeClient):
    """Sends the office's requests for evidence of a tablet."""

    def events(self, device: str) -> list[tuple[str, bytes]]:
        """Return arrival and bytes of every event that the reception holds of a tablet.

        Raises:
            ReceptionAway: no line, or it refused.
        """
        found: list[tuple[str, bytes]] = []
        after = 0
        while True:
            response = self._ask("GET", f"/v1/office/events?device={device}&after={after}")
            try:
                frames = split_frames(response.content)
                after = int(response.headers["Demado-Next"])
                pairs = list(zip(frames[::2], frames[1::2], strict=True))
            except (WireError, KeyError, ValueError) as refused:
                raise ReceptionAway from refused
            if not pairs:
                return found
            found += [(at.decode("ascii"), content) for at, content in pairs]

    def envelopes(self, device: str) -> list[dict[str, Any]]:
        """Return what the reception knows of a tablet's envelopes, in their order."""
        found: list[dict[str, Any]] = []
        after = 0
        while True:
            target = f"/v1/office/envelopes?device={device}&after={after}"
            response = self._ask("GET", target).json()
            if not response["envelopes"]:
                return found
            found += response["envelopes"]
            after = int(response["next"])

    def device(self, id: str) -> dict[str, Any] | None:
        """Return what the reception knows of a tablet; None when it was never enrolled."""
        known = self._ask("GET", "/v1/office/devices").json()["devices"]
        return next((entry for entry in known if entry["id"] == id), None)
