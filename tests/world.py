"""A small world for tests that walk everywhere: one row of everything, the people around it, and every address."""

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from eventhub.accounts.models import Account, Role
from eventhub.calendars.models import FeedLink
from eventhub.calendars.queries import path_of as feed_path
from eventhub.checkins.models import HelperLink
from eventhub.checkins.queries import helper_path
from eventhub.cluster_day.queries import path_of as submission_path
from eventhub.clusters.models import ClosedDay
from eventhub.core.clock import now, today
from eventhub.core.db import Base, session, transaction
from eventhub.core.secrets import seal
from eventhub.events.models import Event, Status
from eventhub.imports.models import ImportDraft, Subject
from eventhub.lexicon.models import LexiconVersion
from eventhub.lexicon.rules import shipped, with_generic
from eventhub.matching.models import ANSWER
from eventhub.organisations.models import Competitor
from eventhub.organisations.queries import list_capabilities
from eventhub.papers.models import OrderState, Packing, PaperOrder
from eventhub.papers.queries import verify_path
from eventhub.picks.queries import path_of as picks_path
from eventhub.problems.models import Problem, Visibility
from eventhub.programme.services import release
from eventhub.questions.models import Kind as QuestionKind
from eventhub.registrations.models import Registration
from eventhub.registrations.queries import party_path
from eventhub.registrations.queries import path_of as place_path
from eventhub.related.models import Kind
from eventhub.series.queries import list_to_change
from eventhub.surveys.queries import path_of as survey_path
from eventhub.tickets.queries import ticket_path
from tests.factories import saved
from tests.factories.accounts import make_account
from tests.factories.admission import make_code, make_pool, make_quota
from tests.factories.cluster_day import make_booth, make_call, make_edition, make_entry, make_submission
from tests.factories.clusters import make_complex, make_coordinator, make_mini_cluster
from tests.factories.events import make_event
from tests.factories.inbox import make_bounced, make_incoming
from tests.factories.mail import make_letter, make_subscription
from tests.factories.mailings import make_mailing
from tests.factories.matching import make_enquiry, make_partner, make_suggestion
from tests.factories.organisations import join_mini_cluster, make_capability, make_member, make_organisation
from tests.factories.picks import make_list
from tests.factories.problems import make_problem, make_technical_problem
from tests.factories.programme import make_material, make_session, make_speaker, make_track
from tests.factories.questions import answer_with_file, make_question
from tests.factories.registrations import make_party, make_registration
from tests.factories.related import make_related
from tests.factories.series import make_series
from tests.factories.surveys import invitations_of, make_follow_up, make_past_event, make_survey
from tests.factories.tuning import make_judgement, make_measurement, make_pair, make_proposal
from tests.factories.venues import make_room, make_venue
from tests.papers.world import give, make_guest

PERSONS = ("visitor", "member", "partner", "coordinator", "stranger", "administrator")
# A problem nobody but its firm and its coordinators may read: these words stand in it and nowhere else.
CANARY = "카나리아 공정"


@dataclass(frozen=True)
class World:
    """Who there is, and the names that stand in addresses: by endpoint, else by blueprint, else by argument."""

    people: dict[str, Account]
    names: dict[str, str]

    def address(self, rule: Rule) -> str:
        """Fill an address with names of things that exist."""
        return str(rule.build({argument: self._name(rule.endpoint, argument) for argument in rule.arguments})[1])

    def _name(self, endpoint: str, argument: str) -> str:
        keys = (f"{endpoint}:{argument}", f"{endpoint.partition('.')[0]}:{argument}", argument)
        found = [self.names[key] for key in keys if key in self.names]
        assert found, f"the world has nothing that {endpoint} could call {argument}: add it to make_world"
        return found[0]


