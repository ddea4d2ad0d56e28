"""Does every form refuse what makes no sense, in a sentence at the field, and keep what was typed?

The forms are read from the pages themselves, by the person for whom each page is, so a new form is tried by itself.
"""

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from eventhub.accounts.models import Account
from eventhub.core.db import session
from eventhub.mail.models import OutgoingMail
from eventhub.web.access import Access, policy_of
from tests.conftest import csrf
from tests.world import CANARY, PERSONS, Form, World, dump, forms_on, make_world, rules

SignIn = Callable[[FlaskClient, Account], FlaskClient]
HANGUL = re.compile("[가-힣]")
ERROR = re.compile(r'<p class="error" id="(?P<field>[\w-]+)-error">(?P<sentence>.*?)</p>', re.DOTALL)
TAG = re.compile("<[^>]*>")
EVIL = "http://evil.example"
DOORS = {
    "visitor": (Access.PUBLIC, Access.LINK),
    "member": (Access.SIGNED_IN,),
    "coordinator": (Access.COORDINATOR,),
    "administrator": (Access.ADMINISTRATOR,),
}

WRITTEN = ("text", "textarea", "number")
# What is refused when it is needed and left empty.
EMPTIED = (*WRITTEN, "datetime-local")
# Whether these are needed depends on another field.
DEPENDENT = ("wording", "routed_to")
REFUSED: dict[str, tuple[str, ...]] = {
    "text": ("글" * 1001, "a\x00b", "a\x08b", "a\u202eb", "a\r\nBcc: spy@evil.example"),
    "textarea": ("글" * 20_001, "a\x00b" * 9, "a\x1bb" * 9, "a\u2066b" * 9),
    "number": (str(10**30), "9" * 5000, "-1", "1.5", "many", "\x00"),
    "datetime-local": ("9999-99-99T99:99", "0001-01-01T00:00", "9999-12-31T23:59", "99999", "\x00"),
    "date": ("9999-99-99", "0001-01-01", "99999", "\x00"),
    "select": ("no-such-choice", "\x00", "<script>"),
    "radio": ("no-such-choice", "\x00", "<script>"),
}
# What may be a name, if an odd one: it is refused, or kept and shown as it was typed.
ODD = (
    "<script>alert(7001351)</script>",
    f"**[x]({EVIL})** <a href={EVIL}>x</a> <img src=x onerror=alert(7001351)>",
    "{{ 7*1000193 }} ${7*1000193} {0.__class__} %(name)s %s",
    "=7001351+0' OR 1=1 --",
    "\u2028\u2029\ufeff\u200b𝔘 a\u0301\U0001f9d1\u200d\U0001f527",
    "0",
)
# As it was typed; a subject may be cut off behind it.
TYPED = re.compile(r"alert\(7001351|=7001351")
GOOD = {
    "email": "someone@example.com",
    "phone": "010-1234-5678",
    "code": "000000",
    "website": "https://www.example.com",
    "online_url": "https://meet.example.com/1",
    "industry_code": "C22",
    "capacity": "20",
    "q": "",
}
USUAL = {"text": "보기 글", "textarea": "여러 줄로 쓴 보기 글입니다.", "number": "3"}
HEAP = 100
BODIES = (
    ("application/json", b"[1, 2]"),
    ("application/json", b'"words"'),
    ("application/json", b'{"email": 5, "name": [1], "text": {"a": 1}, "csrf_token": 7}'),
    ("application/json", b'{"email": "\\ud800", "csrf_token": "\\ud800"}'),
    ("application/json", b"{"),
    ("application/x-www-form-urlencoded", b"\xff\xfe=\xff&name=%ED%A0%80&csrf_token=%ff&&&==="),
    ("application/x-www-form-urlencoded; charset=utf-7", b"name=+ADw-script+AD4-"),
    ("multipart/form-data", b"no boundary"),
    ("text/plain", b"name=x"),
)
FILE = b'--x\r\nContent-Disposition: form-data; name="%s"; filename="a"\r\n\r\nhi\r\n'


