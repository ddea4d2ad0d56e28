"""Who may enter by which door? Every view declares it; a view that does not is closed to all."""

import enum
from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


class Access(enum.Enum):
    """The policies a view can declare."""

    PUBLIC = "everybody"
    LINK = "whoever holds the private link"
    SIGNED_IN = "everybody who has signed in"
    COORDINATOR = "coordinators and administrators"
    ADMINISTRATOR = "administrators"


def access(policy: Access) -> Callable[[View], View]:
    """Declare who may enter by this view; `accounts.guards` enforces it before the view runs."""

    def declare(view: View) -> View:
        view.access = policy  # type: ignore[attr-defined]
        return view

    return declare


def policy_of(view: Callable[..., Any]) -> Access | None:
    """Read what a view declared."""
    return getattr(view, "access", None)
