"""Does every form refuse what makes no sense, in a sentence at the field, and keep what was typed?

The forms are read from the pages themselves, as every person sees them, so a form that is new is tried by itself.
"""

import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import Markup

from eventhub.accounts.models import Account
from eventhub.core.db import session
from eventhub.mail.models import OutgoingMail
from eventhub.web.access import Access, policy_of
from tests.conftest import csrf
from tests.world import CANARY, PERSONS, Form, World, dump, forms_on, make_world, rules

SignIn = Callable[[FlaskClient, Account], FlaskClient]
HANGUL = re.compile("[가-힣]")
ERROR = re.compile(r'<p class="error" id="(?P<field>[\w-]+)-error">(?P<sentence>.*?)</p>', re.DOTALL)
EVIL = "http://evil.example"
# What the counters of tries hold may change; it belongs to no form.
UNCOUNTED = ("attempt",)

WRITTEN = ("text", "textarea", "number")
TOO_MUCH = "글" * 20_001
REFUSED: dict[str, tuple[str, ...]] = {
    "text": (TOO_MUCH, "a\x00b", "a\x08b", "a\u202eb", f"a\r\nBcc: spy@evil.example"),
    "textarea": (TOO_MUCH, "a\x00b" * 9, "a\x1bb" * 9, "a\u2066b" * 9),
    "number": (str(10**30), "9" * 5000, "-1", "1.5", "many", "\x00"),
    "datetime-local": ("9999-99-99T99:99", "0001-01-01T00:00", "9999-12-31T23:59", "99999", "\x00", ""),
    "date": ("9999-99-99", "0001-01-01", "99999", "\x00"),
    "select": ("no-such-choice", "\x00", "<script>"),
    "radio": ("no-such-choice", "\x00", "<script>"),
    "checkbox": (),
    "hidden": (),
    "button": (),
}
# What may be a name, if an odd one: it is kept or refused, and shown as it was typed.
ODD = (
    "<script>alert(1337)</script>",
    f"**[x]({EVIL})** <a href={EVIL}>klick</a> <img src=x onerror=alert(1337)>",
    "{{ 7*191 }} ${7*191} {0.__class__} %(name)s %s",
    "=1337+0' OR 1=1 --",
    "\u2028\u2029\ufeff\u200b𝔘 a\u0301\U0001f9d1\u200d\U0001f527",
    "0",
)
GOOD = {
    "email": "someone@example.com",
    "phone": "010-1234-5678",
    "code": "000000",
    "website": "https://www.example.com",
    "online_url": "https://meet.example.com/1",
    "industry_code": "C22",
    "capacity": "20",
    "trl": "5",
    "requests_per_quarter": "2",
    "q": "",
}


def filled(form: Form) -> dict[str, str]:
    """Fill a form in as somebody would who wants nothing unusual; what stands in it stays."""
    usual = {"text": "보기 글", "textarea": "여러 줄로 쓴 보기 글입니다.", "number": "3", "radio": "", "select": ""}
    return {
        name: value or GOOD.get(name, usual.get(form.kinds[name], "")) if form.kinds[name] != "checkbox" else value
        for name, value in form.values.items()
    }


def enter(app: Flask, world: World, sign_in: SignIn, person: str, language: str) -> FlaskClient:
    """Open a browser as one of the people."""
    client = app.test_client()
    client.get(f"/help?lang={language}")
    return sign_in(client, world.people[person]) if person in world.people else client


def pages(app: Flask, world: World, person: str) -> Iterator[str]:
    """Name every page; private links only once, they are the same for everybody."""
    for rule in rules(app, "GET"):
        if policy_of(app.view_functions[rule.endpoint]) is not Access.LINK or person == "visitor":
            yield world.address(rule)


def forms_of(client: FlaskClient, addresses: Iterator[str]) -> list[Form]:
    """Read every form this person sees, each once."""
    found: dict[tuple[str, tuple[str, ...]], Form] = {}
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code < 500, address
        if answer.mimetype == "text/html" and address != "/styleguide":
            for form in forms_on(address, answer.text):
                found.setdefault((form.action, tuple(form.values)), form)
    return list(found.values())


def send(client: FlaskClient, form: Form, values: dict[str, Any]) -> Any:
    """Send a form; whatever is in it, the answer is no fault of ours."""
    if form.method == "get":
        answer = client.get(form.action, query_string=values)
    else:
        answer = client.post(form.action, data=values)
    tried = {name: value if len(str(value)) < 200 else "…" for name, value in values.items()}
    if answer.status_code >= 500: print("#### 5xx", form.page, form.action, str(tried)[:400])
    return answer


def sentences(html: str) -> dict[str, str]:
    """Read what stands at the fields of a page that was refused."""
    return {found["field"]: Markup(found["sentence"]).striptags() for found in ERROR.finditer(html)}


@pytest.fixture
def world(app: Flask) -> World:
    """Make the small world."""
    return make_world()


