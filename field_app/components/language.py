"""Provide the words that the components themselves say, in the person's language."""

import flet as ft

from field_app.words.words import Words

WordsContext = ft.create_context(Words())


def use_words() -> Words:
    """Return the words of the language that is being drawn. A hook."""
    return ft.use_context(WordsContext)
