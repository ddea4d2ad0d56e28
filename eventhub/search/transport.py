"""How is the search process asked, without waiting longer than a reader would?"""

import socket
from collections.abc import Mapping
from time import monotonic
from typing import Any

from eventhub.search.errors import NotAnswered
from eventhub.search.rules import Hit, Question, read_answer, read_hits, write_question

PATIENCE = 2.0  # Seconds for all of it: what the reader gets instead is worth having by then.
LONGEST_ANSWER = 1_000_000


def ask(path: str, question: Question) -> list[Hit]:
    """Ask what fits a question, or raise `NotAnswered`."""
    answer = _ask(path, question)
    try:
        return read_hits(answer)
    except (KeyError, TypeError, ValueError) as fault:
        raise NotAnswered(f"what {path} answered are no hits") from fault


def ask_state(path: str) -> Mapping[str, Any]:
    """Ask how the process is, or raise `NotAnswered`."""
    return dict(_ask(path, Question("")).get("state", {}))


def _ask(path: str, question: Question) -> Mapping[str, Any]:
    deadline = monotonic() + PATIENCE
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(PATIENCE)
            line.connect(path)
            line.sendall(write_question(question))
            answer = read_answer(_read_line(line, deadline))
    except OSError as fault:
        raise NotAnswered(f"{path}: {fault.strerror or fault}") from fault
    if "error" in answer:
        raise NotAnswered(str(answer["error"]))
    return answer


def _read_line(line: socket.socket, deadline: float) -> bytes:
    said = b""
    while not said.endswith(b"\n") and len(said) < LONGEST_ANSWER:
        line.settimeout(max(deadline - monotonic(), 0.001))
        part = line.recv(65536)
        if not part:
            break
        said += part
    return said