@pytest.fixture
def world(app: Flask) -> World:
    """Make the small world."""
    return make_world()


def enter(app: Flask, world: World, sign_in: SignIn, person: str, language: str = "ko") -> FlaskClient:
    """Open a browser as one of the people."""
    client = app.test_client()
    client.get(f"/help?lang={language}")
    return sign_in(client, world.people[person]) if person in world.people else client


def pages(app: Flask, world: World, person: str) -> Iterator[str]:
    """Name the pages that are for a person."""
    for rule in rules(app, "GET"):
        if policy_of(app.view_functions[rule.endpoint]) in DOORS[person] and rule.rule != "/styleguide":
            yield world.address(rule)


def forms_of(client: FlaskClient, addresses: Iterator[str]) -> list[Form]:
    """Read the forms of some pages, each once."""
    found: dict[tuple[str, tuple[str, ...]], Form] = {}
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code < 500, address
        for form in forms_on(address, answer.text) if answer.mimetype == "text/html" else ():
            found.setdefault((form.action, tuple(form.values)), form)
    return list(found.values())


def filled(form: Form) -> dict[str, str]:
    """Fill a form in as somebody would who wants nothing unusual; what stands in it stays."""
    usual = {name: GOOD.get(name, USUAL.get(kind, "")) for name, kind in form.kinds.items()}
    return {name: value or usual[name] for name, value in form.values.items()}


def send(client: FlaskClient, form: Form, values: dict[str, Any]) -> Any:
    """Send a form; whatever is in it, the answer is no fault of ours."""
    if form.method == "get":
        answer = client.get(form.action, query_string=values)
    else:
        answer = client.post(form.action, data=values)
    assert answer.status_code < 500, (form.page, form.action, {name: str(it)[:99] for name, it in values.items()})
    return answer


def sentences(html: str) -> dict[str, str]:
    """Read what stands at the fields of a page that was refused."""
    return {found["field"]: TAG.sub("", found["sentence"]) for found in ERROR.finditer(html)}


def fault_of_refusal(client: FlaskClient, form: Form, name: str, bad: str, language: str) -> str:
    """Send one senseless value and say what is wrong with the answer, or nothing."""
    values = {**filled(form), name: bad}
    answer = send(client, form, values)
    if form.method == "get":
        return "" if answer.status_code in (200, 404, 422) else f"status {answer.status_code}"
    told, shown = sentences(answer.text), unescape(answer.text)
    checks = (
        (answer.status_code == 422, f"status {answer.status_code}"),
        (name in told, f"nothing at the field, but {told}"),
        (bool(HANGUL.search(told.get(name, ""))) is (language == "ko"), f"language: {told.get(name)}"),
        (all(values[one] in shown for one in form.texts if one != name), "what else was typed is lost"),
        (form.kinds[name] not in WRITTEN or bad.replace("\r", "") in shown, "what was typed is lost"),
    )
    return next((fault for holds, fault in checks if not holds), "")


def assert_inert(html: str, where: object) -> None:
    """Say that nothing that was typed has come to life."""
    assert "<script>alert" not in html, where
    assert "<img src=x" not in html, where
    assert f"<a href={EVIL}" not in html, where
    assert f'href="{EVIL}' not in html, where
    assert not re.search(r"(?<![\w.])7001351(?!\w)", TYPED.sub("", unescape(html))), where


@pytest.mark.parametrize(("person", "language"), zip(DOORS, ("ko", "en", "ko", "en"), strict=True))
def test_what_makes_no_sense_is_refused_at_its_field_and_changes_nothing(
    app: Flask, world: World, sign_in: SignIn, person: str, language: str
) -> None:
    client = enter(app, world, sign_in, person, language)
    before = dump()
    faults = [
        (form.action, name, bad[:20], fault)
        for form in forms_of(client, pages(app, world, person))
        for name, kind in form.kinds.items()
        for bad in (*REFUSED.get(kind, ()), *([""] if name in form.needed - {*DEPENDENT} and kind in EMPTIED else []))
        if (fault := fault_of_refusal(client, form, name, bad, language))
    ]
    assert not faults, "\n".join(map(str, faults))
    assert dump() == before


