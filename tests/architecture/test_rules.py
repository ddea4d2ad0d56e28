"""Does the code keep the rules of the house that no tool checks?"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "eventhub").rglob("*.py"))
DOORS = ("routes.py", "manage.py", "jobs.py", "api.py")
FEATURES = {"mail", "accounts", "clusters", "organisations", "venues", "events", "problems"} | {
    "series",
    "programme",
    "cluster_day",
    "imports",
    "registrations",
    "tickets",
    "checkins",
    "papers",
    "surveys",
    "event_reports",
    "matching",
    "picks",
    "questions",
    "calendars",
    "planning",
    "doctor",
    "wording",
    "lexicon",
    "related",
    "tuning",
    "mailings",
    "inbox",
    "search",
}
ROLES = {"__init__", "routes", "manage", "api", "jobs", "cli", "forms", "guards", "services", "messages", "entries"} | {
    "queries",
    "rules",
    "models",
    "facts",
    "errors",
    "examples",
}
OWN_NAMES = (
    {("mail", "render"), ("mail", "transport"), ("mail", "signing"), ("matching", "text"), ("matching", "ranker")}
    | {("programme", "schedule"), ("inbox", "transport")}
    | {("matching", "evaluation"), ("matching", "packed"), ("matching", "kept"), ("matching", "mecab")}
    | {("matching", "memory"), ("matching", "filters"), ("matching", "phrases"), ("matching", "sounds")}
    | {("matching", "glossary"), ("matching", "rows"), ("matching", "explanation"), ("papers", "drawing")}
    | {("matching", "finding")}
    | {("matching", "saved"), ("search", "collection"), ("search", "upkeep"), ("search", "server")}
    | {("search", "transport")}
    | {("related", "likeness")}
)
# A role that outgrew its file is a folder of the same name (decision 0011).
DOOR_FILES = {path for path in SOURCES if path.name in DOORS or f"{path.parent.name}.py" in DOORS}
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_DOOR = 400, 40, 20


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    """Yield every function of a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield node


def length(function: ast.FunctionDef) -> int:
    """Count the lines of a function's body, its docstring aside."""
    body = function.body
    has_docstring = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    first = body[1] if has_docstring and len(body) > 1 else body[0]
    return (function.end_lineno or 0) - first.lineno + 1


def named(path: Path) -> str:
    """Name a file as people do."""
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_a_file_is_short_enough_to_be_read_in_one_go(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_a_function_is_short_enough_to_be_seen_at_once(path: Path) -> None:
    limit = LONGEST_DOOR if path in DOOR_FILES else LONGEST_FUNCTION
    assert [f"{found.name}: {length(found)}" for found in functions(path) if length(found) > limit] == []


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_a_module_says_which_question_it_answers(path: Path) -> None:
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    assert said.strip(), "the module has no docstring"
    if path.name != "__init__.py" and "vocabulary" not in path.parts:
        assert "?" in said.splitlines()[0], "the first line asks the question the file answers"


@pytest.mark.parametrize("path", [path for path in SOURCES if path.parent.name in FEATURES], ids=named)
def test_a_feature_has_only_files_whose_names_say_what_they_may_do(path: Path) -> None:
    assert path.stem in ROLES or (path.parent.name, path.stem) in OWN_NAMES


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_only_the_transaction_commits_and_rolls_back(path: Path) -> None:
    # Giving up a failed read is not writing: these clean up after faults.
    may_roll_back = {f"eventhub/{name}.py" for name in ("core/db", "web/errors", "web/health", "jobs/runner")}
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = {
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "session"
    }
    if named(path) != "eventhub/core/db.py":
        assert not calls & {"commit", "begin", "begin_nested"}
    if named(path) not in may_roll_back:
        assert "rollback" not in calls


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_a_flush_says_why_on_its_line(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        if "session.flush()" in line:
            assert re.search(r"flush\(\)  # \w+", line), line


@pytest.mark.parametrize("path", [path for path in SOURCES if path.name == "services.py"], ids=named)
def test_services_are_told_the_time_and_never_ask_for_it(path: Path) -> None:
    assert "clock" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_imports_inside_functions_are_the_one_that_keeps_scikit_learn_out_of_the_web(path: Path) -> None:
    inner = [
        named(path)
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    allowed = {
        f"eventhub/{name}.py" for name in ("app", "matching/jobs", "matching/text", "related/jobs", "tuning/jobs")
    }
    allowed |= {f"eventhub/{package}/cli.py" for package in ("bench", "demo", "matching", "search")}
    assert not inner or named(path) in allowed


@pytest.mark.parametrize(
    "path", [path for path in SOURCES if path in DOOR_FILES or path.name == "guards.py"], ids=named
)
def test_a_door_sends_browsers_on_in_one_way(path: Path) -> None:
    # The mark moved for good; everything else is another page to be fetched after this one.
    if named(path) != "eventhub/web/routes.py":
        assert "redirect(" not in path.read_text(encoding="utf-8"), "use eventhub.web.answers.see_other"


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_imports_say_from_where(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level] == []