@pytest.mark.parametrize(("person", "language"), zip(PERSONS, ("ko", "en", "ko", "en", "ko", "en"), strict=True))
def test_what_makes_no_sense_is_refused_at_its_field_and_changes_nothing(
    app: Flask, world: World, sign_in: SignIn, person: str, language: str
) -> None:
    client = enter(app, world, sign_in, person, language)
    before = dump(without=UNCOUNTED)
    faults = [
        (form.action, name, bad[:20], fault)
        for form in forms_of(client, pages(app, world, person))
        for name, kind in form.kinds.items()
        for bad in (*REFUSED[kind], *([""] if name in form.needed and kind in WRITTEN else []))
        if (fault := fault_of_refusal(client, form, name, bad, language))
    ]
    assert faults == []
    assert dump(without=UNCOUNTED) == before


def fault_of_refusal(client: FlaskClient, form: Form, name: str, bad: str, language: str) -> str:
    """Send one senseless value and say what is wrong with the answer, or nothing."""
    values = {**filled(form), name: bad}
    answer = send(client, form, values)
    if form.method == "get":
        return "" if answer.status_code in (200, 404, 422) else str(answer.status_code)
    told = sentences(answer.text)
    shown = unescape(answer.text)
    checks = (
        (answer.status_code == 422, f"status {answer.status_code}"),
        (name in told, f"nothing at the field, but {told}"),
        (bool(HANGUL.search(told.get(name, ""))) is (language == "ko"), f"language: {told.get(name)}"),
        (all(values[one] in shown for one in form.texts if one != name), "what else was typed is lost"),
        (form.kinds[name] not in WRITTEN or bad.replace("\r", "") in shown, "what was typed is lost"),
    )
    return next((fault for holds, fault in checks if not holds), "")


@pytest.mark.parametrize("person", PERSONS)
def test_a_token_that_is_missing_forged_or_of_another_browser_changes_nothing_and_loses_nothing(
    app: Flask, world: World, sign_in: SignIn, person: str
) -> None:
    client = enter(app, world, sign_in, person, "ko")
    others = csrf(app.test_client(), "/sign-in")
    forms = [form for form in forms_of(client, pages(app, world, person)) if form.method == "post"]
    before = dump()
    for form in forms:
        if "csrf_token" not in form.kinds:
            assert form.action.startswith("/u/"), form  # a mail program's one click; its proof is the link
            continue
        for token in ("", "forged", others, "\x00", "x" * 5000):
            answer = send(client, form, {**filled(form), "csrf_token": token})
            assert answer.status_code == 400, (form.action, token)
            lost = [one for one in form.texts if filled(form)[one] not in unescape(answer.text)]
            assert not lost, (form.action, lost)
    assert dump() == before


@pytest.mark.parametrize("person", PERSONS)
def test_odd_words_are_shown_as_they_were_typed_in_pages_and_letters(
    app: Flask, world: World, sign_in: SignIn, person: str
) -> None:
    client = enter(app, world, sign_in, person, "ko")
    for form in forms_of(client, pages(app, world, person)):
        for odd in ODD:
            values = filled(form) | dict.fromkeys(form.texts, odd)
            answer = send(client, form, values)
            refused = sentences(answer.text) if answer.status_code == 422 else {}
            if refused:
                values |= {name: filled(form).get(name, "") for name in refused if name in form.texts}
                answer = send(client, form, values)
            assert_inert(answer.text, form.action)
        send(client, form, {})
        send(client, form, {name: ["no-such-choice", value] for name, value in filled(form).items()})
    for reader in PERSONS:
        browser = enter(app, world, sign_in, reader, "ko")
        for address in pages(app, world, reader):
            assert_inert(browser.get(address).text, (reader, address))
    session.rollback()
    for letter in session.query(OutgoingMail):
        assert_inert(letter.html, letter.key)
        assert "1337" not in re.sub(r"alert\(1337\)|=1337\+0", "", letter.text + letter.html + letter.subject)
        assert "\n" not in letter.subject + letter.to_name + letter.to_address


def assert_inert(html: str, where: object) -> None:
    """Say that nothing that was typed has come to life."""
    assert "<script>alert" not in html, where
    assert "<img src=x" not in html, where
    assert f'href="{EVIL}' not in html, where
    assert f"href={EVIL}>k" not in unescape(html).replace("<a href=http://evil.example>klick</a>", "") , where
    calculated = re.sub(r"alert\(1337\)|=1337\+0", "", unescape(html))
    assert not re.search(r"(?<![\w.])1337(?!\w)", calculated), where


def test_reading_changes_nothing_whoever_reads(app: Flask, world: World, sign_in: SignIn) -> None:
    browsers = {person: enter(app, world, sign_in, person, "ko") for person in PERSONS}
    before = dump()
    for person, browser in browsers.items():
        for rule in rules(app, "GET"):
            address = world.address(rule)
            assert browser.get(address).status_code < 500, (person, address)
            assert browser.head(address).status_code < 500, (person, address)
    assert dump() == before


def test_what_is_private_is_shown_to_nobody_else(app: Flask, world: World, sign_in: SignIn) -> None:
    for person in ("visitor", "partner", "stranger"):
        browser = enter(app, world, sign_in, person, "ko")
        for rule in rules(app, "GET"):
            if policy_of(app.view_functions[rule.endpoint]) is not Access.LINK:
                assert CANARY not in browser.get(world.address(rule)).text, (person, rule)
