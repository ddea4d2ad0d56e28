"""What do people type to find, add and describe an organisation?"""

from collections.abc import Sequence
from typing import Any, ClassVar, Self

from wtforms import BooleanField, Form, RadioField, SelectField, ValidationError
from wtforms.validators import DataRequired, Regexp

from eventhub.accounts.forms import LANGUAGES, EmailLine
from eventhub.clusters.models import Complex, MiniCluster
from eventhub.core.i18n import gettext, pick
from eventhub.core.i18n import lazy as _
from eventhub.core.text import has_control_characters
from eventhub.organisations.errors import AlreadyBelongs, AlreadyListed, OwnCompetitor, WrongParent, WrongSize
from eventhub.organisations.models import Kind, Organisation, Size
from eventhub.organisations.queries import list_directory
from eventhub.organisations.rules import (
    KIND_WORDS,
    SIZE_WORDS,
    WEBSITE_LENGTH,
    Filters,
    clean_website,
    is_told,
    parent_fits,
    size_fits,
)
from eventhub.web import asked
from eventhub.web.baseform import NEEDED, BaseForm, Line, Passage, Places, ReadingForm, WholeNumber, named, options

NAME_LENGTH = 200
OFFERED = 8
ABOUT_LENGTH = 5000
TEXT_LENGTH = 4000
SIZES = [(size.value, SIZE_WORDS[size]) for size in (Size.SMALL, Size.MID, Size.LARGE)]
KINDS = [(kind.value, KIND_WORDS[kind]) for kind in Kind]
IN_ONE_LANGUAGE = _("Please write a title and a text in Korean or in English, or in both.")


class FilterForm(ReadingForm):
    """What the directory is narrowed to."""

    q = Line(_("Search"), limit=100, needed=False)
    kind = SelectField(_("Kind"), choices=options(("", _("All")), *KINDS), default="")
    complex = SelectField(_("Complex"), default="")
    mini_cluster = SelectField(_("Mini-cluster"), default="")
    size = SelectField(_("Size"), choices=options(("", _("All")), *SIZES), default="")

    def offer(self, complexes: Sequence[Complex], mini_clusters: Sequence[MiniCluster]) -> None:
        """Name the complexes and mini-clusters one can choose from."""
        everything = options(("", gettext("All")))
        self.complex.choices = everything + named(complexes)
        self.mini_cluster.choices = everything + named(mini_clusters)

    def filters(self) -> Filters:
        """Say what the list is narrowed to; what does not hold does not narrow it."""
        kept = {name: field.data for name, field in self._fields.items() if not field.errors}
        return Filters(
            words=kept.get("q") or "",
            kind=Kind(kept["kind"]) if kept.get("kind") else None,
            size=Size(kept["size"]) if kept.get("size") else None,
            complex_slug=kept.get("complex") or "",
            mini_cluster_slug=kept.get("mini_cluster") or "",
        )


class SearchForm(ReadingForm):
    """Words that the desk's list is narrowed to."""

    q = Line(_("Search"), limit=100, needed=False)

    def words(self) -> str:
        """Say what was asked for, if it can be looked for."""
        return "" if self.q.errors else self.q.data


class WebsiteLine(Line):
    """A web address that a page may link to."""

    def pre_validate(self, form: Form) -> None:  # type: ignore[override]
        """Write the address in full, or say what is wrong with it."""
        super().pre_validate(form)
        address = clean_website(self.data)
        if address is None:
            raise ValidationError(gettext("This is not a web address. Write it like https://www.company.co.kr."))
        self.data = address


