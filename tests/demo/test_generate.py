"""Is the made-up programme complete, repeatable and plainly made up?"""

import re
from collections import Counter
from dataclasses import fields
from datetime import date, timedelta

import pytest

from eventhub.core.clock import zone
from eventhub.core.types import ALPHABET, PUBLIC_ID_LENGTH
from eventhub.demo.generate import generate
from eventhub.demo.organisations import is_well_known
from eventhub.demo.values import Event, Programme
from eventhub.series.rules import Recurrence

TODAY = date(2026, 11, 23)
PUBLIC_ID = re.compile(f"[{ALPHABET}]{{{PUBLIC_ID_LENGTH}}}")
ADDRESS = re.compile(r"[a-z0-9.-]+@example\.(com|org)")


@pytest.fixture(scope="module")
def small() -> Programme:
    return generate("small", 2026, TODAY)


@pytest.fixture(scope="module")
def pilot() -> Programme:
    return generate("pilot", 2026, TODAY)


def test_the_same_seed_gives_the_same_programme(small: Programme) -> None:
    assert generate("small", 2026, TODAY) == small


def test_another_seed_gives_another_programme(small: Programme) -> None:
    assert generate("small", 7, TODAY).problems != small.problems


def test_the_pilot_has_the_size_its_founders_described(pilot: Programme) -> None:
    kinds = Counter(organisation.kind for organisation in pilot.organisations)
    assert kinds == {"firm": 1660, "university": 40, "lab": 120, "local_government": 20, "support_agency": 30}
    assert (len(pilot.complexes), len(pilot.mini_clusters)) == (7, 49)
    assert (len(pilot.problems), len(pilot.events)) == (2300, 2301)
    assert 700 <= len(pilot.capabilities) <= 900
    assert 27_000 <= len(pilot.registrations) <= 36_000


def test_the_small_one_keeps_every_complex_and_mini_cluster(small: Programme) -> None:
    assert len({complex_.slug for complex_ in small.complexes}) == 7
    assert len({mini_cluster.slug for mini_cluster in small.mini_clusters}) == 49
    assert Counter(organisation.kind for organisation in small.organisations)["firm"] == 166


def test_everything_refers_to_something_that_is_there(small: Programme) -> None:
    people = {person.key for person in small.people}
    organisations = {organisation.key for organisation in small.organisations}
    mini_clusters = {mini_cluster.slug: mini_cluster.complex for mini_cluster in small.mini_clusters}
    assert {m.person for m in small.memberships} <= people
    assert {m.organisation for m in small.memberships} <= organisations
    assert {m.mini_cluster for m in small.mini_cluster_memberships} <= mini_clusters.keys()
    assert {p.organisation for p in small.problems} | {c.organisation for c in small.capabilities} <= organisations
    assert {r.event for r in small.registrations} <= {event.key for event in small.events}
    assert all(mini_clusters[e.mini_cluster] == e.complex for e in small.events if e.mini_cluster)


def test_public_ids_are_well_formed_and_never_repeat(pilot: Programme) -> None:
    rows = (
        *pilot.people, *pilot.organisations, *pilot.capabilities,
        *pilot.problems, *pilot.events, *pilot.registrations, *pilot.venues, *pilot.rooms,
    )  # fmt: skip
    public_ids = [row.public_id for row in rows]
    assert len(set(public_ids)) == len(public_ids)
    assert all(PUBLIC_ID.fullmatch(public_id) for public_id in public_ids)


def test_every_address_belongs_to_nobody(small: Programme) -> None:
    addresses = [person.email for person in small.people]
    assert len(set(addresses)) == len(addresses)
    everything = "\n".join(repr(getattr(small, field.name)) for field in fields(small))
    found = re.findall(r"[^\s'\"(]+@[^\s'\",)]+", everything)
    assert found
    assert all(ADDRESS.fullmatch(address) for address in found)
    assert all(person.phone.startswith("010-0000-") for person in small.people)


def test_no_name_is_that_of_a_real_firm_or_university(pilot: Programme) -> None:
    made_up = [o.name_ko for o in pilot.organisations if o.kind in ("firm", "university", "support_agency")]
    assert len(set(made_up)) == len(made_up)
    assert not [name for name in made_up if is_well_known(name)]


def test_every_organisation_says_that_it_is_made_up(small: Programme) -> None:
    assert all("체험용" in organisation.about_ko for organisation in small.organisations)
    assert all("Made up" in organisation.about_en for organisation in small.organisations)


