"""Does the socket answer whoever writes whatever to it, belong to us alone, and survive what was killed before it?"""

import json
import socket
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from eventhub.search import server as serving_module
from eventhub.search import transport
from eventhub.search.errors import AlreadyServed, NotAnswered
from eventhub.search.rules import Hit, Kind, Question, write_hits, write_state
from eventhub.search.server import LONGEST_LINE, SearchServer, serving

HITS = [Hit(Kind.EVENT, "abc", 0.5, ("버",))]
Ask = Callable[[bytes], Any]


def answer(question: Question) -> bytes:
    """Answer everything alike, but for one thing."""
    if question.text == "fail":
        raise ZeroDivisionError("the secret is a canary")
    return write_hits(HITS) if question.text else write_state({"entries": 7})


@contextmanager
def running(path: Path) -> Iterator[SearchServer]:
    """Serve in a thread."""
    with serving(path, answer) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def path(folder: Path) -> Path:
    return folder / "inner" / "search.sock"


@pytest.fixture
def say(path: Path) -> Iterator[Ask]:
    """Write bytes to a running server, and read one line."""
    with running(path):

        def write(said: bytes) -> Any:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(5)
                line.connect(str(path))
                line.sendall(said)
                return json.loads(line.makefile("rb").readline() or b"null")

        yield write


def test_a_question_is_answered(say: Ask, path: Path) -> None:
    assert transport.ask(str(path), Question("휨")) == HITS
    assert transport.ask_state(str(path)) == {"entries": 7}


def test_several_questions_of_one_connection_are_answered_in_order(say: Ask, path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(path))
        line.sendall(b'{"q": "a"}\n{"q": ""}\nnonsense\n')
        lines = line.makefile("rb")
        assert [next(iter(json.loads(lines.readline()))) for _ in range(3)] == ["hits", "state", "error"]


@pytest.mark.parametrize("said", [b"\n", b"nonsense\n", b"\x00\xff\n", b"[" * 19_000 + b"\n", b'{"q": 1}\n'])
def test_what_is_no_question_is_told_so_and_the_next_one_is_answered(say: Ask, said: bytes) -> None:
    assert "error" in say(said)
    assert "hits" in say(b'{"q": "a"}\n')


def test_a_question_without_end_is_cut_off(say: Ask) -> None:
    assert say(b"x" * (LONGEST_LINE + 1)) == {"error": f"a question has {LONGEST_LINE} bytes at most"}
    assert "hits" in say(b'{"q": "a"}\n')


def test_who_goes_away_in_the_middle_harms_nobody(say: Ask, path: Path) -> None:
    for said in (b"", b'{"q": ', b'{"q": "a"}\n'):
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(path))
            line.sendall(said)
    assert "hits" in say(b'{"q": "a"}\n')


def test_who_says_nothing_is_let_go(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving_module._Conversation, "timeout", 0.1)
    with running(path), socket.socket(socket.AF_UNIX) as line:
        line.settimeout(5)
        line.connect(str(path))
        assert line.recv(1) == b""


def test_a_fault_of_ours_is_logged_and_not_told(say: Ask, caplog: pytest.LogCaptureFixture) -> None:
    said = say(b'{"q": "fail"}\n')["error"]
    assert "canary" not in said
    assert "could not be answered" in said
    assert "the secret is a canary" in caplog.text


def test_more_than_so_many_at_once_are_asked_to_come_again(path: Path) -> None:
    with running(path) as server:
        for _ in range(serving_module.MOST_AT_ONCE):
            server.places.acquire()
        with pytest.raises(NotAnswered, match="too many ask at once"):
            transport.ask(str(path), Question("휨"))
        server.places.release()
        assert transport.ask(str(path), Question("휨")) == HITS


def test_the_socket_is_ours_alone_and_goes_with_the_process(path: Path) -> None:
    with running(path):
        assert stat.filemode(path.stat().st_mode) == "srw-------"
    assert not path.exists()


def test_a_second_one_says_so_and_leaves_the_first_alone(path: Path) -> None:
    with running(path):
        with pytest.raises(AlreadyServed, match=f"already answers at {path}"), running(path):
            pass
        assert transport.ask(str(path), Question("휨")) == HITS


def test_the_socket_of_one_that_was_killed_is_replaced(path: Path) -> None:
    path.parent.mkdir()
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    with running(path):
        assert transport.ask(str(path), Question("휨")) == HITS


def test_something_else_in_its_place_is_not_touched(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("dear diary", encoding="utf-8")
    with pytest.raises(AlreadyServed, match="is no socket; move it"), running(path):
        pass
    assert path.read_text(encoding="utf-8") == "dear diary"


def test_a_folder_that_cannot_be_made_is_named(path: Path) -> None:
    path.parent.write_text("a file", encoding="utf-8")
    with pytest.raises(AlreadyServed, match=str(path.parent)), running(path):
        pass
