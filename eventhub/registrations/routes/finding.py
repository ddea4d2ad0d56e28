"""How does a person find their places again, and how does a device forget them?"""

from flask import flash, render_template, url_for

from eventhub.core.clock import now
from eventhub.core.i18n import gettext
from eventhub.registrations import services
from eventhub.registrations.forms import LostLinkForm, known_of
from eventhub.registrations.routes.shared import network, private_page, routes
from eventhub.web import device
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import done
from eventhub.web.baseform import TokenForm


@routes.route("/registrations/lost", methods=["GET", "POST"])
@access(Access.PUBLIC)
def lost() -> Answer:
    """Send all links of an address again; the answer is the same for every address."""
    form = LostLinkForm()

    def send() -> None:
        services.send_links(form.email.data, network=network(), now=now())

    if form.accepted() and done(form, send):
        return see_other(url_for("registrations.links_sent"))
    return render_template("registrations/lost.html", form=form), form.status


@routes.get("/registrations/lost/sent")
@access(Access.PUBLIC)
def links_sent() -> str:
    """Say where to look for the letter, if there is one."""
    return render_template("registrations/links_sent.html")


@routes.route("/registrations/device", methods=["GET", "POST"])
@access(Access.PUBLIC)
def this_device() -> Answer:
    """Show what this device remembers of who registered with it, and let it forget."""
    form = TokenForm()
    if not form.accepted():
        return private_page("registrations/device.html", form, known=known_of(None, device.kept()))
    flash(gettext("This device remembers nobody now."), "success")
    return device.forget(see_other(url_for("registrations.this_device")))
