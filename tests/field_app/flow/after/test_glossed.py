"""Who confirms in another language takes a copy in it home; it is nowhere but in memory."""

import asyncio
from pathlib import Path

import pytest

from field_app.flow.base.services import Services
from field_app.served.hand_out import HandOutStore
from field_app.words.words import Words
from tests.field_app.document.test_documents import text_of
from tests.field_app.flow.test_half_done import begun, sealed
from tests.field_app.flow.test_witness import PASSPHRASE, STAFF, opened


async def copied(parts: Services, language: str) -> bytes | None:
    """File in *language*, and return the copy that is handed out."""
    app = opened(parts)
    await app.staff.sign_in(STAFF, PASSPHRASE)
    await begun(app)
    app.state.language = language
    await sealed(app)
    path = app.state.open_visit.filing.copy_path
    if path is None:
        return None
    assert isinstance(parts.hand_out, HandOutStore)
    paper = parts.hand_out.get(path)
    await app.visits.close()
    assert parts.hand_out.get(path) is None, "it goes with the visit"
    return paper.content if paper else None


@pytest.mark.parametrize("language", ["en", "zh_hans", "vi"])
def test_a_copy_says_question_and_answer_in_the_language(
    language: str, parts: Services, tmp_path: Path
) -> None:
    pdf = asyncio.run(copied(parts, language))
    assert pdf is not None
    words, read = Words(language), "".join(text_of(pdf, tmp_path).split())
    for said in (Words("ja"), words):
        for key in ("p.card_kenko.l_title", "p.card_kenko.l_need", "document.l_lead_c"):
            assert "".join(said(key).split())[:24] in read
    assert "見本花子" in read


def test_who_confirms_in_japanese_gets_no_copy(parts: Services) -> None:
    assert asyncio.run(copied(parts, "ja")) is None
