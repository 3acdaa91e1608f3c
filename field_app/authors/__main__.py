"""``demado procedures``: begin, check, try, compare, Excel, share, preview and publish definitions.

An author works in a content folder: ``procedures/<id>.toml``, its words in ``words/<language>/``,
its cases in ``cases/<id>.toml``. ``--json`` gives every answer to programs, such as the office's.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Final

from field_app.authors.check import before_publishing, check_content, check_workbook, try_cases
from field_app.authors.compare import differences
from field_app.authors.drafts.draft import IdRefused, read_draft, write_draft
from field_app.authors.drafts.new import new_draft
from field_app.authors.report import report_of
from field_app.authors.sharing import NotShared, public_fingerprint, share, take_shared
from field_app.authors.taking import excel, taken_of_file
from field_app.authors.workbook.book import Uncarried
from field_app.authors.workbook.write import book_of
from field_app.content.edition import ContentRefused, draft_edition
from field_app.content.findings import ContentFinding
from field_app.platform.clock import local_date
from field_app.procedure.authoring.source import Unreadable
from field_app.procedure.load import DefinitionError
from sync.limits import MIB, Limits
from sync.port_number import port_number
from sync.private_memory import keep_memory_private
from sync.wire.city import utc_now
from sync.wire.durably import write_whole

REFUSED = (DefinitionError, Unreadable, IdRefused, NotShared, ContentRefused, OSError, ValueError)
WORKBOOK = ".xlsx"
SHARED = ".demado"
# For a file of somebody else: the office reads what its clerks upload in a process of ours.
STRANGERS: Final = Limits(cpu_s=15, memory=512 * MIB, nice=5, written=4 * MIB)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command that *arguments* name; exit with 1 where something is to be mended."""
    keep_memory_private()
    options = _parser().parse_args(arguments)
    if options.bounded:
        STRANGERS.apply()
    try:
        is_right = options.run(options)
    except REFUSED as refused:
        raise SystemExit(str(getattr(refused, "reason", "") or refused)) from refused
    raise SystemExit(0 if is_right else 1)


def new(options: argparse.Namespace) -> bool:
    """Begin a definition in the content folder; refused where there is one of that id."""
    if (options.content / "procedures" / f"{options.id}.toml").exists():
        raise ValueError(f"手続き「{options.id}」は、もうあります。")
    draft = new_draft(options.id, options.title, local_date(utc_now()))
    _say(options, (str(path) for path in write_draft(options.content, draft)))
    return True


def check(options: argparse.Namespace) -> bool:
    """Name every mistake in the content folder, or in one workbook, with its place."""
    if options.ids and options.ids[0].endswith(WORKBOOK):
        taken = taken_of_file(Path(options.ids[0]), options.content, _today())
        return _told(options, check_workbook(taken, _today()), taken.uncarried)
    return _told(options, check_content(options.content, _today(), options.ids))


def test(options: argparse.Namespace) -> bool:
    """Run the cases: what came otherwise, and which roles and branches have none."""
    tried = try_cases(options.content, options.ids)
    if options.json:
        print(json.dumps([asdict(one) for one in tried], ensure_ascii=False))
    for one in tried if not options.json else ():
        print(one.line)
        for line in (*map(str, one.mistakes), *(f"  事例がない：{name}" for name in one.lacking)):
            print(line)
    return not any(one.mistakes or one.lacking for one in tried)


def diff(options: argparse.Namespace) -> bool:
    """Say what changed between two content folders, procedure by procedure."""
    ids = options.ids or sorted(_ids(options.before) | _ids(options.content))
    lines: list[str] = []
    for id in ids:
        if id not in _ids(options.content):
            lines.append(f"手続き「{id}」がなくなりました。")
        elif id not in _ids(options.before):
            lines.append(f"手続き「{id}」がふえました。")
        else:
            found = differences(read_draft(options.before, id), read_draft(options.content, id))
            lines += [f"{id}：{line}" for line in found]
    _say(options, lines or ([] if options.json else ["違いはありません。"]))
    return True


def import_file(options: argparse.Namespace) -> bool:
    """Take a definition from a workbook or from another city's signed file.

    What a workbook says and a definition cannot is listed by cell; the rest is written.
    """
    file: Path = options.file
    if file.suffix == SHARED:
        shared = take_shared(file.read_bytes(), options.fingerprint)
        written = write_draft(options.content, shared.draft)
        _say(options, [f"{shared.city} の定義です。", *map(str, written)])
        return True
    taken = taken_of_file(file, options.content, _today())
    written = write_draft(options.content, taken.draft)
    _say(options, [*map(str, written), *map(str, taken.uncarried)])
    return not taken.uncarried


