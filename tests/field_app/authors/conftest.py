"""The commands of authors, as one types them."""

from collections.abc import Callable

import pytest

from field_app.authors.__main__ import main
from field_app.words.words import load_words

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run ``demado procedures``; return its exit code and what it says."""

    def command(*arguments: object) -> tuple[int, str]:
        load_words.cache_clear()  # each command is a process of its own, in life
        with pytest.raises(SystemExit) as ended:
            main([str(one) for one in arguments])
        said = capsys.readouterr()
        code = ended.value.code
        return (code, said.out) if isinstance(code, int) else (1, str(code))

    return command