class DescriptionForm(BaseForm):
    """What an organisation says of itself."""

    main_product_ko = Line(_("Main product (Korean)"), limit=NAME_LENGTH, needed=False)
    main_product_en = Line(_("Main product (English)"), limit=NAME_LENGTH, needed=False)
    about_ko = Passage(_("About us (Korean)"), limit=ABOUT_LENGTH, needed=False)
    about_en = Passage(_("About us (English)"), limit=ABOUT_LENGTH, needed=False)
    size = SelectField(_("Size"), default="")
    industry_code = Line(
        _("Industry code (KSIC)"),
        limit=6,
        needed=False,
        validators=[
            Regexp(r"^([A-U]?[0-9]{2,5})?$", message=_("The code has two to five digits, like 22241 or C22241."))
        ],
    )
    address = Line(_("Address"), limit=NAME_LENGTH, needed=False)
    website = WebsiteLine(_("Website"), limit=WEBSITE_LENGTH, needed=False)
    wants_suggestions = BooleanField(
        _("We may be suggested to firms as a partner"),
        default=True,
        description=_("Without the tick nobody is pointed to you; what you offer stays in the directory."),
    )
    open_requests = WholeNumber(
        _("Requests you take at once"),
        least=0,
        most=99,
        description=_("As long as so many are open, you are not suggested. Left empty it means 3."),
    )

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:  # noqa: ANN401 - as the library declares it
        """Ask a firm for its size, and nobody else."""
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.size.choices = options(*SIZES if kind is Kind.FIRM else (("", SIZE_WORDS[Size.NONE]), *SIZES))

    def said(self) -> dict[str, Any]:
        """Return what was said, by column."""
        wishes = {"wants_suggestions": self.wants_suggestions.data, "open_requests": self.open_requests.data}
        return {**self.texts(), **wishes}

    def validate_size(self, field: SelectField) -> None:
        """Refuse a size for whoever is no firm."""
        if not field.errors and not size_fits(self.kind, Size(field.data)):
            raise ValidationError(str(WrongSize.sentence))


class CapabilityForm(BaseForm):
    """What an organisation can do for others."""

    title_ko = Line(_("Title (Korean)"), limit=NAME_LENGTH, needed=False)
    text_ko = Passage(_("Text (Korean)"), limit=TEXT_LENGTH, needed=False)
    title_en = Line(_("Title (English)"), limit=NAME_LENGTH, needed=False)
    text_en = Passage(_("Text (English)"), limit=TEXT_LENGTH, needed=False)
    equipment = Passage(_("Equipment"), limit=2000, needed=False)
    trl = WholeNumber(_("Technology readiness level (TRL)"), most=9)
    requests_per_quarter = WholeNumber(
        _("Requests you can take in a quarter"),
        least=0,
        most=99,
        needed=_("Please write a number; 0 means none for now."),
        default=2,
    )

    def validate_title_ko(self, _field: Line) -> None:
        """Ask for one language that is complete."""
        korean = is_told(self.title_ko.data, self.text_ko.data)
        if not korean and not is_told(self.title_en.data, self.text_en.data):
            raise ValidationError(str(IN_ONE_LANGUAGE))

    def said(self) -> dict[str, Any]:
        """Return what was said, by column."""
        return {**self.texts(), "trl": self.trl.data, "requests_per_quarter": self.requests_per_quarter.data or 0}


class OrganisationForm(BaseForm):
    """An organisation that is new in the list."""

    STANDS_AT: ClassVar[Places] = {AlreadyListed: "name_ko"}

    kind = SelectField(_("Kind"), [DataRequired(NEEDED)], choices=options(*KINDS))
    size = SelectField(_("Size"), choices=options(("", SIZE_WORDS[Size.NONE]), *SIZES), default="")
    name_ko = Line(_("Name (Korean)"), limit=NAME_LENGTH, needed=False)
    name_en = Line(_("Name (English)"), limit=NAME_LENGTH, needed=False)
    complex = SelectField(_("Complex"), [DataRequired(NEEDED)])
    parent = SelectField(
        _("Belongs to"), default="", description=_("Only for labs: the university or agency that runs it.")
    )

    def offer(self, complexes: Sequence[Complex], parents: Sequence[Organisation]) -> None:
        """Name the complexes and the parents one can choose from."""
        self.complex.choices = named(complexes)
        self.parents = {row.public_id: row for row in parents}
        self.parent.choices = options(("", "–"), *((row.public_id, pick(row, "name")) for row in parents))

    def validate_name_ko(self, _field: Line) -> None:
        """Ask for a name in one language."""
        if not self.name_ko.data and not self.name_en.data:
            raise ValidationError(gettext("Please write the name in Korean or in English, or in both."))

    def validate_size(self, field: SelectField) -> None:
        """Ask every firm for its size, and nobody else."""
        if not self.kind.errors and not field.errors and not size_fits(Kind(self.kind.data), Size(field.data)):
            raise ValidationError(str(WrongSize.sentence))

    def validate_parent(self, field: SelectField) -> None:
        """Let only labs belong to somebody."""
        parent = self.parents.get(field.data)
        if not self.kind.errors and not parent_fits(Kind(self.kind.data), parent.kind if parent else None):
            raise ValidationError(str(WrongParent.sentence))


