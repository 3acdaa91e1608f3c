"""Validate, show and export whom an application is about: the applicant, or somebody else.

A kept value is the option, and behind a dot the number of the person where a visit has several
beside the applicant: ``household``, ``household.2``.
"""

from typing import Any, Final

from field_app.lookup.tables import Tables
from field_app.procedure.definition.model import Question
from field_app.procedure.definition.people import OTHER, Person, Role
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.kinds.kind import Kind, ValidationContext, Words, no_text

# The applicant, somebody of the same household, somebody of another one.
OPTIONS: Final = (Role.APPLICANT, "household", "other")


def option_of(value: str) -> str:
    """Return the option that was chosen."""
    return value.partition(".")[0]


def person_of(value: str) -> Person:
    """Return whose facts the answer leads to."""
    option, dot, number = value.partition(".")
    return Role.APPLICANT if option == Role.APPLICANT else f"{OTHER}{dot}{number}"


def about(option: str, person: Person) -> str:
    """Return the value for *option* where that is *person*."""
    _, dot, number = person.partition(".")
    return option if option == Role.APPLICANT else f"{option}{dot}{number}"


def validate_about(question: Question, raw: Any, _: ValidationContext) -> str:
    """Return the option that was chosen, with the number of its person."""
    option, dot, number = str(raw).partition(".")
    is_person = not dot or (option != Role.APPLICANT and number.isdecimal())
    if option not in question.options or not is_person:
        raise AnswerRefused("kinds.p_choose_one")
    return str(raw)


def shown_about(question: Question, value: Any, words: Words) -> str:
    """Return the words of the chosen option."""
    return words(question.option_key(option_of(value)))


def exported_about(value: str, _: Tables) -> str:
    """Return the option alone: a number of the tablet says nothing to the city."""
    return option_of(value)


KIND: Final = Kind(
    validate_about,
    shown_about,
    exported_about,
    least_options=2,
    free_texts=no_text,
    compared=option_of,
)
