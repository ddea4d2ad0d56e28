"""Do the matcher's commands keep what they promise to scripts?"""

import gzip
import json
import re
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from eventhub.matching import evaluation
from eventhub.matching.cli import match_group
from tests.factories.matching import make_partner
from tests.factories.problems import make_technical_problem

CORPUS = [
    {"id": "mould", "title": "사출 성형", "text": "사출 성형품의 휨 변형을 해석합니다.", "lang": "ko"},
    {"id": "lab", "docs": ["광통신 부품 시험", "니켈 도금 폐수의 중금속 회수"]},
]
QUERIES = [{"id": "q2", "text": "도금 폐수의 중금속을 줄입니다."}, {"id": "q1", "text": "사출 커버가 휩니다."}]
SEVERAL = {"id": "q3", "docs": ["니켈 도금 두께", "폐수의 중금속 회수", ""]}


def written(path: Path, records: list[Any]) -> str:
    """Write JSON lines, packed if the name says so."""
    lines = "".join(f"{json.dumps(record)}\n" for record in records)
    path.write_bytes(gzip.compress(lines.encode()) if path.suffix == ".gz" else lines.encode())
    return str(path)


def rank(app: Flask, corpus: str, queries: str, *more: str) -> Result:
    """Run the command."""
    return app.test_cli_runner().invoke(args=["match", "rank", "--corpus", corpus, "--queries", queries, *more])


def test_any_collection_is_ranked_one_line_per_query_in_order(app: Flask, tmp_path: Path) -> None:
    done = rank(app, written(tmp_path / "c.jsonl", CORPUS), written(tmp_path / "q.jsonl.gz", QUERIES), "--k", "1")
    assert done.exit_code == 0
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["query"] for line in lines] == ["q2", "q1"]
    assert [[each["id"] for each in line["ranking"]] for line in lines] == [["lab"], ["mould"]]
    assert all(0 < each["score"] <= 1 for line in lines for each in line["ranking"])


def test_progress_goes_where_it_does_not_disturb_the_answer(app: Flask, tmp_path: Path) -> None:
    fresh = [{"id": 1, "text": f"읽은 적 없는 글 {tmp_path}"}]
    done = rank(app, written(tmp_path / "c.jsonl", fresh), written(tmp_path / "q.jsonl", fresh))
    assert "analysed 1 / 1" in done.stderr
    assert "analysed" not in done.stdout


def test_a_broken_line_is_named(app: Flask, tmp_path: Path) -> None:
    queries = written(tmp_path / "q.jsonl", QUERIES)
    for bad in (
        {"id": "no text"},
        {"text": "no id"},
        ["a list"],
        {"id": "d", "docs": [1]},
        {"id": None, "text": "x"},
        {"id": ["d"], "text": "x"},
        {"id": "\ud800", "text": "x"},
        {"id": "d", "text": "x", "title": 5},
        {"id": "d", "text": "x", "lang": ["ko"]},
        None,
    ):
        done = rank(app, written(tmp_path / "c.jsonl", [*CORPUS, bad]), queries)
        assert done.exit_code == 1
        assert "c.jsonl, line 3" in done.stderr
    (tmp_path / "c.jsonl").write_text("{broken\n", encoding="utf-8")
    assert "line 1: not JSON" in rank(app, str(tmp_path / "c.jsonl"), queries).stderr


