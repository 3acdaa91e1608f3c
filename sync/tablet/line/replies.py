"""Reads the reception's responses; whatever has another form is taken for a captive portal."""

import base64
from dataclasses import dataclass
from typing import Any

from sync.tablet.errors import CaptivePortal
from sync.wire.problem import slug_of


@dataclass(frozen=True)
class Result:
    """The reception's result for one record: 200/201 with a receipt, else a problem's slug.

    ``missing`` are the digests of attachments it wants first.
    """

    id: str
    status: int
    receipt: str | None
    problem: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class News:
    """The news for this tablet.

    Another ``epoch`` means that the reception was restored; it does not have the
    ``unknown`` ids; ``page`` is its signature over which ``decisions`` these are, and
    ``more`` wait behind them; ``lease`` is the newest key lease; ``fork`` is the signed word that
    two copies of this tablet are in use, empty when there is none; ``office_log`` is where the
    office's log ends.
    """

    epoch: str
    receipts: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    decisions: tuple[bytes, ...] = ()
    page: str = ""
    more: bool = False
    lease: str = ""
    fork: str = ""
    office_log: str = ""


def results_in(body: dict[str, Any]) -> list[Result]:
    """Return the result of each record in a response.

    Raises:
        CaptivePortal: it is not of the reception's form.
    """
    return [_result(entry) for entry in _list(body, "results")]


def news_in(body: dict[str, Any]) -> News:
    """Return the news in a response; CaptivePortal when it is not of the reception's form."""
    try:
        return News(
            epoch=str(body["epoch"]),
            receipts=tuple(str(token) for token in _list(body, "receipts")),
            unknown=tuple(str(id) for id in _list(body, "unknown")),
            decisions=tuple(base64.b64decode(text) for text in _list(body, "answers")),
            page=str(body["page"]),
            more=bool(body["more"]),
            lease=str(body["lease"]),
            fork=str(body.get("fork", "")),
            office_log=str(body.get("office_log", "")),
        )
    except (KeyError, TypeError, ValueError) as strange:
        raise CaptivePortal from strange


def _result(entry: Any) -> Result:
    try:
        receipt, problem = entry.get("receipt"), entry.get("problem")
        missing = problem.get("missing") if isinstance(problem, dict) else None
        return Result(
            str(entry["id"]),
            int(entry["status"]),
            None if receipt is None else str(receipt),
            slug_of(problem),
            tuple(str(digest) for digest in missing) if isinstance(missing, list) else (),
        )
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as strange:
        raise CaptivePortal from strange


def _list(body: dict[str, Any], name: str) -> list[Any]:
    found = body.get(name)
    if not isinstance(found, list):
        raise CaptivePortal
    return found