@pytest.mark.parametrize("person", DOORS)
def test_a_forged_token_changes_nothing_and_loses_nothing(
    app: Flask, world: World, sign_in: SignIn, person: str
) -> None:
    client = enter(app, world, sign_in, person)
    others = csrf(app.test_client(), "/sign-in")
    before = dump()
    for form in forms_of(client, pages(app, world, person)):
        for token in ("", "forged", others, "\x00", "x" * 5000) if "csrf_token" in form.kinds else ():
            answer = send(client, form, {**filled(form), "csrf_token": token})
            assert answer.status_code == 400, (form.action, token)
            shown = unescape(answer.text)
            assert all(filled(form)[name] in shown for name in form.texts), (form.action, token)
    assert dump() == before


@pytest.mark.parametrize("person", DOORS)
def test_odd_words_are_shown_as_they_were_typed_in_pages_and_letters(
    app: Flask, world: World, sign_in: SignIn, person: str
) -> None:
    client = enter(app, world, sign_in, person)
    for form in forms_of(client, pages(app, world, person)):
        for odd in ODD:
            values = filled(form) | dict.fromkeys(form.texts, odd)
            answer = send(client, form, values)
            assert_inert(answer.text, form.action)
            if answer.status_code == 422:  # some fields take none of it; the others shall have it nevertheless
                usual = {name: filled(form).get(name, "") for name in sentences(answer.text)}
                assert_inert(send(client, form, values | usual).text, form.action)
        send(client, form, {})
        send(client, form, {name: ["no-such-choice", value] for name, value in filled(form).items()})
    for reader in DOORS:
        browser = enter(app, world, sign_in, reader)
        for address in pages(app, world, reader):
            answer = browser.get(address)
            if answer.mimetype.startswith("text/"):
                assert_inert(answer.text, (reader, address))
    session.rollback()
    for letter in session.query(OutgoingMail):
        assert_inert(letter.html, letter.key)
        assert "7001351" not in TYPED.sub("", letter.text + letter.subject), letter.key
        assert len((letter.subject + letter.to_name + letter.to_address).splitlines()) == 1, letter.key


@pytest.mark.parametrize("person", ["visitor", "administrator"])
def test_what_is_no_form_is_refused_everywhere(app: Flask, world: World, sign_in: SignIn, person: str) -> None:
    client = enter(app, world, sign_in, person)
    before = dump()
    fields = sorted(
        {name for door in DOORS for form in forms_of(client, pages(app, world, door)) for name in form.kinds}
    )
    # Fewer at once than are too many to be read at all.
    heaps = [fields[start : start + HEAP] for start in range(0, len(fields), HEAP)]
    files = [b"".join(FILE % name.encode() for name in heap) + b"--x--\r\n" for heap in heaps]
    multipart = [("multipart/form-data; boundary=x", body) for body in files]
    for rule in rules(app, "POST"):
        # A mail program's one click (RFC 8058) is no form of ours: whatever is in it, it counts.
        for content_type, body in (*BODIES, *multipart):
            if rule.endpoint != "mail.unsubscribe_now":
                answer = client.post(world.address(rule), data=body, content_type=content_type)
                assert answer.status_code < 500, (rule, body[:40])
    assert dump() == before


def test_reading_changes_nothing_whoever_reads(app: Flask, world: World, sign_in: SignIn) -> None:
    browsers = {person: enter(app, world, sign_in, person) for person in PERSONS}
    before = dump()
    for person, browser in browsers.items():
        for rule in rules(app, "GET"):
            address = world.address(rule)
            assert browser.get(address).status_code < 500, (person, address)
            assert person != "administrator" or browser.head(address).status_code < 500, address
    assert dump() == before


