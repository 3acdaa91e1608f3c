"""Issue 12: attacks on real workers of the console, through the city's own nginx file."""

import re
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from sync.office.access.back_off import FREE_TRIES
from tests.attack.office.behind_nginx import (
    CLERK,
    COLLEAGUE,
    NAME,
    Fortress,
    csrf,
    fortress,
    signed_in,
)
from tests.sync.city import make_city
from tests.sync.postgresql import postgresql

pytestmark = pytest.mark.cluster

GET = b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\n"
POST = b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\n"
END = b"Connection: close\r\n\r\n"
SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
CHUNKED = b"0\r\n\r\n" + SMUGGLED
# What is no request, or two readings of one: refused, and never passed on as two.
NO_REQUEST: dict[str, bytes] = {
    "length and chunks": POST
    + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"
    + END
    + CHUNKED,
    "chunks under another name": POST + b"Transfer-Encoding: xchunked\r\n" + END + CHUNKED,
    "chunks and identity": POST + b"Transfer-Encoding: chunked, identity\r\n" + END + CHUNKED,
    "chunks twice": POST
    + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"
    + END
    + CHUNKED,
    "a blank before the colon": POST + b"Transfer-Encoding : chunked\r\n" + END + CHUNKED,
    "a tab in the word": POST + b"Transfer-Encoding: chun\tked\r\n" + END + CHUNKED,
    "two lengths": POST + b"Content-Length: 0\r\nContent-Length: 9\r\n" + END + SMUGGLED,
    "a negative length": POST + b"Content-Length: -1\r\n" + END + SMUGGLED,
    "a signed length": POST + b"Content-Length: +5\r\n" + END + SMUGGLED,
    "a length in hex": POST + b"Content-Length: 0x5\r\n" + END + SMUGGLED,
    "a chunk without end": POST
    + b"Transfer-Encoding: chunked\r\n"
    + END
    + b"fffffffffffffffff\r\n"
    + SMUGGLED,
    "two hosts": GET + b"Host: evil.example\r\n" + END,
    "no host": b"GET /sign-in HTTP/1.1\r\n" + END,
    "a host with a path": b"GET /sign-in HTTP/1.1\r\nHost: localhost/evil\r\n" + END,
    "another host": b"GET /sign-in HTTP/1.1\r\nHost: evil.example\r\n" + END,
    "another host in the line": b"GET http://evil.example/sign-in HTTP/1.1\r\nHost: localhost\r\n"
    + END,
    "another host behind the right line": b"GET http://localhost/sign-in HTTP/1.1\r\n"
    b"Host: evil.example\r\n" + END,
    "a zero byte in the path": b"GET /a\0b HTTP/1.1\r\nHost: localhost\r\n" + END,
    "up from the root": b"GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n" + END,
    "a path of 20 KiB": b"GET /" + b"a" * 20_480 + b" HTTP/1.1\r\nHost: localhost\r\n" + END,
    "a header of 64 KiB": GET + b"X-Long: " + b"a" * 65_536 + b"\r\n" + END,
    "a body of 2 MiB": POST + b"Content-Length: 2097152\r\n" + END + b"a" * 65_536,
    "CONNECT": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n",
    "TRACE": b"TRACE / HTTP/1.1\r\nHost: localhost\r\n" + END,
    "no HTTP at all": b"\x16\x03\x01\x00\xa5\r\n\r\n",
    "HTTP of another age": b"GET /sign-in HTTP/9.9\r\nHost: localhost\r\n" + END,
}
# Paths that lead out of the folder of letters and styles.
OUT = (
    "/static/..%2f..%2f..%2fpyproject.toml", "/fonts/..%2f..%2f..%2fetc%2fpasswd",
    "/fonts/%2e%2e/%2e%2e/keys.json", "/fonts/..%5c..%5ckeys.json", "/fonts//etc/passwd",
    "/static/%00", "/fonts/....//....//etc/passwd", "/v1/office/submissions", "/metrics",
    "/v1/boards/closed_days",
)  # fmt: skip
# What only somebody who is signed in may read.
SHUT = ("/", "/devices", "/audit", "/clerks", "/roles", "/applications/" + "ab" * 16)
FOREIGN = {
    "no origin": {"Origin": ""},
    "a hidden origin": {"Origin": "null"},
    "another site": {"Origin": "https://evil.example"},
    "another port": {"Origin": "https://localhost:1"},
    "without TLS": {"Origin": "http://localhost"},
    "a site that sounds alike": {"Origin": "https://localhost.evil.example"},
    "another site by the browser's word": {"Sec-Fetch-Site": "cross-site"},
    "another port by the browser's word": {"Sec-Fetch-Site": "same-site"},
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fortress]:
    folder = tmp_path_factory.mktemp("fortress")
    city = make_city(folder / "city")
    with postgresql() as server, fortress(city, server.url(), folder) as made:
        yield made
    city.store.close()


