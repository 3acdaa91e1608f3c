"""What ``bash build/run`` says, Japanese first, English under it."""

from pathlib import Path

from build.sample_city.layout import Layout
from build.sample_city.people import CLERK, COLLEAGUE, STAFF
from card_reader.simulated.persons import BY_KEY, Person

DESCRIPTION = (
    "見本市で Demado を うごかします（受付・庁内・タブレット）。"
    " Runs Demado with a sample city: reception, office and tablet on this machine."
)
HELP_DATA = "データを置く場所 / where the data is kept (default: .demado)"
HELP_PORT = "3つ続きの最初のポート / first of three ports in a row (default: 8550)"
HELP_NO_BROWSER = "ブラウザーを開かない / do not open a browser"
HELP_REAL_READER = "ほんもののカードリーダーを使う / use a real PC/SC card reader"

LETTERS = """動いているあいだ、文字と Enter で / While it runs, a letter and Enter:
  c  回線を切る（受付を止めます）     cut the line: stops the reception
  m  回線をつなぐ                     mend the line
  a  もうひとつのブラウザーの新しいアドレス   a new address for another browser
  h  この一覧                         this list"""
CUT = (
    "回線を切りました。タブレットは そのまま使えます。m で つなぎます。\n"
    "The line is cut; the tablet works on. m mends it."
)
MENDED = "回線を つなぎました。 / The line is mended."

STOPPING = "\n止めています… / Stopping…"
STOPPED = (
    "止まりました。データは そのまま 残っています。 / Stopped. The data is kept for the next start."
)
NEXT_KEYS = "  見本市の次の鍵を作ります / Making the sample city's next keys"
NAMES = {"reception": "受付 reception", "office": "庁内 office", "tablet": "タブレット tablet"}
NO_READER = (
    "カードリーダーが見つかりません。USBに つないでから、もう一度 始めてください。\n"
    "No card reader is connected. Plug one in and start again, or leave out --real-reader."
)


def starting(name: str) -> str:
    return f"  {NAMES[name]} …"


def restarting(name: str, code: int, log: Path) -> str:
    return (
        f"\n{NAMES[name]} が 止まりました（{code}）。もう一度 始めます。記録: {log}\n"
        f"It ended by itself with code {code}; it is started again."
    )


def another_address(address: str) -> str:
    return f"このアドレスは いちどだけ 使えます。 / This address works once:\n  タブレット tablet   {address}"


def first_start(data: Path) -> str:
    return f"はじめての起動です。見本市の鍵を作ります（{data}） / First start: making the sample city's keys"


def strangers_folder(data: Path) -> str:
    return (
        f"{data} には ほかのものが入っています。別の場所を --data で えらんでください。\n"
        f"{data} holds other things. Choose another place with --data."
    )


def practice_card(person: Person) -> str:
    """Return what a person types for a practice card; printed, as its face shows it."""
    number = person.verification_b
    parts = f"{number[:6]} {number[6:10]} {number[10:]}"
    return (
        f"    {person.title}  照合番号B verification number B: {parts}\n"
        f"    4けたの番号 4-digit PIN: {person.pin}  署名用の暗証番号 signature password: {person.password}"
    )


def welcome(layout: Layout, address: str, *, real_reader: bool) -> str:
    card = (
        "カードリーダーに マイナンバーカードを 置く\n     Put a card on the reader"
        if real_reader
        else "右上の「練習カード」で 見本の人を えらび、カードを置く\n     Choose a practice card (top right) and put it on the reader"
    )
    staff = "\n".join(f"    {person.name}  {person.passphrase}" for person in STAFF)
    practice = (
        "" if real_reader else f"\n\n  練習カード practice card\n{practice_card(BY_KEY['taro'])}"
    )
    return f"""
出窓 Demado — 見本市 sample city

  タブレット tablet   {address}
    このアドレスは いちどだけ 使えます。ほかのブラウザーには a と Enter / works once; a + Enter: another
  職員 staff
{staff}{practice}

  庁内 office         {layout.office_url}
    {CLERK.name} ({CLERK.id})  {CLERK.passphrase}
    {COLLEAGUE.name} ({COLLEAGUE.id})  {COLLEAGUE.passphrase}
    見本市の庁内の鍵には合言葉がありません（見本のためだけ） / The sample office's keys have no passphrase

  試すこと / Try
  1. タブレットに サインインして「あたらしい方」を 押し、{card}
  2. 手続きを ひとつ えらび、質問に答えて、署名して 封をする
     Answer one procedure, sign it and seal it: a slip with a receipt number comes out
  3. 庁内で その申請を 開き、「受理」か「差し戻し」を えらぶ。返事は タブレットの「送信のようす」に とどきます
     Decide it in the office; the answer comes back to the tablet's list
  4. 児童手当は お金の手続きなので、二人で きめる：{CLERK.name} が「受理」を おすと 提案になり、
     {COLLEAGUE.name} も おなじ申請を「受理」すると きまります
     Child allowance pays out, so two clerks decide: the first accepts (a proposal), the second accepts too

{LETTERS}

  止めるには Ctrl-C / Ctrl-C stops all three
"""


def another_start(port: int, first: int) -> str:
    return (
        f"ポート {port} では もうひとつの Demado が 動いているか、始まるところです。\n"
        f"Another start of Demado holds port {port}. Stop it, or choose others: "
        f"bash build/run --port {first + 100}"
    )


def folder_in_use(folder: Path) -> str:
    return (
        f"{folder} は もうひとつの Demado が 使っています。止めるか、--data で 別の場所を えらんでください。\n"
        f"Another start of Demado uses {folder}. Stop it, or choose another place with --data."
    )


def no_folder(folder: Path) -> str:
    return (
        f"{folder} は フォルダーにできません（ファイルか、書けない場所です）。--data で 別の場所を えらんでください。\n"
        f"{folder} can be no folder: a file lies there, or the place cannot be written."
        " Choose another place with --data."
    )


def ports_taken(taken: list[int], first: int) -> str:
    numbers = ", ".join(map(str, taken))
    return (
        f"ポート {numbers} は ほかのプログラムが 使っています。\n"
        f"Port {numbers} is taken by another program. Stop it, or choose others: "
        f"bash build/run --port {first + 100}"
    )


def reader_lacks(error: Exception) -> str:
    return (
        "カードリーダーを まだ使えません。\n"
        f"A real reader cannot be used yet: {error}\n"
        "  Linux: apt-get install pcscd libccid libpcsclite-dev swig gcc python3-dev ; start pcscd\n"
        "         .venv/bin/pip install 'pyscard>=2.3'\n"
        "  Windows: .venv\\Scripts\\pip install pyscard ; start the service 'Smart Card'"
    )


def failed(module: str, text: str) -> str:
    return f"{module} は 用意できませんでした。 / {module} could not be prepared:\n{text.strip()}"


def ended(name: str, code: int, log: Path) -> str:
    return (
        f"{NAMES[name]} が 止まりました（{code}）。記録: {log}\n"
        f"It ended by itself with code {code}. Its last words:\n{_tail(log)}"
    )


def silent(name: str, log: Path) -> str:
    return f"{NAMES[name]} が 応答しません。記録: {log}\nIt does not answer. Its last words:\n{_tail(log)}"


def _tail(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(f"    {line}" for line in lines[-8:])
