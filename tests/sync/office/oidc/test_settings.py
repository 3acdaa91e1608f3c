"""What a city says of its provider: the file, the commands, and the secret at rest."""

import io
import json
import sys
from pathlib import Path

import pytest

from sync.errors import SyncError
from sync.office.commands.office import parser
from sync.office.keys.column_keys import column_cipher
from sync.office.keys.keys import make_office_keys
from sync.office.oidc.errors import ProviderSettingsRefused
from sync.office.oidc.kept_settings import KeptSettings
from sync.office.oidc.settings import read_provider_file
from sync.office.store.store import OfficeStore
from sync.wire.city import utc_now

LEAST = 'issuer = "https://login.city.example/realms/city"\nclient_id = "demado"\n'
GROUP = '[[group]]\nname = "g"\nroles = ["handler"]\n'
SECRET = "the-clients-secret"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('own_sign = "yes"', "own_sign"),
        ('link_claim = "email"', "link_claim"),
        ('link_claim = "preferred_username"', "link_claim"),
        ('ca = "nowhere.pem"', "ca"),
        ('authorities = "no certificate"', "ca"),
        (GROUP, "groups_claim"),
        ('amr = "mfa"', "amr"),
        ('amr = ["m f"]', "amr"),
        ("x = ", "no TOML"),
    ],
)
def test_a_file_that_is_mistaken_is_refused_by_its_field(
    tmp_path: Path, more: str, said: str
) -> None:
    (tmp_path / "p.toml").write_text(f"{LEAST}{more}\n", encoding="utf-8")
    with pytest.raises(ProviderSettingsRefused, match=said):
        read_provider_file(tmp_path / "p.toml")


@pytest.mark.parametrize(
    "issuer",
    ["http://login.city.example", "https://x/?a", "https://a:b@x/", "https:///x", "ftp://x", "x",
     "https://x/#a", "https://x:99999/", "https://あ.example/", "https://x\\y/"],
)  # fmt: skip
def test_an_issuer_without_tls_is_refused(tmp_path: Path, issuer: str) -> None:
    (tmp_path / "p.toml").write_text(f"issuer = '{issuer}'\nclient_id = 'x'\n", encoding="utf-8")
    with pytest.raises(ProviderSettingsRefused, match="issuer"):
        read_provider_file(tmp_path / "p.toml")


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """An office's folder with its keys."""
    make_office_keys(tmp_path, utc_now())
    OfficeStore.open(tmp_path / "office.db").close()
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, folder: Path, *words: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{SECRET}\n"))
    name, *more = words
    options = parser().parse_args([name, "--data", str(folder), *more])
    options.run(options)


def test_the_secret_is_sealed_and_printed_nowhere(
    office: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (office / "p.toml").write_text(LEAST, encoding="utf-8")
    run(monkeypatch, office, "set-provider", "--file", str(office / "p.toml"))
    run(monkeypatch, office, "provider")
    said = capsys.readouterr().out
    assert json.loads(said.splitlines()[-1])["provider"]["client_id"] == "demado"
    assert SECRET not in said
    assert all(SECRET.encode() not in path.read_bytes() for path in office.glob("office.db*"))
    store = OfficeStore.open(office / "office.db")
    store.cipher = column_cipher(office)
    kept = KeptSettings(store).find()
    store.close()
    assert kept is not None
    assert kept.secret == SECRET
    assert SECRET not in repr(kept)


def test_the_own_sign_in_opens_again_and_the_provider_ends(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (office / "p.toml").write_text(f"{LEAST}own_sign_in = false\n", encoding="utf-8")
    store = OfficeStore.open(office / "office.db")
    run(monkeypatch, office, "set-provider", "--file", str(office / "p.toml"))
    assert not KeptSettings(store).is_own_sign_in_open()
    run(monkeypatch, office, "own-sign-in", "--open")
    assert KeptSettings(store).is_own_sign_in_open()
    run(monkeypatch, office, "own-sign-in", "--no-open")
    run(monkeypatch, office, "end-provider")
    assert KeptSettings(store).is_own_sign_in_open()
    with pytest.raises(SyncError, match="no provider"):
        run(monkeypatch, office, "own-sign-in", "--open")
    store.close()


def test_a_group_with_a_role_that_is_not_here_is_refused(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = f'{LEAST}groups_claim = "groups"\n{GROUP.replace("handler", "nobody")}'
    (office / "p.toml").write_text(words, encoding="utf-8")
    with pytest.raises(ProviderSettingsRefused, match="role"):
        run(monkeypatch, office, "set-provider", "--file", str(office / "p.toml"))
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    (office / "p.toml").write_text(LEAST, encoding="utf-8")
    options = parser().parse_args(
        ["set-provider", "--data", str(office), "--file", str(office / "p.toml")]
    )
    with pytest.raises(ProviderSettingsRefused, match="empty"):
        options.run(options)
