"""The tool's arguments; help in both languages, and no argument that could hold a secret."""

import argparse
from pathlib import Path

from card_reader.card import Pin
from card_reader.certificates import CertificateKind
from card_reader.simulated.persons import BY_KEY
from card_reader.tool.words import ERRORS, language_of_this_terminal

CODES = "\n".join(f"  {code:>3}  {name}" for name, (code, _, _) in ERRORS.items())
EPILOG = f"終了コード / exit codes:\n    0  ok\n    2  usage\n{CODES}"

COMMANDS = {
    "list": "読みとり機の一覧 / the readers and whether they have a card",
    "watch": "カードの出し入れを見る / tell when cards come and go, until Ctrl-C",
    "identity": "4つの情報を読む / read name, address, birth date and sex",
    "photo": "顔写真をPNGにする / write the photo of the chip as PNG",
    "certificates": "電子証明書の一覧 / list the certificates",
    "health": "期限・残り回数・次にすること / what ends when, what is locked, what to do next",
    "sign": "署名する / sign a PDF (PAdES), or any file with --detached (CMS)",
    "pins": "残りの回数 / tries left of every PIN; uses none",
    "change-pin": "番号を変える / replace a PIN that you know",
    "trace": "別の命令を記録つきで / run another command and show what goes over the line",
}


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole tool."""
    whole = argparse.ArgumentParser(
        prog="demado card",
        description="マイナンバーカードの道具 / a tool for the My Number Card. "
        "個人番号は読みません / never reads the individual number.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    made = {name: commands.add_parser(name, help=text) for name, text in COMMANDS.items()}
    for name in made:
        if name != "trace":
            _common(made[name])
    made["watch"].add_argument("--seconds", type=float, help="この秒数で終わる / end after this")
    made["identity"].add_argument("--by", choices=("b", "pin"), default="b")
    made["photo"].add_argument("--out", type=Path, required=True, metavar="FILE.png")
    made["certificates"].add_argument(
        "--kind",
        action="append",
        choices=[kind.value for kind in CertificateKind],
        help="この種類だけ（署名用は暗証番号が要る）/ only this kind; signature asks its password",
    )
    made["certificates"].add_argument(
        "--trust", type=Path, metavar="DIR", help="認証局の証明書の場所 / certificates to trust"
    )
    made["health"].add_argument(
        "--by", choices=("b", "pin"), help="住所も見くらべる / compare the address as well"
    )
    made["health"].add_argument(
        "--signature", action="store_true", help="署名用の証明書も / the signature certificate too"
    )
    made["sign"].add_argument("file", type=Path, metavar="FILE.pdf")
    made["sign"].add_argument("--out", type=Path, required=True, metavar="OUT.pdf")
    made["sign"].add_argument("--visible", action="store_true", help="署名を見せる / visible field")
    made["sign"].add_argument("--detached", action="store_true", help="CMS (.p7s) を別に作る")
    made["sign"].add_argument("--reason", default="", help="署名の理由 / reason")
    made["change-pin"].add_argument("--pin", choices=[pin.value for pin in Pin], required=True)
    made["trace"].add_argument("rest", nargs=argparse.REMAINDER, metavar="COMMAND …")
    return whole


def _common(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="機械のために / for scripts")
    command.add_argument("--reader", help="読みとり機の名前（一部でよい）/ reader, or a part of it")
    command.add_argument("--lang", choices=("ja", "en"), default=language_of_this_terminal())
    command.add_argument(
        "--secret-stdin",
        action="store_true",
        help="番号を標準入力から1行ずつ / secrets from standard input, one a line",
    )
    command.add_argument(
        "--use-last-try", action="store_true", help="最後の1回を使う / use the last try"
    )
    command.add_argument(
        "--wait", type=float, default=0.0, metavar="S", help="カードを待つ秒数 / wait for a card"
    )
    command.add_argument(
        "--practice", choices=sorted(BY_KEY), help="見本のカードで / with a practice card"
    )
    command.add_argument(
        "--practice-folder",
        type=Path,
        default=Path.home() / ".demado-practice",
        help="見本のカードの鍵 / keys of the practice cards",
    )
