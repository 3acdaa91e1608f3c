"""Each error has a sentence in every language; the package loads where PC/SC does not exist."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from card_reader import (
    CardError,
    CertificateNotInDate,
    LastTry,
    TriesUnknown,
    UnexpectedStatus,
    WrongPin,
    errors,
)

WORDS = Path(__file__).parents[2] / "assets" / "words"
LANGUAGES = ("ja", "ja_easy", "en")
READING = re.compile("《[^》]*》")  # stands above the words, small


def samples() -> list[CardError]:
    made: dict[type[CardError], list[CardError]] = {
        WrongPin: [WrongPin(2), WrongPin(None)],
        LastTry: [LastTry(0x11)],
        TriesUnknown: [TriesUnknown(0x11)],
        CertificateNotInDate: [CertificateNotInDate(one) for one in ("expired", "not_yet")],
        UnexpectedStatus: [UnexpectedStatus(0x6F00, 0xB0)],
    }
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    return [error for kind in kinds for error in made.get(kind) or [kind()]]


def words(language: str) -> dict[str, str]:
    content = tomllib.loads((WORDS / language / "card.toml").read_text())
    return {f"card.{name}": text for name, text in content["card"].items()}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("error", samples(), ids=lambda error: error.message_key)
def test_a_person_can_be_told_every_error(language: str, error: CardError) -> None:
    sentence = words(language)[error.message_key].format(**vars(error))
    assert sentence
    assert "{" not in sentence
    assert "None" not in sentence


def test_no_sentence_is_kept_that_no_error_uses() -> None:
    used = {error.message_key for error in samples()}
    for language in LANGUAGES:
        assert set(words(language)) - used <= {CardError.message_key}


@pytest.mark.parametrize("language", ["ja", "ja_easy"])
def test_sentences_are_short_enough_to_read_at_a_counter(language: str) -> None:
    for key, text in words(language).items():
        for sentence in filter(None, text.split("。")):
            assert len(READING.sub("", sentence)) <= 40, key
            if language == "ja_easy":
                assert len(re.findall(r"[一-龠]", sentence)) <= 13, key


def test_without_pyscard_the_package_loads_and_says_what_is_missing() -> None:
    program = (
        "import sys; sys.modules['smartcard'] = None\n"
        "import card_reader\n"
        "from card_reader.pcsc import PcscSource\n"
        "try:\n"
        "    PcscSource().readers()\n"
        "except card_reader.ServiceStopped as stopped:\n"
        "    print(stopped.message_key)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "card.p_service_stopped", done.stderr