def test_the_four_people_one_can_sign_in_as_are_there(small: Programme) -> None:
    by_email = {person.email: person for person in small.people}
    members = {membership.person: membership for membership in small.memberships}
    organisations = {organisation.key: organisation for organisation in small.organisations}
    manager, professor = by_email["firm@example.com"], by_email["lab@example.com"]
    firm, lab = (organisations[members[person.key].organisation] for person in (manager, professor))
    assert (manager.name, firm.size, firm.complex) == ("김철수", "mid", "changwon")
    assert (lab.kind, organisations[str(lab.parent)].kind) == ("lab", "university")
    technical = [p for p in small.problems if p.person == manager.key and p.state == "technical"]
    assert {p.topic for p in technical} & {c.topic for c in small.capabilities if c.organisation == lab.key}
    posts = {member.person: (member.complex, member.post) for member in small.team_members}
    assert posts[by_email["coordinator@example.org"].key] == ("changwon", "coordinator")
    assert by_email["admin@example.org"].key not in posts


def test_every_team_has_one_head_and_three_to_five_members(small: Programme) -> None:
    teams = Counter(member.complex for member in small.team_members)
    heads = Counter(member.complex for member in small.team_members if member.post == "head")
    assert all(3 <= size <= 5 for size in teams.values())
    assert set(heads.values()) == {1}


def test_no_event_is_oversold(pilot: Programme) -> None:
    capacity = {event.key: event.capacity for event in pilot.events}
    standings = Counter((row.event, row.standing) for row in pilot.registrations)
    assert all(standings[key, "confirmed"] <= seats for key, seats in capacity.items())
    waiting = [key for key in capacity if standings[key, "waiting"]]
    assert waiting
    assert all(standings[key, "confirmed"] == capacity[key] for key in waiting)


def test_nobody_registers_twice_for_an_event(pilot: Programme) -> None:
    assert max(Counter((row.event, row.person) for row in pilot.registrations).values()) == 1


