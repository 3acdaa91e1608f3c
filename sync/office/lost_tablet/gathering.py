"""Gathers what the office and the reception hold of a lost tablet."""

import base64

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.office.line.evidence_client import EvidenceClient
from sync.office.lost_tablet.facts import Sources
from sync.office.store.held import held_envelopes, with_held
from sync.office.store.store import OfficeStore
from sync.office.tablets.tablets import Tablets


def gather(store: OfficeStore, client: EvidenceClient, device: str) -> Sources:
    """Return what office and reception hold of a tablet.

    Raises:
        KeyError: it was never enrolled.
        ReceptionAway: no line, or it refused.
    """
    known = client.device(device)
    if known is None:
        raise KeyError("no such tablet")
    known = {"approved_by": None, "revoked_by": None, **known}
    tablet = Tablets(store).find(device)
    if tablet is not None:  # the office's word is the newer one
        known |= {
            "approved_at": tablet.approved_at,
            "approved_by": tablet.approved_by,
            "revoked_at": tablet.revoked_at,
            "revoked_by": tablet.revoked_by,
            "lease_order": tablet.lease_order,
        }
    approved = Tablets(store).keys(device)
    raw = approved[0] if approved else base64.b64decode(known["sign_key"])
    key = Ed25519PublicKey.from_public_bytes(raw)
    return Sources(
        device=known,
        key=key,
        is_approved=approved is not None,
        envelopes=with_held(client.envelopes(device), held_envelopes(store, device, key)),
        events=client.events(device),
    )
