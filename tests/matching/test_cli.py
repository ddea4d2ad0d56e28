"""Do the matcher's commands keep what they promise to scripts?"""

import gzip
import json
from pathlib import Path
from typing import Any

from click.testing import Result
from flask import Flask

from tests.factories.matching import make_partner
from tests.factories.problems import make_technical_problem

CORPUS = [
    {"id": "mould", "title": "사출 성형", "text": "사출 성형품의 휨 변형을 해석합니다.", "lang": "ko"},
    {"id": "lab", "docs": ["광통신 부품 시험", "니켈 도금 폐수의 중금속 회수"]},
]
QUERIES = [{"id": "q2", "text": "도금 폐수의 중금속을 줄입니다."}, {"id": "q1", "text": "사출 커버가 휩니다."}]


def written(path: Path, records: list[Any]) -> str:
    """Write JSON lines, packed if the name says so."""
    lines = "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in records)
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
    for bad in ({"id": "no text"}, {"text": "no id"}, ["a list"], {"id": "d", "docs": [1]}):
        done = rank(app, written(tmp_path / "c.jsonl", [*CORPUS, bad]), queries)
        assert done.exit_code == 1
        assert "c.jsonl, line 3" in done.stderr
    (tmp_path / "c.jsonl").write_text("{broken\n", encoding="utf-8")
    assert "line 1: not JSON" in rank(app, str(tmp_path / "c.jsonl"), queries).stderr


def test_an_id_that_comes_twice_is_named(app: Flask, tmp_path: Path) -> None:
    done = rank(app, written(tmp_path / "c.jsonl", [*CORPUS, CORPUS[0]]), written(tmp_path / "q.jsonl", QUERIES))
    assert "line 3" in done.stderr


def test_the_run_reports_and_repeats_nothing(app: Flask) -> None:
    make_partner()
    make_technical_problem(text="사출 성형품이 냉각 불균형과 수축 때문에 휩니다. 휨 변형을 해석해서 줄이고 싶습니다.")
    runner = app.test_cli_runner()
    first = runner.invoke(args=["match", "run"])
    assert first.exit_code == 0
    assert first.stdout == "1 problems matched, 1 suggestions, 0 without a partner, 0 failed\n"
    assert "1 / 1 problems" in first.stderr
    assert runner.invoke(args=["match", "run"]).stdout == "nothing to match\n"
