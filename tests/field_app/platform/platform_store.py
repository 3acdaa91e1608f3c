"""What Keystore, Keychain or Credential Manager would keep, behind Flet's secure storage."""

from typing import Any


class Platform:
    """What Keystore or Keychain would hold; *is_locked* refuses every call."""

    def __init__(self) -> None:
        self.held: dict[str, Any] = {}
        self.is_locked = False

    def answer(self, name: str, args: dict[str, Any]) -> Any:
        if self.is_locked:
            raise KeyError("locked")
        if name == "set":
            self.held[args["key"]] = args["value"]
        elif name == "remove":
            self.held.pop(args["key"], None)
        return self.held.get(args["key"]) if name == "get" else None
