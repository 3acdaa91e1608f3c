"""``python -m build.gif``: write the models of the exports as JSON Schema into assets/gif."""

from pathlib import Path
from typing import Final

from sync.office.gif.schemas import schemas

FOLDER: Final = Path(__file__).parents[1] / "assets" / "gif"


def main() -> None:
    """Write every file anew, and remove one that no model has any more."""
    FOLDER.mkdir(exist_ok=True)
    found = schemas()
    for path in FOLDER.iterdir():
        if path.name not in found:
            path.unlink()
    for name, content in found.items():
        (FOLDER / name).write_bytes(content)


if __name__ == "__main__":
    main()