def test_an_id_that_comes_twice_is_named(app: Flask, tmp_path: Path) -> None:
    done = rank(app, written(tmp_path / "c.jsonl", [*CORPUS, CORPUS[0]]), written(tmp_path / "q.jsonl", QUERIES))
    assert "c.jsonl, line 3: id 'mould' was used before, in line 1" in done.stderr


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("c.jsonl", b'{"id": 1, "text": "x"}\n\xff\xfe\n'),
        ("c.jsonl.gz", b"not packed"),
        ("c.jsonl.gz", gzip.compress(b'{"id": 1, "text": "x"}\n' * 9)[:-9]),
        ("c.jsonl", b"[" * 200_000),
    ],
    ids=["no text", "not packed", "cut off", "without end"],
)
def test_a_file_that_cannot_be_read_is_named(app: Flask, tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    done = rank(app, str(tmp_path / name), written(tmp_path / "q.jsonl", QUERIES))
    assert done.exit_code == 1
    assert done.stderr.startswith(f"Error: {name}, ")
    assert done.stdout == ""


def test_an_unknown_language_is_told_once_and_read_all_the_same(app: Flask, tmp_path: Path) -> None:
    corpus = [{**CORPUS[0], "lang": "ja"}, {**CORPUS[1], "lang": "ja"}]
    done = rank(app, written(tmp_path / "c.jsonl", corpus), written(tmp_path / "q.jsonl", QUERIES))
    assert done.exit_code == 0
    assert done.stderr.count("c.jsonl, line 1: lang is 'ja', not ko or en") == 1
    assert "line 2: lang" not in done.stderr
    assert json.loads(done.stdout.splitlines()[0])["ranking"][0]["id"] == "lab"


def test_the_run_reports_and_repeats_nothing(app: Flask) -> None:
    make_partner()
    make_technical_problem(text="사출 성형품이 냉각 불균형과 수축 때문에 휩니다. 휨 변형을 해석해서 줄이고 싶습니다.")
    runner = app.test_cli_runner()
    first = runner.invoke(args=["match", "run"])
    assert first.exit_code == 0
    assert first.stdout == "1 problems matched, 1 suggestions, 0 without a partner, 0 failed\n"
    assert "1 / 1 problems" in first.stderr
    assert runner.invoke(args=["match", "run"]).stdout == "nothing to match\n"


def ask_why(app: Flask, folder: Path, query: str, doc: str) -> Result:
    """Ask for an explanation within the small collection."""
    corpus, queries = written(folder / "c.jsonl", CORPUS), written(folder / "q.jsonl", [*QUERIES, SEVERAL])
    args = ["match", "explain", "--corpus", corpus, "--queries", queries, "--query", query, "--doc", doc]
    return app.test_cli_runner().invoke(args=args)


@pytest.mark.parametrize(("query", "doc"), [("q2", "lab"), ("q1", "mould"), ("q3", "lab")])
def test_an_explanation_adds_up_to_the_score_of_the_ranking(app: Flask, tmp_path: Path, query: str, doc: str) -> None:
    why = ask_why(app, tmp_path, query, doc).stdout
    ranked = rank(app, str(tmp_path / "c.jsonl"), str(tmp_path / "q.jsonl")).stdout.splitlines()
    scores = {
        line["query"]: {each["id"]: each["score"] for each in line["ranking"]} for line in map(json.loads, ranked)
    }
    assert why.startswith(f"query {query}, document {doc}: score {scores[query][doc]:.4f}\n")
    shares = [
        (float(points), float(percent)) for points, percent in re.findall(r"^ +([\d.]+) +([\d.]+) %", why, re.MULTILINE)
    ]
    assert sum(points for points, _ in shares) == pytest.approx(round(scores[query][doc], 4))
    assert sum(percent for _, percent in shares) == pytest.approx(100)
    assert len(shares) > 2


def test_an_explanation_quotes_the_best_pair_of_sentences(app: Flask, tmp_path: Path) -> None:
    why = ask_why(app, tmp_path, "q2", "lab").stdout
    assert "query: [도금] [폐수]의 [중금속]을 줄입니다." in why.replace("[도금 폐수]", "[도금] [폐수]")
    assert "document, text 2: 니켈 [도금" in why


def test_strangers_share_nothing(app: Flask, tmp_path: Path) -> None:
    done = ask_why(app, tmp_path, "q1", "lab")
    assert done.stdout == "query q1, document lab: score 0.0000\n  the two share nothing\n"


def test_an_unknown_id_is_named(app: Flask, tmp_path: Path) -> None:
    assert "q.jsonl has no id 'q9'" in ask_why(app, tmp_path, "q9", "lab").stderr
    assert "c.jsonl has no id 'nobody'" in ask_why(app, tmp_path, "q1", "nobody").stderr


def judged(folder: Path, **changes: str) -> Path:
    """Write a folder of two judged sets: a ranking and pairs."""
    ranking, pairs = folder / "ranking", folder / "pairs"
    ranking.mkdir()
    pairs.mkdir()
    written(folder / "shared.jsonl.gz", CORPUS)
    written(ranking / "queries.jsonl", [*QUERIES, {"id": "nobody judged", "text": "?"}])
    (ranking / "meta.json").write_text('{"kind": "ranking", "corpus": "../shared.jsonl"}', encoding="utf-8")
    (ranking / "qrels.tsv").write_text("q2\tlab\t1\nq1\tmould\t2\n", encoding="utf-8")
    (pairs / "meta.json").write_text('{"kind": "sts"}', encoding="utf-8")
    written(
        pairs / "pairs.jsonl.gz",
        [{"a": "커버가 휩니다.", "b": "커버가 휩니다.", "score": 5}, {"a": "점심 메뉴", "b": "드릴 수명", "score": 0}],
    )
    for name, text in changes.items():
        (ranking / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return folder


def evaluate(folder: Path, *more: str) -> Result:
    """Run the command; it needs no app."""
    return CliRunner().invoke(match_group, ["eval", str(folder), *more])


def test_every_set_of_a_folder_is_judged_beside_two_baselines(tmp_path: Path) -> None:
    done = evaluate(judged(tmp_path))
    assert done.exit_code == 0, done.output
    pairs, ranking = done.stdout.split("\n\n")[:2]
    assert pairs.startswith("pairs: 2 pairs of sentences\n")
    assert ranking.startswith("ranking: 2 queries, 2 records\n")
    names = ["EventHub", "TF-IDF of scikit-learn", "BM25 over morphemes"]
    for table, columns in ((pairs, 3), (ranking, 8)):
        lines = table.splitlines()[2:]
        assert [len(line.partition(name)[2].split()) for line, name in zip(lines, names, strict=True)] == [columns] * 3
    assert "1.0000  1.0000–1.0000  1.0000" in ranking.splitlines()[2]
    assert "1.0000" in pairs.splitlines()[2]
    assert "ranking: BM25 over morphemes …" in done.stderr


def test_one_set_can_be_chosen(tmp_path: Path) -> None:
    folder = judged(tmp_path)
    assert "there are: pairs, ranking" in evaluate(folder, "--only", "none").stderr
    chosen = evaluate(folder, "--only", "pairs")
    assert "pairs: 2 pairs" in chosen.stdout
    assert "ranking" not in chosen.stdout


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"qrels_tsv": "q1 mould 1\n"}, "qrels.tsv, line 1: needs a query"),
        ({"qrels_tsv": "q9\tmould\t1\n"}, "nothing to judge by"),
        ({"meta_json": "{"}, "meta.json: not JSON"),
        ({"meta_json": '{"kind": "loss"}'}, "kind is 'loss'"),
        ({"meta_json": '{"kind": "sts"}'}, "pairs.jsonl is missing"),
        ({"meta_json": '{"kind": "sts"}', "pairs_jsonl": '{"a": "x"}\n'}, "pairs.jsonl, line 1: needs two sentences"),
    ],
)
def test_a_broken_set_is_named(tmp_path: Path, changes: dict[str, str], said: str) -> None:
    done = evaluate(judged(tmp_path, **changes), "--only", "ranking")
    assert done.exit_code == 1
    assert said in done.stderr


def test_a_folder_without_sets_says_so(tmp_path: Path) -> None:
    assert "no folder with a meta.json" in evaluate(tmp_path).stderr


def test_a_process_that_was_killed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(way: str, task: object) -> None:
        raise BrokenProcessPool

    monkeypatch.setattr(evaluation, "answer", killed)
    assert "EventHub was stopped; is there enough memory?" in evaluate(judged(tmp_path)).stderr
