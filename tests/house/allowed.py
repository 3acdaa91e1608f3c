"""The names that only look dead: who reads each, since no code of ours does.

An entry that excuses nothing any more is a red test.
"""

_FLET = "Flet reads it from the page"
_ZIP = "zipfile reads it from an entry that is written"
_GIF = "an item of a model of GIF: written by its Japanese name"
_PYDANTIC = "pydantic reads it from the model"
_APPLICATION = "goes into the application as JSON, through asdict"
_LIBRARY = "what the chip says, for programs that use card_reader as a library"
_SOURCE = "a source that the office has a label for; nothing on the tablet gives it yet"

ALLOWED: dict[str, str] = {
    "alignment": "openpyxl reads it from a cell",
    "freeze_panes": "openpyxl reads it from a sheet",
    "async_sign_raw": "pyHanko calls it on its signer",
    "digest_algorithm": "an argument that pyHanko gives to its signer",
    "StartElementHandler": "expat calls it while it goes through a file",
    "EndElementHandler": "expat calls it while it goes through a file",
    "CharacterDataHandler": "expat calls it while it goes through a file",
    "StartDoctypeDeclHandler": "expat calls it while it goes through a file",
    "daemon_threads": "socketserver reads it from the server",
    "do_POST": "http.server calls it for a request",
    "log_message": "http.server calls it for a request",
    "makeToUnicodeCMap": "reportlab calls it while it embeds a font",
    "should_exit": "uvicorn reads it from the server",
    "bgcolor": _FLET,
    "on_connect": _FLET,
    "on_disconnect": _FLET,
    "on_media_change": _FLET,
    "on_resize": _FLET,
    "spacing": _FLET,
    "theme": _FLET,
    "theme_mode": _FLET,
    "model_config": _PYDANTIC,
    "assurance": _APPLICATION,
    "checked_at": _APPLICATION,
    "checked_by": _APPLICATION,
    **dict.fromkeys(
        (
            *("related", "town_id", "phones", "family_kana", "whole_kana", "relations"),
            *("filed_on", "agent_role", "updated_on"),
        ),
        _GIF,
    ),
    "compress_type": _ZIP,
    "create_system": _ZIP,
    "external_attr": _ZIP,
    "is_test_card": "the card tool reads it from the report as JSON",
    "renewal_opens_on": "the card tool prints it in the report as JSON",
    "extended_length": _LIBRARY,
    "vendor": _LIBRARY,
    "address_png": _LIBRARY,
    "OCR": _SOURCE,
    "size_mib": "the sentence of the error takes it as a parameter",
}
