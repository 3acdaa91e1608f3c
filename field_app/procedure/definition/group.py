"""Define a group: several short questions that stand on one page because they belong together."""

from pydantic import Field

from field_app.procedure.definition.frozen import FrozenModel


class Group(FrozenModel):
    """Questions of one page. Words: ``p.<procedure>.l_group_<id>`` is the page's title.

    A question whose label is the same sentence as the title stands under it without a label
    of its own.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    questions: tuple[str, ...] = Field(min_length=2)
    owner: str = ""

    @property
    def title_key(self) -> str:
        """The word key of the page's title."""
        return f"p.{self.owner}.l_group_{self.id}"
