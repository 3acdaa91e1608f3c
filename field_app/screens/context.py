"""Define the contexts that screens use: the state they are drawn from, and the flows."""

from typing import TYPE_CHECKING

import flet as ft

from field_app.state.app import AppState
from field_app.state.join import JoinState

if TYPE_CHECKING:
    from field_app.flow.app import App
    from field_app.flow.joining import JoinFlow

StateContext = ft.create_context(AppState())
"""What screens are drawn from; when it changes, the frame round them draws all of them again."""

AppContext: "ft.ContextProvider[App]" = ft.create_context(None)  # type: ignore[arg-type]
"""The flows; the root component always provides it."""

JoinStateContext = ft.create_context(JoinState())
"""The same two for a tablet that belongs to no city yet."""

JoinContext: "ft.ContextProvider[JoinFlow]" = ft.create_context(None)  # type: ignore[arg-type]
