"""``demado languages``: what a city adds, counts, exports, takes in and approves."""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from field_app.platform.assets_folder import assets_folder
from field_app.translation.counting import (
    counted,
    languages_of,
    mistakes_in_languages,
    total,
)
from field_app.translation.csv_file import from_csv, to_csv
from field_app.translation.row import ImportRefused, rows_of
from field_app.translation.take import approve, take
from field_app.translation.xliff import from_xliff, to_xliff
from field_app.words.words import Words

XLIFF = (".xlf", ".xliff")
WHICH = {"open": ("missing", "stale"), "unread": ("missing", "stale", "machine"), "all": ()}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command that *arguments* name, or those of the command line."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except (ImportRefused, ValueError) as refused:
        raise SystemExit(str(refused)) from refused
    except OSError as refused:
        raise SystemExit(f"{refused.filename}: {refused.strerror}") from refused


def check(options: argparse.Namespace) -> None:
    """Count what is untranslated, old or unread in each language and file; end 1 on a mistake."""
    for code in [_known(options)] if options.language else languages_of(options.content):
        for line in (*counted(options.content, code), total(options.content, code)):
            _say(line)
    mistakes = list(mistakes_in_languages(options.content))
    if mistakes:
        raise ValueError("\n".join(mistakes))


def export(options: argparse.Namespace) -> None:
    """Write the sentences for a translator: CSV, or XLIFF where the name ends so."""
    which = WHICH[options.only]
    rows = [
        row for row in rows_of(options.content, _known(options)) if not which or row.state in which
    ]
    if options.to.suffix.lower() in XLIFF:
        options.to.write_bytes(to_xliff(rows, _tag(options)))
    else:
        options.to.write_bytes(to_csv(rows))
    _say(f"{options.to.name}: {len(rows)}文")


def bring(options: argparse.Namespace) -> None:
    """Take in what a translator wrote, whole or not at all."""
    raw = options.file.read_bytes()
    given = (from_xliff if options.file.suffix.lower() in XLIFF else from_csv)(raw)
    _say(f"{options.language}: {take(options.content, options.language, given)}文が変わりました。")


def note_approval(options: argparse.Namespace) -> None:
    """Note that a speaker read the texts; what changes later is unread again."""
    count = approve(options.content, options.language, options.role, options.on, options.only)
    _say(f"{options.language}: {count}文を確認済みにしました。")


def _known(options: argparse.Namespace) -> str:
    """Return the language that was asked for. ValueError for one that is not there."""
    codes, asked = languages_of(options.content), str(options.language)
    if asked not in codes:
        raise ValueError(f"{asked}: この言語はありません。あるのは {'、'.join(codes)} です。")
    return asked


def _tag(options: argparse.Namespace) -> str:
    over = None if options.content.resolve() == assets_folder().resolve() else options.content
    head = Words(options.language, over=over / "words" if over else None).head
    return head.tag if head else options.language.replace("_", "-")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="demado languages", description=__doc__)
    commands = parser.add_subparsers(required=True)
    checked = commands.add_parser("check", help="count what is open, by language and file")
    checked.add_argument("language", nargs="?", help="one of them; all without")
    checked.set_defaults(run=check)
    exported = commands.add_parser("export", help="write a file for a translator")
    exported.add_argument("language")
    exported.add_argument("--to", type=Path, required=True, help="NAME.csv or NAME.xlf")
    exported.add_argument(
        "--only", choices=WHICH, default="all", help="open: untranslated or old; unread: these too"
    )
    exported.set_defaults(run=export)
    taken = commands.add_parser("import", help="take in a translator's file")
    taken.add_argument("language")
    taken.add_argument("file", type=Path)
    taken.set_defaults(run=bring)
    approved = commands.add_parser("approve", help="note that a speaker read the texts")
    approved.add_argument("language")
    approved.add_argument("only", nargs="*", help="keys or files; all without")
    approved.add_argument("--role", required=True, help="in which role, never a name")
    today = datetime.now(UTC).date()
    approved.add_argument("--on", type=date.fromisoformat, default=today, help="day (ISO)")
    approved.set_defaults(run=note_approval)
    for command in (checked, exported, taken, approved):
        command.add_argument(
            "--content", type=Path, default=assets_folder(), help="a city's content; else the app's"
        )
    return parser


if __name__ == "__main__":
    main()
