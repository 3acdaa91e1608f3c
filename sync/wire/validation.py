"""Names the first mistake that pydantic found, without repeating the content."""

from pydantic import ValidationError


def first_error(error: ValidationError) -> tuple[str, str]:
    """Return field and reason of the first mistake.

    The field's steps are joined with dots: ``questions.3.kind``. It is empty where the mistake
    is of the whole. The reason does not repeat what was given.
    """
    first = error.errors(include_url=False, include_input=False)[0]
    return ".".join(str(step) for step in first["loc"]), first["msg"]
