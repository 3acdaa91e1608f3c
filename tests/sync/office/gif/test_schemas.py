"""The schema files are what the models say, and refuse what is none."""

from typing import Any

import pytest
from jsonschema_rs import ValidationError, meta

from build.gif import FOLDER
from sync.office.gif.schemas import schemas
from tests.sync.office.gif.checked import FILES, check

ADDRESS: dict[str, Any] = {
    **dict.fromkeys(("全国地方公共団体コード", "町字ID", "都道府県", "市区町村（郡）", "町字"), ""),
    **dict.fromkeys(("番地以下", "建物名等(方書)"), ""),
    "連結表記": "見本市見本町1",
}
CONTACT: dict[str, Any] = {
    "連絡先電話番号": ["(0977)21-1111"], "郵便番号": "8740000", "連絡先住所": ADDRESS,
}  # fmt: skip


def test_the_files_are_those_of_the_models() -> None:
    found = {path.name: path.read_bytes() for path in FOLDER.iterdir()}
    assert found == schemas(), "python -m build.gif"
    for name, one in FILES.items():
        assert meta.is_valid(one), name


def test_what_fits_is_taken() -> None:
    check("GifAddress", ADDRESS)
    check("GifContact", CONTACT)


@pytest.mark.parametrize(
    ("model", "value"),
    [
        ("GifAddress", {**ADDRESS, "全国地方公共団体コード": "44202"}),
        ("GifAddress", {**ADDRESS, "緯度": 33.2}),
        ("GifAddress", {name: one for name, one in ADDRESS.items() if name != "連結表記"}),
        ("GifContact", {**CONTACT, "郵便番号": "874-0000"}),
        ("GifContact", {**CONTACT, "連絡先電話番号": ["0977211111"]}),
        ("GifContact", {**CONTACT, "連絡先住所": {}}),
        ("GifCode", {"種別": "1"}),
    ],
)
def test_what_does_not_fit_is_refused(model: str, value: Any) -> None:
    with pytest.raises(ValidationError):
        check(model, value)
