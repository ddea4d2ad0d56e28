"""What can keep a question from being answered?"""


class NotAnswered(Exception):  # noqa: N818 - it is expected wherever the search process does not run
    """The search process did not answer, or not in time; the sentence says why."""


class BadQuestion(Exception):  # noqa: N818 - a refusal is an answer
    """A question over the socket cannot be understood; the sentence says why."""


class AlreadyServed(Exception):  # noqa: N818 - as above
    """Another process answers on this socket, or something else stands in its place."""
