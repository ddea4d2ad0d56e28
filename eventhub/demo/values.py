"""What does a generated programme consist of?"""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Complex:
    """An industrial complex with the contact data of its cluster promotion team."""

    slug: str
    name_ko: str
    name_en: str
    industry_ko: str
    industry_en: str
    vision_ko: str
    vision_en: str
    region_ko: str
    region_en: str
    phone: str
    email: str
    latitude: float
    longitude: float
    events_need_approval: bool = False


@dataclass(frozen=True, slots=True)
class MiniCluster:
    """A small body around one product or technology of a complex."""

    slug: str
    complex: str
    name_ko: str
    name_en: str
    field_ko: str
    field_en: str


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with an address; nobody real."""

    key: str
    public_id: str
    name: str
    email: str
    phone: str
    job_title_ko: str
    locale: str


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A person's post in the promotion team of a complex: head or coordinator."""

    complex: str
    person: str
    post: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """A firm, university, lab, local government or support agency; only firms have a size."""

    key: str
    public_id: str
    kind: str
    size: str
    name_ko: str
    name_en: str
    complex: str | None
    parent: str | None
    main_product_ko: str
    main_product_en: str
    industry_code: str
    about_ko: str
    about_en: str
    address_ko: str


@dataclass(frozen=True, slots=True)
class Membership:
    """A person's post in an organisation; the contact person receives its letters."""

    person: str
    organisation: str
    post_ko: str
    is_contact: bool


@dataclass(frozen=True, slots=True)
class MiniClusterMembership:
    """An organisation's place in a mini-cluster."""

    organisation: str
    mini_cluster: str


@dataclass(frozen=True, slots=True)
class Capability:
    """What an organisation can do for others; `topic` is the generator's own answer key and is not shown."""

    key: str
    public_id: str
    organisation: str
    title_ko: str
    title_en: str
    text_ko: str
    text_en: str
    equipment_ko: str
    trl: int
    requests_per_quarter: int
    topic: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What a firm states in its own words; `topic` is the generator's own answer key, empty when not technical."""

    key: str
    public_id: str
    organisation: str
    person: str
    text: str
    locale: str
    urgency: str
    visibility: str
    category: str
    state: str
    routed_to: str
    stated_at: datetime
    topic: str


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A day on which the team of a complex holds nothing."""

    complex: str
    day: date
    name_ko: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Venue:
    """A building with rooms; nobody real."""

    key: str
    public_id: str
    complex: str
    name_ko: str
    name_en: str
    address: str
    phone: str
    opens_at_minute: int
    closes_at_minute: int
    text_ko: str
    text_en: str
    accessibility_ko: str
    accessibility_en: str


@dataclass(frozen=True, slots=True)
class Room:
    """A room of a venue."""

    key: str
    public_id: str
    venue: str
    name_ko: str
    name_en: str
    capacity: int
    equipment_ko: str
    equipment_en: str
    accessibility_ko: str
    accessibility_en: str


@dataclass(frozen=True, slots=True)
class Event:
    """A forum, seminar, workshop, briefing, meeting or the Cluster Day."""

    key: str
    public_id: str
    kind: str
    complex: str
    mini_cluster: str | None
    title_ko: str
    title_en: str
    text_ko: str
    text_en: str
    starts_at: datetime
    ends_at: datetime
    venue_ko: str
    venue_en: str
    address_ko: str
    online_url: str
    capacity: int
    status: str
    cancel_reason_ko: str
    registration_opens_at: datetime
    registration_closes_at: datetime
    room: str | None = None
    visibility: str = "public"
    publish_at: datetime | None = None
    # A person's key.
    submitted_by: str = ""


@dataclass(frozen=True, slots=True)
class Registration:
    """A person's place at an event; in an event they are listed in the order they came."""

    public_id: str
    event: str
    person: str
    standing: str
    registered_at: datetime


@dataclass(frozen=True, slots=True)
class Series:
    """Meetings of a mini-cluster that come again by a rule; `events` are the keys of its dates, in their order."""

    public_id: str
    complex: str
    mini_cluster: str
    title_ko: str
    title_en: str
    rule: str
    left_out: tuple[str, ...]
    events: tuple[str, ...]
    starts_at: datetime
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CheckIn:
    """Somebody came in on a day of an event; `place` is the public id of a registration, here and below."""

    place: str
    event: str
    day: date
    checked_in_at: datetime


@dataclass(frozen=True, slots=True)
class Mark:
    """What the team noted of somebody who did not come: absent or excused."""

    place: str
    event: str
    attendance: str
    marked_at: datetime


@dataclass(frozen=True, slots=True)
class Survey:
    """What those who came to an event were asked: the usual questions, by their public ids."""

    event: str
    opened_at: datetime
    questions: tuple[str, ...]
    invited: int


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody who was asked, and whether they have answered."""

    public_id: str
    event: str
    place: str
    has_answered: bool


@dataclass(frozen=True, slots=True)
class Response:
    """What somebody answered; who, and when, is not even made up."""

    public_id: str
    event: str
    marks: dict[str, int]
    texts: dict[str, str]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Whom somebody wants to meet again, and what became of it."""

    public_id: str
    event: str
    place: str
    wanted: str
    why: str
    state: str
    note: str
    created_at: datetime
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme's year; everything is linked by `slug` or `key`."""

    size: str
    seed: int
    year_end: date
    complexes: tuple[Complex, ...] = field(repr=False)
    mini_clusters: tuple[MiniCluster, ...] = field(repr=False)
    people: tuple[Person, ...] = field(repr=False)
    team_members: tuple[TeamMember, ...] = field(repr=False)
    organisations: tuple[Organisation, ...] = field(repr=False)
    memberships: tuple[Membership, ...] = field(repr=False)
    mini_cluster_memberships: tuple[MiniClusterMembership, ...] = field(repr=False)
    capabilities: tuple[Capability, ...] = field(repr=False)
    problems: tuple[Problem, ...] = field(repr=False)
    closed_days: tuple[ClosedDay, ...] = field(repr=False)
    venues: tuple[Venue, ...] = field(repr=False)
    rooms: tuple[Room, ...] = field(repr=False)
    events: tuple[Event, ...] = field(repr=False)
    series: tuple[Series, ...] = field(repr=False)
    registrations: tuple[Registration, ...] = field(repr=False)
    check_ins: tuple[CheckIn, ...] = field(repr=False, default=())
    marks: tuple[Mark, ...] = field(repr=False, default=())
    surveys: tuple[Survey, ...] = field(repr=False, default=())
    invitations: tuple[Invitation, ...] = field(repr=False, default=())
    responses: tuple[Response, ...] = field(repr=False, default=())
    follow_ups: tuple[FollowUp, ...] = field(repr=False, default=())
