"""How is the search process started and ended?"""

import os
import signal
import threading
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from eventhub.search.errors import AlreadyServed

OURS_ALONE = 0o077  # The index holds the words of confidential problems.
LAST_LOOK = 5.0  # Seconds for a look at the database that has begun.


@click.command("serve")
@with_appcontext
def serve() -> None:
    """Answer searches over a socket on this machine until stopped; a new or changed text is found within seconds."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's documented way
    stopped = threading.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_number, lambda *_: stopped.set())
    try:
        _serve(app, stopped)
    except AlreadyServed as refusal:
        raise click.ClickException(str(refusal)) from refusal


def _serve(app: Flask, stopped: threading.Event) -> None:
    # Only this command needs scikit-learn and numba, as the worker does.
    from eventhub.search.server import serving  # noqa: PLC0415 - see above
    from eventhub.search.upkeep import Upkeep  # noqa: PLC0415 - see above

    os.umask(OURS_ALONE)
    path = Path(app.config["SEARCH_SOCKET"])
    upkeep = Upkeep(app, Path(app.config["SEARCH_INDEX"]), _tell)
    following = threading.Thread(target=upkeep.run, daemon=True)
    with serving(path, upkeep.answer) as server:
        answering = threading.Thread(target=server.serve_forever, daemon=True)
        answering.start()
        following.start()
        _tell(f"started at {path}")
        stopped.wait()
        upkeep.stop()
        server.shutdown()
        following.join(LAST_LOOK)
    _tell("stopped")


def _tell(words: str) -> None:
    click.echo(f"EventHub search: {words}", err=True)