def make_world() -> World:
    """Make one row of everything."""
    complex_, elsewhere = make_complex(), make_complex()
    complex_id, mini_cluster = complex_.id, make_mini_cluster(complex_id=complex_.id)
    complex_slug = complex_.slug
    slugs = {"clusters.complex_page:slug": complex_.slug, "calendars.of_complex:slug": complex_.slug}
    slugs["calendars.of_complex_json:slug"] = complex_.slug
    firm = make_organisation(complex_id=complex_id)
    join_mini_cluster(firm, mini_cluster.id)
    people = {
        "coordinator": make_coordinator(complex_),
        "stranger": make_coordinator(elsewhere),
        "administrator": make_account(role=Role.ADMINISTRATOR),
        "member": make_member(firm),
    }
    partner = make_partner(complex_id=complex_id)
    partner_id, people["partner"] = partner.id, make_member(partner)
    capability = make_capability(firm)
    private = make_problem(firm, people["member"], text=f"{CANARY}에서 사출 제품이 식으면서 휩니다.")
    shown = make_technical_problem(firm, stated_by=people["member"], visibility=Visibility.PUBLIC)
    make_suggestion(shown, partner)
    other_partner = make_partner(complex_id=complex_id)
    suggestion = make_suggestion(make_technical_problem(firm, stated_by=people["member"]), other_partner)
    enquiry = make_enquiry(make_suggestion(partner=partner))
    rival_id = _name_competitor(firm.id, people["member"])
    event = make_event(complex_id=complex_id)
    make_event(complex_id=complex_id, status=Status.DRAFT, published_at=None, title_ko=f"초안 {CANARY}", title_en="")
    place = make_registration(event, people["member"])
    asked = make_question(event.id, QuestionKind.FILE)
    answer_with_file(place, asked)
    place_letter = make_letter(key=f"registration:{place.public_id}:confirmed:1")
    pool, code = make_pool(complex_id), make_code(event.id)
    quota = make_quota(event.id, complex_id=complex_id)
    party = make_party(event, people["member"])
    colleague = make_registration(event, party_id=party.id)
    # Its use is written down for this hour: that is all that reading may write (decision 26).
    feed = saved(FeedLink(account_id=people["member"].id, name="전화기", created_at=now(), last_used_at=now()))
    venue = make_venue(complex_id=complex_id)
    room = make_room(venue_id=venue.id)
    closed = saved(ClosedDay(complex_id=complex_id, day=today(), name_ko="휴무", name_en=""))
    letter, subscription = make_letter(), make_subscription()
    edition = make_edition(complex_id=complex_id)
    cluster_day = edition.event.public_id
    booth, entry, proposed = make_booth(edition), make_entry(edition), make_submission(edition)
    make_call(edition)
    several = make_series(complex_, by=people["coordinator"])
    one_date = session.get_one(Event, list_to_change(several, now=now())[0].event_id)
    picked = make_list()
    waiting_file = saved(
        ImportDraft(
            event_id=event.id, subject=Subject.SPEAKERS, header=["이름"], rows=[(2, ["홍길동"])], created_at=now()
        )
    )
    speaker, track = make_speaker(event.id), make_track(event.id)
    planned = make_session(event.id, speaker, starts_at=event.starts_at, track_id=track.id, room_id=room.id)
    material = make_material(event.id, session_id=planned.id)
    with transaction():
        release(event.id, by=people["coordinator"], now=now())
    mailing = make_mailing(event)
    _come_near(private, shown, event.id, partner_id)
    names = {
        "events:public_id": event.public_id,
        "package": "registrations",
        "mail_desk:name": "confirmed",
        "events_desk:public_id": event.public_id,
        "events_desk:slug": complex_slug,
        "events_desk:kind": "seminar",
        "programme:public_id": event.public_id,
        "programme_desk:public_id": event.public_id,
        "series:public_id": several.public_id,
        "series_desk:public_id": several.public_id,
        "event_id": one_date.public_id,
        "picks:public_id": event.public_id,
        "picks:secret": picks_path(picked).removeprefix("/p/"),
        "picks_desk:public_id": event.public_id,
        "imports_desk:public_id": event.public_id,
        "draft_id": waiting_file.public_id,
        "subject": "speakers",
        "session_id": planned.public_id,
        "speaker_id": speaker.public_id,
        "track_id": track.public_id,
        "material_id": material.public_id,
        "questions:secret": place_path(place).removeprefix("/r/"),
        "questions_desk:public_id": event.public_id,
        "questions_desk:place": place.public_id,
        "questions_desk:kind": "short",
        "question_id": asked.public_id,
        "registrations:public_id": event.public_id,
        "registrations_desk:public_id": event.public_id,
        "registrations_desk:place": place.public_id,
        "registrations_desk:letter": place_letter.public_id,
        "admission_desk:public_id": event.public_id,
        "pool_id": pool.public_id,
        "quota_id": quota.public_id,
        "code_id": code.public_id,
        "registrations:secret": place_path(place).removeprefix("/r/"),
        "registrations:party": party_path(party).removeprefix("/g/"),
        "registrations:place_id": colleague.public_id,
        **{f"calendars.of_event{form}:public_id": event.public_id for form in ("", "_json")},
        **{f"calendars.of_series{form}:public_id": several.public_id for form in ("", "_json")},
        "room_id": room.public_id,
        "calendars:public_id": feed.public_id,
        "calendars:secret": feed_path(feed).removeprefix("/calendars/p/").removesuffix(".ics"),
        "calendars:name": "seminar",
        "organisations:public_id": firm.public_id,
        "organisations:capability_id": capability.public_id,
        "organisations:rival_id": rival_id,
        "organisations_desk:public_id": firm.public_id,
        "organisations_desk:account_id": people["member"].public_id,
        "problems:public_id": private.public_id,
        "problems_desk:public_id": private.public_id,
        "problems_desk.compare:other_id": shown.public_id,
        "organisations_desk.suggest:problem_id": shown.public_id,
        "matching:secret": seal(ANSWER, enquiry.public_id),
        "matching_desk:public_id": suggestion.public_id,
        "matching_desk.partners:public_id": shown.public_id,
        "mail:public_id": letter.public_id,
        "mail:link": seal("unsubscribe", subscription.public_id),
        "accounts:token": "no-such-token",
        "accounts:secret": "no-such-link",
        "venues:public_id": venue.public_id,
        "planning_desk:public_id": venue.public_id,
        "venues_desk:public_id": venue.public_id,
        **{f"venues_desk.{name}:public_id": room.public_id for name in ("edit_room", "close_room", "reopen_room")},
        "clusters_desk.open_day:slug": complex_slug,
        "clusters_desk.open_day:day": closed.day.isoformat(),
        "cluster_day:year": str(edition.year),
        "cluster_day:secret": submission_path(proposed).removeprefix("/s/"),
        "cluster_day_desk:year": str(edition.year),
        "cluster_day_desk:public_id": cluster_day,
        "booth_id": booth.public_id,
        "entry_id": entry.public_id,
        "submission_id": proposed.public_id,
        "wish": "session",
        "decision": "accept",
        "wording_desk:slug": complex_slug,
        "letter": "registrations.confirmed",
        "mailings_desk:public_id": mailing.public_id,
        "slug": mini_cluster.slug,
        **slugs,
        "inbox_desk:public_id": make_incoming(place, complex_id=complex_id).public_id,
        "inbox_desk.try_again:public_id": make_bounced(address=people["member"].email).public_id,
        **_steered(shown.id, suggestion.public_id, people["coordinator"]),
        "number": _change_lexicon(people["coordinator"]),
        **_at_the_door(event.id, place.id, people["coordinator"]),
        **_after_an_event(complex_id),
    }
    return World(people, names)