def export_file(options: argparse.Namespace) -> bool:
    """Write a definition as a workbook, or signed for another city."""
    file: Path = options.file
    draft = read_draft(options.content, options.procedure or file.stem)
    if file.suffix == SHARED:
        if options.key is None:
            raise ValueError("署名する鍵を --key で指定してください。")
        city = draft_edition(options.content).city.name
        write_whole(file, share(draft, city, options.key))
        _say(options, [str(file), f"鍵の指紋：{public_fingerprint(options.key)}"])
        return True
    book, lost = book_of(draft)
    write_whole(file, excel().write_book(book))
    _say(options, [str(file), *map(str, lost)])
    return True


def report(options: argparse.Namespace) -> bool:
    """Say everything about the draft in a folder at once, as JSON, for the office's console.

    The content folder is then as it would be with this draft.
    """
    said = report_of(options.draft, options.content, _today())
    print(json.dumps(said, ensure_ascii=False, default=str))
    return True


def preview(options: argparse.Namespace) -> bool:
    """Show the real screens in this machine's browser; for practice, nothing is sent."""
    from field_app.wiring.preview import serve_preview  # the app: no other command needs it

    refused = [one for one in check_content(options.content, _today()) if not one.is_warning]
    for one in refused:
        print(one)
    serve_preview(options.content, options.port, say=lambda address: print(address, flush=True))
    return True


def publish(options: argparse.Namespace) -> bool:
    """Check everything, want a case of each role and branch, then sign the pack."""
    found = before_publishing(options.content, _today())
    if not _told(options, found):
        print("出していません。直してから、もう一度出してください。", file=sys.stderr)
        return False
    keys = [part for key in options.keys for part in ("--keys", str(key))]
    # By its name: the tablet's code never imports the office's.
    signing = [sys.executable, "-m", "sync.office.publish", "publish", *keys]
    where = ["--repository", str(options.repository), "--content", str(options.content)]
    where += ["--made-by", options.made_by, "--approved-by", options.approved_by]
    return subprocess.run([*signing, *where], check=False).returncode == 0  # noqa: S603 - ours


def _told(
    options: argparse.Namespace,
    found: Sequence[ContentFinding],
    uncarried: Iterable[Uncarried] = (),
) -> bool:
    """Print what was found; tell whether nothing has to be mended."""
    left_out = list(uncarried)
    if options.json:
        print(json.dumps([*map(asdict, found), *map(asdict, left_out)], ensure_ascii=False))
    else:
        for line in (*map(str, left_out), *(_marked(one) for one in found)):
            print(line)
    return all(one.is_warning for one in found)


def _marked(one: ContentFinding) -> str:
    return f"（注意）{one}" if one.is_warning else str(one)


def _say(options: argparse.Namespace, lines: Iterable[str]) -> None:
    said = list(lines)
    print(json.dumps(said, ensure_ascii=False) if options.json else "\n".join(said))


def _today() -> date:
    return local_date(utc_now())


def _ids(folder: Path) -> set[str]:
    return {path.stem for path in (folder / "procedures").glob("*.toml")}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="demado procedures", description=__doc__)
    parser.add_argument("--bounded", action="store_true", help="for a file of a stranger")
    commands = parser.add_subparsers(required=True)

    def add(name: str, run: Callable[[argparse.Namespace], bool]) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=(run.__doc__ or "").splitlines()[0])
        command.add_argument("--content", type=Path, default=Path(), help="the content folder")
        command.add_argument("--json", action="store_true", help="answer programs")
        command.set_defaults(run=run)
        return command

    begun = add("new", new)
    begun.add_argument("id", help="small letters, digits and _")
    begun.add_argument("--title", required=True, help="its name in Japanese")
    add("check", check).add_argument("ids", nargs="*", help="procedures, or one FILE.xlsx")
    add("test", test).add_argument("ids", nargs="*")
    compared = add("diff", diff)
    compared.add_argument("ids", nargs="*")
    compared.add_argument("--before", type=Path, required=True, help="the content folder before")
    taken = add("import", import_file)
    taken.add_argument("file", type=Path, help=f"FILE{WORKBOOK}, or another city's FILE{SHARED}")
    taken.add_argument("--fingerprint", default="", help="of that city's key, as it told you")
    given = add("export", export_file)
    given.add_argument("file", type=Path, help=f"FILE{WORKBOOK}, or FILE{SHARED} to share it")
    given.add_argument("--procedure", help="its id, where the file is called otherwise")
    given.add_argument("--key", type=Path, help="the PEM (Ed25519) that signs what is shared")
    add("report", report).add_argument("draft", type=Path, help="a folder with the parts of it")
    add("preview", preview).add_argument("--port", type=port_number, default=8550)
    published = add("publish", publish)
    published.add_argument("--repository", type=Path, required=True, help="served by reception")
    published.add_argument("--keys", type=Path, action="append", required=True)
    published.add_argument("--made-by", default="", help="who made the change")
    published.add_argument("--approved-by", default="", help="who read it: another person")
    return parser


if __name__ == "__main__":
    main()
