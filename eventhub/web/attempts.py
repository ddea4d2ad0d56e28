"""How does a door do what a form asks for, and have the form say what is refused?"""

from collections.abc import Callable
from typing import TypeVar

from eventhub.core.db import transaction
from eventhub.core.errors import Refusal
from eventhub.web.baseform import BaseForm

Made = TypeVar("Made")


def made(form: BaseForm, make: Callable[[], Made]) -> Made | None:
    """Make something in one transaction, or have the form say why not."""
    try:
        with transaction():
            return make()
    except Refusal as refusal:
        form.refuse(refusal)
    return None


def done(form: BaseForm, act: Callable[[], object]) -> bool:
    """Do something in one transaction, or have the form say why not."""
    return made(form, lambda: (act(),)) is not None
