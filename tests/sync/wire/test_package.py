"""What is packed comes out again; its size says little; damage is refused."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import WireError
from sync.wire.frames import join_frames, split_frames
from sync.wire.package import Package, Part, bucket, decode_package, encode_package


@given(st.dictionaries(st.text(), st.text()), st.lists(st.binary(max_size=300), max_size=3))
def test_unpack_returns_what_was_packed(document: dict[str, str], contents: list[bytes]) -> None:
    parts = tuple(Part(f"{n}", "application/pdf", body) for n, body in enumerate(contents))
    packed = encode_package(Package(document, parts))
    assert len(packed) == bucket(len(packed))
    assert decode_package(packed) == Package(document, parts)


@given(st.binary(max_size=200))
def test_unpack_refuses_anything_else(content: bytes) -> None:
    with pytest.raises(WireError):
        decode_package(content)


def test_unpack_refuses_a_bomb() -> None:
    bomb = zlib.compress(b"\0" * (40 * 1024 * 1024), 9)
    with pytest.raises(WireError):
        decode_package(struct.pack(">I", len(bomb)) + bomb)


def test_repr_shows_no_content() -> None:
    package = Package({"name": "見本 太郎"}, (Part("form.pdf", "application/pdf", b"secret"),))
    assert "見本" not in repr(package)
    assert "secret" not in repr(package)


@given(st.lists(st.binary(max_size=50), max_size=20))
def test_frames_come_back(frames: list[bytes]) -> None:
    assert split_frames(join_frames(frames)) == frames


@pytest.mark.parametrize("content", [b"\0", b"\0\0\0\5abc", b"\xff\xff\xff\xff"])
def test_cut_frames_are_refused(content: bytes) -> None:
    with pytest.raises(WireError):
        split_frames(content)