def test_a_clerk_signed_in_at_one_worker_is_signed_in_at_the_other(office: Fortress) -> None:
    with signed_in(office) as web:
        assert {web.get("/devices").status_code for _ in range(8)} == {200}
        cookies = {name: value for name, value in web.cookies.items() if value}
    for port in office.workers:
        headers = {
            "Host": f"{NAME}:{office.port}", "X-Forwarded-Proto": "https",
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        }  # fmt: skip
        told = httpx.get(f"http://127.0.0.1:{port}/devices", headers=headers, trust_env=False)
        assert told.status_code == 200


@pytest.mark.parametrize("name", NO_REQUEST)
def test_what_is_no_request_is_refused_once(office: Fortress, name: str) -> None:
    answer = office.raw(NO_REQUEST[name])
    statuses = re.findall(rb"HTTP/1\.[01] (\d{3})", answer)
    assert len(statuses) <= 1, "answered as two"
    assert all(status[:1] in b"45" for status in statuses), answer[:100]
    assert b"evil" not in answer.partition(b"\r\n\r\n")[0]


@pytest.mark.parametrize("path", OUT)
def test_no_path_leads_out(office: Fortress, path: str) -> None:
    line = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n".encode()
    answer = office.raw(line + END)
    assert re.match(rb"HTTP/1\.1 4\d\d", answer), answer[:100]
    assert b"root:" not in answer
    assert b"PRIVATE KEY" not in answer


@pytest.mark.parametrize("path", SHUT)
def test_a_stranger_is_led_to_the_sign_in(office: Fortress, path: str) -> None:
    with office.browser() as web:
        told = web.get(path)
    assert (told.status_code, told.headers["location"]) == (303, "/sign-in")


@pytest.mark.parametrize("name", FOREIGN)
def test_a_post_of_another_page_is_refused(office: Fortress, name: str) -> None:
    with signed_in(office) as web:
        given = {"csrf": csrf(web), "device": "ab" * 8, "order": "approve", "seen": ""}
        told = web.post("/devices", data=given, headers=FOREIGN[name])
    assert told.status_code == 403


def test_a_form_without_its_secret_or_with_a_colleagues_is_refused(office: Fortress) -> None:
    with signed_in(office) as web, signed_in(office, COLLEAGUE) as other:
        for secret in ("", "x" * 43, csrf(other)):
            given = {"csrf": secret, "device": "ab" * 8, "order": "approve", "seen": ""}
            told = web.post("/devices", data=given)
            assert told.headers.get("location", "").startswith("/sign-in"), "nothing was done"


def test_a_session_that_was_planted_is_not_taken_over(office: Fortress) -> None:
    with signed_in(office) as first:
        (name, planted), *_ = first.cookies.items()
    for one in ("planted", planted):
        with office.browser(Cookie=f"{name}={one}") as web:
            told = web.post("/sign-in", data=COLLEAGUE)
        assert told.status_code == 303
        given = [text.partition(";")[0] for text in told.headers.get_list("set-cookie")]
        assert f"{name}={one}" not in given
        assert any(text.startswith(f"{name}=") for text in given)


def test_a_session_ends_with_the_sign_out_at_every_worker(office: Fortress) -> None:
    with signed_in(office) as web:
        kept = dict(web.cookies.items())
        assert web.post("/sign-out", data={"csrf": csrf(web)}).status_code == 303
    with office.browser() as thief:
        thief.cookies.update(kept)
        assert {thief.get("/devices").status_code for _ in range(6)} == {303}


