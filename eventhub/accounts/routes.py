"""How does a person sign in, out, and see what is theirs?"""

from datetime import timedelta

from flask import Blueprint, Response, abort, flash, render_template, request, session, url_for

from eventhub.accounts import guards, services
from eventhub.accounts.errors import LinkExpired
from eventhub.accounts.forms import CodeForm, LettersForm, ProfileForm, SetUpForm, SignInForm
from eventhub.accounts.models import Account
from eventhub.accounts.queries import find_by_email, find_session, list_sessions
from eventhub.accounts.rules import safe_next
from eventhub.core.clock import local, midnight, now
from eventhub.core.db import transaction
from eventhub.core.i18n import current_locale, gettext
from eventhub.events import queries as events
from eventhub.events.rules import KIND_WORDS
from eventhub.mail import queries as outbox
from eventhub.mail import services as letter_services
from eventhub.mail.rules import KINDS, NIGHT_ENDS
from eventhub.matching import queries as matching
from eventhub.matching.rules import Standing, standing_of
from eventhub.organisations.queries import organisations_of
from eventhub.picks.services import take_along
from eventhub.problems.queries import list_own
from eventhub.problems.rules import STATE_WORDS
from eventhub.registrations.queries import path_of, places_of
from eventhub.registrations.rules import STANDING_WORDS
from eventhub.registrations.services import choose_language
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import done, made
from eventhub.web.baseform import TokenForm, options
from eventhub.web.headers import link_only

routes = Blueprint("accounts", __name__)
# Places stay on the page for a while after the event, for whoever looks for what was there.
RECENTLY = timedelta(days=7)
NEXT_EVENTS = 4


@routes.route("/sign-in", methods=["GET", "POST"])
@access(Access.PUBLIC)
def sign_in() -> Answer:
    """Ask for an address and send the way in; the answer is the same for every address."""
    wanted = safe_next(request.args.get("next", ""))
    if guards.asker():
        return see_other(wanted or url_for("accounts.me"))
    form = SignInForm(next=wanted)
    if not form.accepted():
        return render_template("accounts/sign_in.html", form=form), form.status
    with transaction():
        services.ask_for_way_in(form.email.data, network=_network(), next_path=form.next.data or "", now=now())
    session["signing_in_as"] = form.email.data
    return see_other(url_for("accounts.enter_code"))


@routes.route("/sign-in/code", methods=["GET", "POST"])
@access(Access.PUBLIC)
def enter_code() -> Answer:
    """Take the six digits."""
    form = CodeForm(email=session.get("signing_in_as", ""))

    def count() -> None:
        services.count_guess(form.email.data, network=_network(), now=now())

    def sign_in() -> tuple[str, str]:
        code = form.code.data.replace(" ", "")
        return services.sign_in_by_code(form.email.data, code, user_agent=_user_agent(), now=now())

    if form.accepted() and done(form, count) and (entered := made(form, sign_in)):
        return _enter(*entered)
    return render_template("accounts/code.html", form=form), form.status


@routes.get("/sign-in/<token>")
@access(Access.LINK)
def confirm_link(token: str) -> Response:
    """Show one button; mail scanners open links, so opening uses nothing up."""
    return link_only(Response(render_template("accounts/confirm.html", form=TokenForm(), token=token)))


@routes.post("/sign-in/<token>")
@access(Access.LINK)
def use_link(token: str) -> Answer:
    """Use the link."""
    form = TokenForm()
    if not form.accepted():
        return render_template("accounts/confirm.html", form=form, token=token), form.status
    try:
        with transaction():
            session_token, path = services.sign_in_by_link(token, user_agent=_user_agent(), now=now())
    except LinkExpired as refusal:
        return render_template("accounts/expired.html", form=SignInForm(formdata=None)), refusal.status
    return _enter(session_token, path)


@routes.route("/set-up/<secret>", methods=["GET", "POST"])
@access(Access.LINK)
def set_up(secret: str) -> Answer:
    """Make the first administrator of a new EventHub."""
    services.check_set_up(secret)
    form = SetUpForm()
    if not form.accepted():
        return render_template("accounts/set_up.html", form=form), form.status
    with transaction():
        token = services.set_up(
            secret,
            email=form.email.data,
            name=form.name.data,
            locale=current_locale(),
            user_agent=_user_agent(),
            now=now(),
        )
    return _enter(token, "")


@routes.post("/sign-out")
@access(Access.PUBLIC)
def sign_out() -> Answer:
    """End this session."""
    if not TokenForm().accepted():
        abort(400)
    with transaction():
        services.sign_out(guards.session_token(), now=now())
    session.clear()
    flash(gettext("You have signed out."), "success")
    return guards.forget(see_other(url_for("web.home")))


