"""Make the models of a definition: they do not change and refuse unknown fields."""

from pydantic import BaseModel, ConfigDict


class FrozenModel(BaseModel):
    """A model that does not change."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
