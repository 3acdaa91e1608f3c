"""The two contexts that every screen may use: the state it is drawn from, and what it may do."""

from typing import TYPE_CHECKING

import flet as ft

from field_app.state import AppState

if TYPE_CHECKING:
    from field_app.flow.app import App

StateContext = ft.create_context(AppState())
"""Observable: a component that uses it is drawn again when it changes."""

AppContext: "ft.ContextProvider[App]" = ft.create_context(None)  # type: ignore[arg-type]
"""The flows; the root component always provides it."""
