"""What keeps the mailbox from being read?"""


class Unreachable(Exception):  # noqa: N818 - a state of the world
    """The mailbox cannot be reached or does not let us in."""