def test_the_cookie_stays_in_its_place(office: Fortress) -> None:
    with office.browser() as web:
        set_cookies = web.post("/sign-in", data=CLERK).headers.get_list("set-cookie")
    assert set_cookies
    for one in set_cookies:
        assert one.startswith("__Host-")
        assert {"secure", "httponly", "path=/"} <= set(one.lower().split("; "))
        assert "samesite=strict" in one.lower()
        assert "domain=" not in one.lower()


def test_what_a_stranger_says_of_proxies_is_not_believed(office: Fortress) -> None:
    said = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http", "Forwarded": "host=x"}
    with office.browser(**said) as web:
        told = web.get("/")
        assert "evil" not in told.headers["location"]
        cookie = web.post("/sign-in", data=CLERK).headers["set-cookie"]
        assert "Secure" in cookie


def test_a_guesser_waits_however_many_addresses_are_invented(office: Fortress) -> None:
    with office.browser() as web:
        answers = [
            web.post(
                "/sign-in",
                data={"clerk": "nobody", "passphrase": f"wrong-passphrase-{n}"},
                headers={"X-Forwarded-For": f"203.0.113.{n}"},
            ).text
            for n in range(FREE_TRIES + 3)
        ]
    assert re.search("[0-9]+秒待って", answers[-1])


def test_a_browser_is_closed_to_everything_else(office: Fortress) -> None:
    with office.browser() as web:
        for path in ("/sign-in", "/nowhere", "/static/console.css"):
            headers = web.get(path).headers
            assert "default-src 'none'" in headers["content-security-policy"], path
            assert "frame-ancestors 'self'" in headers["content-security-policy"], path
            assert headers["strict-transport-security"].startswith("max-age=31536000"), path
            assert headers["x-content-type-options"] == "nosniff", path
            assert "uvicorn" not in str(headers), path


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "\0\r\nX: y"]
)
def test_what_is_typed_comes_back_as_text(office: Fortress, text: str) -> None:
    with signed_in(office) as web:
        told = web.post("/", data={"csrf": csrf(web), "q": text})
        shown = told.text if told.status_code == 200 else web.get("/").text
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown
    assert "49" not in re.findall(r'value="([^"]*)"', shown)
    assert "x" not in told.headers


def test_a_line_end_in_a_path_makes_no_header(office: Fortress) -> None:
    request = b"GET /%0d%0aSet-Cookie:%20a=b HTTP/1.1\r\nHost: localhost\r\n"
    answer = office.raw(request + END)
    head = answer.partition(b"\r\n\r\n")[0].lower()
    assert b"set-cookie: a=b" not in head


def test_a_websocket_is_no_way_in(office: Fortress) -> None:
    upgrade = b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    answer = office.raw(GET + upgrade + b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" + END)
    assert not answer.startswith(b"HTTP/1.1 101")


def test_an_older_tls_and_none_are_refused(office: Fortress) -> None:
    old = ssl.create_default_context(cafile=str(office.ca))
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    for name, context in ((NAME, old), ("evil.example", ssl.create_default_context())):
        with (
            socket.create_connection(("127.0.0.1", office.port), timeout=10) as line,
            pytest.raises((ssl.SSLError, OSError)),
            context.wrap_socket(line, server_hostname=name),
        ):
            pass
    with socket.create_connection(("127.0.0.1", office.port), timeout=10) as line:
        line.sendall(GET + END)
        assert line.recv(65536).startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "PROPFIND"])
def test_no_other_method_changes_anything(office: Fortress, method: str) -> None:
    with signed_in(office) as web:
        assert web.request(method, "/devices").status_code in (403, 405)


def test_a_form_of_thousands_of_fields_is_refused(office: Fortress) -> None:
    with office.browser() as web:
        fields = {f"f{n}": "x" for n in range(5_000)}
        many = {name: (None, value) for name, value in fields.items()}
        assert web.post("/sign-in", files=many).status_code in (400, 403, 413)


def test_the_log_of_nginx_names_nobody(office: Fortress) -> None:
    logs = [path.read_text(encoding="utf-8") for path in Path(office.folder).glob("*error*")]
    for said in ("demado-office-2026", "csrf", "見本"):
        assert not any(said in text for text in logs)