def rules(app: Flask, method: str) -> list[Rule]:
    """List the addresses of pages that take a method."""
    return [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ()) and rule.endpoint != "static"]


def dump() -> dict[str, list[tuple[object, ...]]]:
    """Copy everything in the database, to be compared with what is in it later."""
    session.rollback()
    return {
        table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))]
        for table in Base.metadata.sorted_tables
    }


@dataclass
class Form:
    """A form as it stands on a page: its fields with what is in them, and what kind each one is."""

    page: str
    action: str
    method: str
    values: dict[str, str]
    kinds: dict[str, str]
    needed: set[str]

    @property
    def texts(self) -> list[str]:
        """The fields people write into."""
        return [name for name, kind in self.kinds.items() if kind in ("text", "textarea")]


class _Forms(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.forms = page, list[Form]()
        self._open: Form | None = None
        self._inside = ""
        self._is_first_option = False
        self._has_plain_button = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            method = values.get("method", "get").lower()
            action = urljoin(self.page, values.get("action")).partition("#")[0]
            self._open = Form(self.page, action, method, {}, {}, set())
            self._has_plain_button = False
            self.forms.append(self._open)
        elif tag == "button" and not values.get("name"):
            self._has_plain_button = True
        elif self._open and tag in ("input", "textarea", "select", "button") and values.get("name"):
            self._field(self._open, tag, values)
        elif self._open and tag == "option" and ("selected" in values or self._is_first_option):
            self._open.values[self._inside] = values.get("value", "")
            self._is_first_option = False

    def _field(self, form: Form, tag: str, values: dict[str, str]) -> None:
        name, kind = values["name"], values.get("type", "text") if tag == "input" else tag
        kind = "text" if kind in ("email", "tel", "search", "url") else kind
        self._inside = name if tag in ("textarea", "select") else ""
        self._is_first_option = tag == "select"
        if name in form.kinds and "checked" not in values:
            return
        form.kinds[name] = kind
        if kind != "checkbox":
            form.values[name] = values.get("value", "")
        elif "checked" in values:
            form.values[name] = values.get("value", "on")
        if "required" in values:
            form.needed.add(name)

    def handle_data(self, data: str) -> None:
        if self._open and self._inside and self._open.kinds[self._inside] == "textarea":
            self._open.values[self._inside] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("textarea", "select"):
            self._inside = ""
        elif tag == "form" and self._open:
            if self._has_plain_button:
                # Whoever sends the form presses that one, and none of those that ask for something else.
                for name in [name for name, kind in self._open.kinds.items() if kind == "button"]:
                    del self._open.kinds[name], self._open.values[name]
            self._open = None


def forms_on(page: str, html: str) -> Iterator[Form]:
    """Read the forms of a page."""
    parser = _Forms(page)
    parser.feed(html)
    yield from parser.forms


def _name_competitor(firm_id: int, by: Account) -> str:
    """Let a firm name a competitor."""
    rival = make_organisation()
    saved(Competitor(organisation_id=firm_id, rival_id=rival.id, named_by_id=by.id, named_at=now()))
    return rival.public_id


def _change_lexicon(by: Account) -> str:
    """Make a version of the lexicon."""
    content = with_generic(shipped(), ["장비"]).kept()
    made = saved(LexiconVersion(number=1, made_at=now(), made_by_id=by.id, why="모든 글에 나옵니다", content=content))
    return str(made.number)


def _come_near(private: Problem, shown: Problem, event_id: int, partner_id: int) -> None:
    """Let what nobody may know of come near everything: another problem, an event, what a partner offers."""
    words = {"words": [CANARY], "wording": []}
    private_id, shown_id = private.id, shown.id
    capability_id = list_capabilities(partner_id)[0].id
    for one, other in ((private_id, shown_id), (shown_id, private_id)):
        make_related(Kind.SIMILAR, one, other, words=words)
    make_related(Kind.EVENT, private_id, event_id, words=words)
    make_related(Kind.ANSWER, capability_id, private_id, words=words)
    make_related(Kind.ANSWER, capability_id, shown_id, words={"words": [CANARY], "wording": ["사출"]})


def _steered(problem_id: int, suggestion: str, judge: Account) -> dict[str, str]:
    """Make what steers the matcher: a pair somebody judged, what was measured, a proposal that waits."""
    pair = make_pair(session.get_one(Problem, problem_id))
    pair_id = pair.public_id
    make_judgement(pair, judge)
    make_measurement()
    proposal = make_proposal(evidence={"suggestions": [suggestion]})
    return {
        "tuning_desk.judge:public_id": pair_id,
        "tuning_desk.accept:public_id": proposal.public_id,
        "tuning_desk.refuse:public_id": proposal.public_id,
        "tuning_desk.lift:public_id": suggestion,
    }


def _at_the_door(event_id: int, place_id: int, by: Account) -> dict[str, str]:
    """Make what lets people in."""
    link = HelperLink(event_id=event_id, day=now().date(), name="2번 창구", made_by_id=by.id, made_at=now())
    helper = saved(link)
    event, place = session.get_one(Event, event_id), session.get_one(Registration, place_id)
    return {
        "tickets:secret": ticket_path(place).removeprefix("/t/"),
        "papers:secret": place_path(place).removeprefix("/r/"),
        "tickets.of_place:secret": place_path(place).removeprefix("/r/"),
        "checkins:public_id": event.public_id,
        "checkins:secret": helper_path(helper).removeprefix("/h/"),
        "checkins.check_in_alone:secret": place_path(place).removeprefix("/r/"),
        "checkins_desk:public_id": event.public_id,
        "link": helper.public_id,
        "what": "renew",
    }


def _after_an_event(complex_id: int) -> dict[str, str]:
    """Make what there is once an event is over."""
    over = make_past_event(complex_id=complex_id)
    over_id, name = over.id, over.public_id
    survey = make_survey(event=over, people=1)
    invitation, question_id = invitations_of(survey)[0], survey.questions[0].public_id
    wish = make_follow_up(session.get_one(Event, over_id), invitation.registration_id)
    guest = make_guest(session.get_one(Event, over_id))
    guest_id = guest.public_id
    certificate = give(guest)
    order = PaperOrder(
        event_id=over_id, packing=Packing.PDF, state=OrderState.WAITING, ordered_at=now(), touched_at=now()
    )
    pack = saved(order)
    return {
        "papers.verified:secret": verify_path(certificate).removeprefix("/verify/"),
        "papers_desk:public_id": name,
        "papers_desk:place": guest_id,
        "papers_desk:name": certificate.public_id,
        "papers_desk.download_order:name": pack.public_id,
        "surveys:secret": survey_path(invitation).removeprefix("/survey/"),
        "surveys_desk:public_id": name,
        "surveys_desk:question_id": question_id,
        "follow_up_id": wish.public_id,
        "event_reports_desk:public_id": name,
    }
