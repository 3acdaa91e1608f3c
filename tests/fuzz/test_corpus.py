"""The kept corpus, whole and broken: what the fuzzer starts from must stay without a finding."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS, one

CORPUS = sorted(Path(__file__).with_name("corpus").iterdir())


def test_every_kept_input_and_every_cut_of_it() -> None:
    assert {seed.read_bytes()[0] for seed in CORPUS} >= set(range(len(TARGETS)))
    for seed in CORPUS:
        content = seed.read_bytes()
        one(content)
        for cut in range(1, min(len(content), 300), 7):
            one(content[:cut])
            one(content[:cut] + bytes([content[cut] ^ 0xFF]) + content[cut + 1 :])


@settings(max_examples=1500)
@given(st.sampled_from(range(len(TARGETS))), st.binary(max_size=400))
def test_any_bytes(target: int, data: bytes) -> None:
    one(bytes([target]) + data)