@routes.get("/me/")
@access(Access.SIGNED_IN)
def me() -> str:
    """Show what is a person's own: questions to answer, places, problems."""
    account = guards.me()
    enquiries = matching.enquiries_of(account)
    return render_template(
        "accounts/me.html",
        organisations=organisations_of(account),
        places=places_of(account, since=now() - RECENTLY),
        place_path=path_of,
        standing_words=STANDING_WORDS,
        problems=list_own(account),
        state_words=STATE_WORDS,
        coming=events.list_next_of(account, NEXT_EVENTS, now=now()),
        kind_words=KIND_WORDS,
        waiting=[enquiry for enquiry in enquiries if standing_of(enquiry, now()) is Standing.OPEN],
    )


@routes.route("/me/settings", methods=["GET", "POST"])
@access(Access.SIGNED_IN)
def profile() -> Answer:
    """Show and change what a person says of themselves; list and end their sessions."""
    account = guards.me()
    form = ProfileForm(obj=account)
    if not form.accepted():
        return _profile(form, TokenForm(formdata=None)), form.status
    with transaction():
        services.describe(
            account,
            name=form.name.data,
            phone=form.phone.data,
            job_title=form.job_title.data,
            locale=form.locale.data,
        )
    flash(gettext("Saved."), "success")
    return see_other(url_for("accounts.profile"))


@routes.route("/me/letters", methods=["GET", "POST"])
@access(Access.SIGNED_IN)
def letters() -> Answer:
    """Show and change which letters somebody gets, and how."""
    account = guards.me()
    form = _letters_form(account.email, account)
    if not form.accepted():
        return _letters(form, account.email, url_for("accounts.letters")), form.status
    _choose_letters(form, account.email, account)
    return see_other(url_for("accounts.letters"))


@routes.route("/u/<link>/settings", methods=["GET", "POST"])
@access(Access.LINK)
def letters_by_link(link: str) -> Answer:
    """Do the same from a letter, without signing in; opening changes nothing."""
    address = outbox.get_subscription(link).address
    account, action = find_by_email(address), url_for("accounts.letters_by_link", link=link)
    form = _letters_form(address, account)
    if not form.accepted():
        return link_only(Response(_letters(form, address, action), form.status))
    _choose_letters(form, address, account)
    return link_only(see_other(action))


@routes.post("/me/sign-out-everywhere")
@access(Access.SIGNED_IN)
def sign_out_everywhere() -> Answer:
    """End every session of this person."""
    token = TokenForm()
    if not token.accepted():
        return _profile(ProfileForm(formdata=None, obj=guards.me()), token), token.status
    with transaction():
        services.sign_out_everywhere(guards.me(), now=now())
    session.clear()
    flash(gettext("You have signed out everywhere."), "success")
    return guards.forget(see_other(url_for("web.home")))


def _letters_form(address: str, account: Account | None) -> LettersForm:
    settings, refused = outbox.find_settings(address), outbox.list_refused(address)
    until = settings.paused_until if settings else None
    form = LettersForm(
        kinds=[name for name in KINDS if name not in refused],
        pace="weekly" if settings and settings.is_weekly else "at-once",
        locale=account.locale if account else None,
        pause=local(until).date() if until and until > now() else None,
    )
    form.kinds.choices = options(*((name, f"{kind.title}: {kind.says}") for name, kind in KINDS.items()))
    if account is None:
        del form.locale
    return form


def _letters(form: LettersForm, address: str, action: str) -> str:
    return render_template("accounts/letters.html", form=form, address=address, action=action)


def _choose_letters(form: LettersForm, address: str, account: Account | None) -> None:
    until = midnight(form.pause.data) + timedelta(hours=NIGHT_ENDS) if form.pause.data else None
    is_weekly = form.pace.data == "weekly"
    with transaction():
        letter_services.choose(address, form.kinds.data or (), is_weekly=is_weekly, paused_until=until, now=now())
        if account:
            services.choose_language(account, form.locale.data)
            choose_language(account, form.locale.data, now=now())
    flash(gettext("Saved."), "success")


def _profile(form: ProfileForm, token: TokenForm) -> str:
    sessions = list_sessions(guards.me(), now())
    return render_template("accounts/profile.html", form=form, sessions=sessions, token=token)


def _enter(token: str, path: str) -> Response:
    _take_picks_along(token)
    # Nothing of the visitor's session lives on in the person's: a planted token would be worth nothing.
    session.clear()
    return guards.remember(see_other(safe_next(path) or url_for("accounts.me")), token)


def _take_picks_along(token: str) -> None:
    """Let a person keep what they picked as a visitor."""
    if "picks" in session:
        with transaction():
            signed_in = find_session(token, now())
            if signed_in is not None:
                take_along(session["picks"], signed_in.account, now=now())


def _network() -> str:
    return request.remote_addr or "unknown"


def _user_agent() -> str:
    return request.user_agent.string