@pytest.mark.parametrize("person", ["visitor", "partner", "stranger"])
def test_what_is_private_is_shown_to_nobody_else(app: Flask, world: World, sign_in: SignIn, person: str) -> None:
    browser = enter(app, world, sign_in, person)
    for rule in rules(app, "GET"):
        if policy_of(app.view_functions[rule.endpoint]) is not Access.LINK:
            assert CANARY not in browser.get(world.address(rule)).text, rule


# Whose doors of their own these open, in another firm or another complex; other doors are closed to them.
ELSEWHERE = {"partner": (Access.SIGNED_IN,), "stranger": (Access.SIGNED_IN, Access.COORDINATOR)}
# What is sent by letter is a secret, not a name: opening it always shows one button.
WITHOUT_NAMES = ("accounts.confirm_link", "accounts.use_link")
# What every team plans with, whoever keeps it.
FOR_EVERY_TEAM = (
    "planning_desk.venue_calendar",
    "lexicon_desk.version",
    "tuning_desk.accept",
    "tuning_desk.refuse",
)


def call(client: FlaskClient, rule: Rule, address: str) -> Iterator[Any]:
    """Call an address by each method it takes, with a token that holds."""
    for method in sorted((rule.methods or set()) & {"GET", "POST"}):
        data = {"csrf_token": csrf(client, "/me/settings")} if method == "POST" else None
        yield client.open(address, method=method, data=data)


def test_what_nothing_is_called_is_not_found(app: Flask, world: World, sign_in: SignIn) -> None:
    client = enter(app, world, sign_in, "administrator")
    for rule in app.url_map.iter_rules():
        if rule.arguments and rule.endpoint not in WITHOUT_NAMES:
            for name in ("nothing-is-called-so", "0", "글", "x" * 999, "1 OR 1=1", "%"):
                address = str(rule.build(dict.fromkeys(rule.arguments, name))[1])
                assert [answer.status_code for answer in call(client, rule, address) if answer.status_code != 404] == []


@pytest.mark.parametrize("person", ELSEWHERE)
def test_what_is_somebody_elses_is_not_found(app: Flask, world: World, sign_in: SignIn, person: str) -> None:
    client = enter(app, world, sign_in, person)
    before = dump()
    for rule in app.url_map.iter_rules():
        policy = policy_of(app.view_functions[rule.endpoint])
        is_closed = policy in (Access.SIGNED_IN, Access.COORDINATOR, Access.ADMINISTRATOR)
        if rule.arguments and is_closed and (person == "partner" or rule.endpoint not in FOR_EVERY_TEAM):
            expected = 404 if policy in ELSEWHERE[person] else 403
            found = [answer.status_code for answer in call(client, rule, world.address(rule))]
            assert set(found) == {expected}, (rule, found)
    assert dump() == before


def test_a_private_link_opens_one_door_only(app: Flask, world: World) -> None:
    client = app.test_client()
    links = [rule for rule in rules(app, "GET") if policy_of(app.view_functions[rule.endpoint]) is Access.LINK]
    # The first name in an address is the secret; what follows names something below it.
    own = {
        rule.endpoint: next(
            part.removesuffix(".ics")
            for named, part in zip(rule.rule.split("/"), world.address(rule).split("/"), strict=True)
            if "<" in named
        )
        for rule in links
    }
    for rule in links:
        if rule.endpoint not in WITHOUT_NAMES:
            addresses = [world.address(rule).replace(own[rule.endpoint], secret, 1) for secret in set(own.values())]
            opened = [address for address in addresses if client.get(address).status_code != 404]
            # The first administrator has been made, so nobody is set up any more.
            assert len(opened) == (rule.endpoint != "accounts.set_up"), rule


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "REPORT", "FOO"])
def test_other_methods_are_not_taken(app: Flask, world: World, sign_in: SignIn, method: str) -> None:
    client = enter(app, world, sign_in, "administrator")
    for rule in rules(app, "GET"):
        answer = client.open(world.address(rule), method=method)
        assert answer.status_code == 405, rule
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