def test_most_events_are_small_and_the_cluster_day_is_not(pilot: Programme) -> None:
    confirmed = Counter(row.event for row in pilot.registrations if row.standing == "confirmed")
    sizes = sorted(size for key, size in confirmed.items() if key != "event-cluster-day")
    assert 11 <= sizes[len(sizes) // 2] <= 16
    assert 200 <= confirmed["event-cluster-day"] <= 600


@pytest.mark.parametrize("today", [TODAY, date(2027, 1, 1), date(2027, 5, 2), date(2028, 2, 29)])
def test_the_cluster_day_is_a_thursday_and_friday_a_few_weeks_ahead(today: date) -> None:
    event = generate("small", 1, today).events[-1]
    begins, ends = event.starts_at.astimezone(zone()), event.ends_at.astimezone(zone())
    assert event.kind == "cluster_day"
    assert (begins.weekday(), ends.date() - begins.date()) == (3, timedelta(days=1))
    assert timedelta(weeks=3) <= begins.date() - today <= timedelta(weeks=6)


def test_nothing_that_has_happened_lies_in_the_future(small: Programme) -> None:
    events = {event.key: event for event in small.events}
    assert all(problem.stated_at.astimezone(zone()).date() < TODAY for problem in small.problems)
    assert all(row.registered_at.astimezone(zone()).date() < TODAY for row in small.registrations)
    assert all(row.registered_at <= events[row.event].registration_closes_at for row in small.registrations)


def test_drafts_and_cancellations_are_told_apart(pilot: Programme) -> None:
    drafts = {event.key for event in pilot.events if event.status == "draft"}
    cancelled = [event for event in pilot.events if event.status == "cancelled"]
    assert drafts
    assert cancelled
    assert not drafts & {row.event for row in pilot.registrations}
    assert all(bool(e.cancel_reason_ko) == (e.status == "cancelled") for e in pilot.events)
    assert all(e.starts_at > e.registration_closes_at > e.registration_opens_at for e in pilot.events)


def test_no_two_problems_have_the_same_words(pilot: Programme) -> None:
    texts = [problem.text for problem in pilot.problems]
    assert len(set(texts)) == len(texts)


def test_few_problems_nearly_repeat_another(small: Programme) -> None:
    shapes = [_trigrams(problem.text) for problem in small.problems]
    repeated = [a for n, a in enumerate(shapes) if any(_alike(a, b) > 0.8 for m, b in enumerate(shapes) if n != m)]
    assert len(repeated) <= 0.02 * len(shapes)


def test_a_problem_and_the_capability_that_answers_it_share_no_sentence(pilot: Programme) -> None:
    told = {part for p in pilot.problems for part in p.text.split(". ")}
    assert not told & {part for c in pilot.capabilities for part in c.text_ko.split(". ")}


def test_problems_are_of_the_kinds_that_firms_state(pilot: Programme) -> None:
    kinds = Counter(problem.category for problem in pilot.problems)
    assert len(kinds) == 11
    assert 470 <= kinds["technology"] <= 570
    assert kinds["management"] > kinds["location"] > kinds["other"]
    states = Counter(problem.state for problem in pilot.problems)
    assert states["stated"] == 40
    assert all(bool(p.routed_to) == (p.state != "stated" and not p.topic) for p in pilot.problems)


def test_every_technical_problem_has_someone_who_could_help(pilot: Programme) -> None:
    assert {p.topic for p in pilot.problems if p.topic} <= {c.topic for c in pilot.capabilities}


def test_no_gap_is_left_open_and_english_is_english(pilot: Programme) -> None:
    korean = [p.text for p in pilot.problems] + [c.title_ko + c.text_ko for c in pilot.capabilities]
    english = [p.text for p in pilot.problems if p.locale == "en"]
    english += [c.title_en + c.text_en for c in pilot.capabilities]
    english += [e.title_en + e.text_en for e in pilot.events]
    english += [o.name_en + o.about_en for o in pilot.organisations]
    assert not [text for text in korean + english if "{" in text or "|" in text or text.strip() != text]
    assert not [text for text in english if re.search("[가-힣]", text)]


def _trigrams(text: str) -> set[str]:
    return {text[start : start + 3] for start in range(len(text) - 2)}


def _alike(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)


def test_twelve_venues_have_three_to_six_rooms_each(small: Programme) -> None:
    assert len(small.venues) == 12
    assert {venue.complex for venue in small.venues} == {complex_.slug for complex_ in small.complexes}
    rooms = Counter(room.venue for room in small.rooms)
    assert rooms.keys() == {venue.key for venue in small.venues}
    assert all(3 <= number <= 6 for number in rooms.values())


def test_events_take_rooms_of_their_complex_that_are_large_enough(pilot: Programme) -> None:
    rooms = {room.key: room for room in pilot.rooms}
    venues = {venue.key: venue for venue in pilot.venues}
    housed = [event for event in pilot.events if event.room]
    assert len(housed) > len(pilot.events) / 3
    for event in housed:
        room = rooms[str(event.room)]
        assert venues[room.venue].complex == event.complex
        assert venues[room.venue].address == event.address_ko
        assert event.venue_en == f"{venues[room.venue].name_en}, {room.name_en}"
        assert room.capacity >= event.capacity


def test_few_rooms_are_taken_twice_but_some_are(pilot: Programme) -> None:
    taken: dict[str, list[Event]] = {}
    doubled = []
    for event in pilot.events:
        if event.room and event.status != "cancelled":
            others = taken.setdefault(event.room, [])
            doubled += [one for one in others if one.starts_at < event.ends_at and event.starts_at < one.ends_at]
            others.append(event)
    assert 0 < len(doubled) < 20


def test_teams_close_on_days_without_events_of_theirs_but_the_last_of_the_year(small: Programme) -> None:
    taken = {(event.complex, event.starts_at.date()) for event in small.events}
    assert {row.complex for row in small.closed_days} == {complex_.slug for complex_ in small.complexes}
    assert not [
        row for row in small.closed_days if (row.complex, row.day) in taken and (row.day.month, row.day.day) != (12, 31)
    ]


def test_some_meetings_come_again_by_a_rule_that_makes_their_dates(pilot: Programme) -> None:
    events = {event.key: event for event in pilot.events}
    assert 24 <= len(pilot.series) <= 40
    for series in pilot.series:
        left_out = tuple(date.fromisoformat(day) for day in series.left_out)
        rule = Recurrence(rule=series.rule, starts_at=series.starts_at, left_out=left_out)
        assert rule.dates() == [events[key].starts_at for key in series.events]
        assert {events[key].mini_cluster for key in series.events} == {series.mini_cluster}
    assert len({series.public_id for series in pilot.series} | {event.public_id for event in pilot.events}) == (
        len(pilot.series) + len(pilot.events)
    )


@pytest.mark.parametrize("size", ["small", "pilot"])
def test_some_events_are_not_for_everybody_or_wait(request: pytest.FixtureRequest, size: str) -> None:
    made: Programme = request.getfixturevalue(size)
    ours = made.complexes[0].slug
    kept = [event for event in made.events if event.visibility != "public"]
    assert sorted((event.visibility, event.complex, event.status) for event in kept) == [
        ("members", ours, "published"),
        ("unlisted", ours, "published"),
    ]
    (planned,) = (event for event in made.events if event.publish_at)
    assert (planned.status, planned.complex) == ("draft", ours)
    assert planned.publish_at
    assert planned.starts_at.astimezone(zone()).date() > planned.publish_at.astimezone(zone()).date() > TODAY
    (submitted,) = (event for event in made.events if event.submitted_by)
    (approving,) = (team.slug for team in made.complexes if team.events_need_approval)
    posts = {(member.complex, member.person): member.post for member in made.team_members}
    assert (submitted.status, submitted.complex) == ("draft", approving)
    assert posts[approving, submitted.submitted_by] == "coordinator"
