"""A search process inside the test: the same upkeep and the same socket, looked at when the test says so."""

import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask

from eventhub.search.server import serving
from eventhub.search.upkeep import Upkeep


@pytest.fixture
def folder() -> Iterator[Path]:
    """Name a folder whose path leaves room for a socket's name."""
    with tempfile.TemporaryDirectory(prefix="eh") as path:
        yield Path(path)


@pytest.fixture
def told() -> list[str]:
    """Collect what the process says while it works."""
    return []


@pytest.fixture
def upkeep(app: Flask, folder: Path, told: list[str]) -> Upkeep:
    """Make what holds the collection; it looks at the database when it is told to."""
    return Upkeep(app, folder / "search.index", told.append)


@pytest.fixture
def searching(app: Flask, folder: Path, upkeep: Upkeep) -> Iterator[Callable[[], None]]:
    """Let the web ask a process that has read everything (`searching()`), and that looks again when called again."""
    before = app.config["SEARCH_SOCKET"]
    with ExitStack() as stack:

        def start_or_look() -> None:
            upkeep.look()
            if app.config["SEARCH_SOCKET"] == before:
                server = stack.enter_context(serving(folder / "s", upkeep.answer))
                threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
                stack.callback(server.shutdown)
                app.config["SEARCH_SOCKET"] = str(folder / "s")

        yield start_or_look
        app.config["SEARCH_SOCKET"] = before