class PersonForm(BaseForm):
    """A person who shall speak for an organisation."""

    STANDS_AT: ClassVar[Places] = {AlreadyBelongs: "email"}

    name = Line(_("Name"), limit=60, needed=_("Please write the person's name."))
    email = EmailLine(_("E-mail address"), needed=_("Please write the person's e-mail address."))
    post = Line(_("Post"), limit=60, needed=False)
    locale = SelectField(
        _("Language of letters"),
        [DataRequired(NEEDED)],
        choices=options(*LANGUAGES),
        default="ko",
    )


class JoinForm(BaseForm):
    """A mini-cluster that an organisation shall belong to."""

    mini_cluster = SelectField(_("Mini-cluster"), [DataRequired(NEEDED)])

    def offer(self, mini_clusters: Sequence[MiniCluster]) -> None:
        """Name the mini-clusters one can choose from."""
        self.mini_clusters = {row.slug: row for row in mini_clusters}
        self.mini_cluster.choices = named(mini_clusters)


class DirectoryForm(BaseForm):
    """A form with an organisation in it: any name, or one of those in the directory that the name may mean."""

    organisation_name = Line(_("Organisation"), limit=NAME_LENGTH, needed=False)
    organisation = RadioField(_("In the directory"), default="")

    def look_up(self, known: Organisation | None = None) -> Self:
        """Offer the one that is known, and those of the directory that the typed name may mean."""
        words, found = self.organisation_name.data, [known] if known else []
        if words and not has_control_characters(words):
            found += list_directory(Filters(words=words[: asked.LONGEST])).items[:OFFERED]
        self._found = found
        self._organisations = {one.public_id: one.id for one in found}
        names = {one.public_id: pick(one, "name") for one in found}
        self.organisation.choices = options(("", gettext("Not from the directory")), *names.items())
        return self

    @property
    def organisation_id(self) -> int | None:
        """The organisation of the directory that is meant."""
        return self._organisations.get(self.organisation.data)


class CompetitorForm(DirectoryForm):
    """An organisation of the directory that is a competitor."""

    STANDS_AT: ClassVar[Places] = {OwnCompetitor: "organisation_name"}

    organisation_name = Line(_("Name of the competitor"), limit=NAME_LENGTH, needed=_("Please write a name."))

    def look_up(self, known: Organisation | None = None) -> Self:
        """Offer those of the directory that the typed name may mean."""
        super().look_up(known)
        self.organisation.choices = options(*((row.public_id, pick(row, "name")) for row in self._found))
        return self

    def validate_organisation_name(self, field: Line) -> None:
        """Ask for another name where the directory has none like it, and for a choice where it has."""
        if field.errors:
            return
        if not self.organisation.choices:
            raise ValidationError(gettext("The directory has nobody of this name."))
        if self.organisation.data not in self._organisations:
            raise ValidationError(gettext("Choose below whom you mean, and press the button once more."))

    @property
    def chosen(self) -> str:
        """The public id of the organisation that was chosen."""
        return str(self.organisation.data)
