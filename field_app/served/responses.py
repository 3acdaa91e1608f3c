"""Sends small whole responses, and the pages that the server itself writes."""

from typing import Final

from starlette.types import Send

Headers = list[tuple[bytes, bytes]]

# Not every machine has Japanese letters of its own.
PAGE_FONT: Final = "/fonts/BIZUDPGothic-Regular.ttf"

PAGE: Final = """<!DOCTYPE html>
<html lang="ja"><head><meta charset="utf-8"><title>出窓</title><style>
@font-face{{font-family:"BIZ UDPGothic";src:url("/fonts/BIZUDPGothic-Regular.ttf")}}
body{{font:24px/1.8 "BIZ UDPGothic",sans-serif;color:#1a1a1a;background:#fdfbf5;
margin:10vh auto;max-width:32em;padding:0 1em}}
h1{{font-size:32px}}</style></head><body><h1>{title}</h1><p>{text}</p>
<p lang="en">{english}</p></body></html>
"""

NOT_OPENED: Final = PAGE.format(
    title="この画面は開けません",
    text="出窓のアイコンか、新しいアドレスから、もう一度開いてください。",
    english="This page cannot be opened. Open Demado again with its icon or a new address.",
)
USED: Final = PAGE.format(
    title="このアドレスは、もう使えません",
    text="アドレスで開けるのは、いちどだけです。出窓のアイコンか、新しいアドレスから開いてください。"
    "（見本市の練習では、build/run の画面で a と Enter を押すと出ます）",
    english="This address worked once and is used up. Open Demado with its icon or a new address"
    " (of the sample city: a and Enter where build/run runs).",
)
NOT_THERE: Final = PAGE.format(
    title="この書類はもうありません",
    text="印刷する書類は、相談が終わると消えます。必要なときは、もう一度作ってください。",
    english="This paper is gone. Papers end with the visit; make it again when it is needed.",
)


async def respond(
    send: Send, status: int, body: bytes, media_type: str, headers: Headers | None = None
) -> None:
    """Send one whole response."""
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [
                (b"content-type", media_type.encode()),
                (b"content-length", str(len(body)).encode()),
                *(headers or []),
            ],
        }
    )
    await send({"type": "http.response.body", "body": body})


async def page(send: Send, status: int, html: str) -> None:
    """Send one of the pages above."""
    await respond(send, status, html.encode(), "text/html; charset=utf-8")
