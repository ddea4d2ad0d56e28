"""Does a form say at the right place what was refused, keep what was typed, and compare itself with what is there?"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, ClassVar

import pytest
from flask import Flask
from flask_wtf.file import FileField
from wtforms import BooleanField, SelectField

from eventhub.core.errors import Faulty, NotFound, Overtaken, Refusal
from eventhub.core.i18n import lazy as _
from eventhub.core.i18n import speaking
from eventhub.web.attempts import done, made
from eventhub.web.baseform import FileForm, Line, Places, WholeNumber, options
from eventhub.web.versions import VersionedForm


@pytest.fixture(autouse=True)
def _english(app: Flask) -> Iterator[None]:
    """Say everything in English."""
    with speaking("en"):
        yield


class Crowded(Refusal):
    """Too many."""

    code = "crowded"
    sentence = _("Not a valid choice.")


class VeryCrowded(Crowded):
    """Far too many."""

    status = 422


class HallForm(VersionedForm):
    """A form for these tests, without a token."""

    STANDS_AT: ClassVar[Places] = {Crowded: "seats", "name_ko": "name"}

    class Meta(VersionedForm.Meta):
        """The token has tests of its own."""

        csrf = False

    name = Line("Name", limit=20, needed=False)
    seats = WholeNumber("Seats", least=2, most=50)
    kind = SelectField("Kind", default="a", choices=options(("a", "Hall"), ("b", "Room")))
    open = BooleanField("Open")


class PaperForm(FileForm):
    """A form that takes one file."""

    class Meta(FileForm.Meta):
        """The token has tests of its own."""

        csrf = False

    title = Line("Title", limit=10)
    paper = FileField("Paper")


def sent(app: Flask, **fields: str) -> HallForm:
    """Send the form."""
    with app.test_request_context(method="POST", data=fields):
        form = HallForm()
        form.accepted()
        return form


def refused(app: Flask, refusal: Refusal) -> HallForm:
    """Send a form that holds, and have what it asks for refused."""

    def refuse() -> None:
        raise refusal

    form = sent(app, name="Kim", seats="3")
    with app.test_request_context():
        assert not done(form, refuse)
    return form


@pytest.mark.parametrize(
    ("refusal", "place", "status"),
    [
        (Crowded(), "seats", 409),
        (VeryCrowded(), "seats", 422),
        (Refusal(), "", 409),
        (Faulty({"seats": "No."}), "seats", 422),
        (Faulty({"name_ko": "No."}), "name", 422),
        (Faulty({"colour": "No."}), "", 422),
    ],
)
def test_a_refusal_stands_at_its_field_or_above_the_form(app: Flask, refusal: Refusal, place: str, status: int) -> None:
    form = refused(app, refusal)
    assert list(form.errors) == [place]
    assert (form.status, form.name.data, form.seats.data) == (status, "Kim", 3)


def test_what_is_not_there_is_no_matter_of_the_form(app: Flask) -> None:
    with pytest.raises(NotFound):
        refused(app, NotFound())


def test_what_is_made_is_handed_on_even_if_it_is_nought(app: Flask) -> None:
    form = sent(app)
    with app.app_context():
        assert made(form, lambda: 0) == 0
        assert done(form, lambda: None)
    assert form.status == 200


@pytest.mark.parametrize("text", ["1", "51", "many", "9" * 5000, "3.5", "-3"])
def test_a_number_outside_its_bounds_is_refused_in_one_sentence(app: Flask, text: str) -> None:
    form = sent(app, seats=text)
    assert form.seats.errors == ["Write a whole number from 2 to 50."]


def test_a_number_may_be_left_out_and_says_its_bounds_to_the_browser(app: Flask) -> None:
    form = sent(app, seats="")
    assert (form.errors, form.seats.data) == ({}, None)
    assert 'max="50" min="2"' in str(form.seats())


@pytest.mark.parametrize(("version", "seen"), [("7", 7), ("", 0), ("seven", 0), ("9" * 30, 0), ("-1", 0)])
def test_a_version_that_was_meddled_with_is_one_that_never_was(app: Flask, version: str, seen: int) -> None:
    assert sent(app, version=version).seen == seen


def test_who_was_overtaken_is_shown_both_and_may_save_again(app: Flask) -> None:
    form = refused(app, Overtaken(8))
    values: dict[str, Any] = {"name": "Kim", "seats": 4, "kind": "b", "open": True}
    with app.test_request_context():
        theirs = HallForm(formdata=None, data=values)
        assert form.differences(theirs) == [("Seats", "4", "3"), ("Kind", "Room", "Hall"), ("Open", "yes", "no")]
    assert (form.status, form.version.data) == (409, "8")


def test_who_was_not_overtaken_is_shown_no_difference(app: Flask) -> None:
    form = refused(app, Crowded())
    with app.test_request_context():
        assert form.differences(HallForm(formdata=None, data={"seats": 4})) == []


def test_a_file_goes_to_the_fields_for_files_alone(app: Flask) -> None:
    fields = {"other": "text", "title": (BytesIO(b"no"), "title.txt"), "paper": (BytesIO(b"yes"), "paper.txt")}
    with app.test_request_context(method="POST", data=fields):
        form = PaperForm()
        form.accepted()
    assert form.title.errors
    assert form.paper.data.filename == "paper.txt"
