"""Draw 「タブレットを職員にお渡しください」, between the resident's side and the staff's."""

import flet as ft

from field_app.components.buttons import LinkButton
from field_app.components.handing_over import HandOverNotice
from field_app.design.guard import component
from field_app.design.layout import use_layout
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.resident_page import ResidentPage
from field_app.screens.frames.staff_proof import StaffProof
from field_app.state.app import AppState
from field_app.state.screen import Screen


@component
def HandBackScreen() -> ft.Control:
    """Ask the resident for the tablet, and the member of staff to prove that they hold it."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words, layout = app.words, use_layout()
    forgotten = LinkButton(
        words("hand_back.s_forgotten"), name="hand_back.forgotten", on_click=app.staff.lock
    )
    # Where the tablet lies, the link stands under the notice: under the keys is the edge.
    above = [HandOverNotice(to="staff"), *([] if layout.portrait else [forgotten])]
    return ResidentPage(
        [
            StaffProof(
                name="hand_back",
                submit_label=words("hand_back.s_go_on"),
                on_submit=app.staff.take_back,
                above=above,
            ),
            *([forgotten] if layout.portrait else []),
        ],
        title=words("hand_back.s_title"),
        on_back=app.staff.to_resident if may_return(state) else None,
        may_leave=False,
    )


def may_return(state: AppState) -> bool:
    """Tell whether the resident's page is still there; a receipt number was left for good."""
    return state.visit is not None and state.came_from is not Screen.SEALED
