"""How often does a page ask the database? A server's configuration that says so in a header of each answer.

`flask bench registration` starts one server with `gunicorn --config python:eventhub.bench.counting`; the program itself
tells nobody. As in the tests, what only begins, ends or holds something is not counted: it reads and writes no row.
"""

from collections.abc import Callable, Iterable
from threading import local
from typing import Any

from sqlalchemy import Engine, event

HEADER = "X-Asked"
ONLY_BEGINS_ENDS_OR_HOLDS = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET LOCAL", "PRAGMA", "SELECT pg_advisory")
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class _Asked(local):
    """What the request in hand has asked so far; each thread has one in hand."""

    times = 0


_asked = _Asked()


def post_worker_init(worker: Any) -> None:  # noqa: ANN401 - a worker of gunicorn's
    """Count in a worker that has loaded the program."""
    event.listen(Engine, "before_cursor_execute", _count)
    worker.wsgi = saying_so(worker.wsgi)


def saying_so(program: Wsgi) -> Wsgi:
    """Answer as a program does, and say how often it asked."""

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        def begin(status: str, headers: list[tuple[str, str]], *fault: Any) -> Any:  # noqa: ANN401 - as WSGI has it
            return start(status, [*headers, (HEADER, str(_asked.times))], *fault)

        _asked.times = 0
        return program(environ, begin)

    return answer


def _count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:  # noqa: ANN401 - as SQLAlchemy calls it
    if not statement.startswith(ONLY_BEGINS_ENDS_OR_HOLDS):
        _asked.times += 1
