"""Does the web wait no longer than a reader would, whatever is or is not at the other end?"""

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import pytest

from eventhub.search import transport
from eventhub.search.errors import NotAnswered
from eventhub.search.rules import Question

Other = Callable[[bytes], str]


@pytest.fixture
def other(folder: Path) -> Iterator[Other]:
    """Let something answer with some bytes and then neither speak nor leave."""
    ends: list[socket.socket] = []
    path = str(folder / "s")

    def stand(said: bytes) -> str:
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(path)
        listening.listen()
        ends.append(listening)

        def answer() -> None:
            line, _ = listening.accept()
            ends.append(line)
            line.sendall(said)

        threading.Thread(target=answer, daemon=True).start()
        return path

    yield stand
    for end in ends:
        end.close()


def test_nobody_there_is_told_at_once(folder: Path) -> None:
    began = monotonic()
    with pytest.raises(NotAnswered, match="No such file"):
        transport.ask(str(folder / "nothing"), Question("휨"))
    assert monotonic() - began < transport.PATIENCE / 2


def test_a_socket_nobody_stands_behind_is_told(folder: Path) -> None:
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(folder / "s"))
    with pytest.raises(NotAnswered, match="refused"):
        transport.ask(str(folder / "s"), Question("휨"))


@pytest.mark.parametrize("said", [b"", b'{"hits"', b" " * 100])
def test_who_does_not_come_to_an_end_is_given_up(other: Other, said: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "PATIENCE", 0.2)
    with pytest.raises(NotAnswered, match="timed out"):
        transport.ask(other(said), Question("휨"))


@pytest.mark.parametrize(
    "said",
    [
        b"nonsense\n", b"[]\n", b"{}\n", b'{"hits": 1}\n', b'{"hits": [{"kind": "account", "id": "1"}]}\n',
        b'{"error": "still being read"}\n', b"x" * transport.LONGEST_ANSWER + b"\n",
    ],
)  # fmt: skip
def test_what_is_no_answer_is_none(other: Other, said: bytes) -> None:
    with pytest.raises(NotAnswered):
        transport.ask(other(said), Question("휨"))
