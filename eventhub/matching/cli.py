"""How is the matcher run by hand, on the database or on any collection?"""

import gzip
import json
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from flask.cli import AppGroup

from eventhub.jobs import runner
from eventhub.matching.errors import ClusterError
from eventhub.matching.rules import JOB

if TYPE_CHECKING:
    from eventhub.matching.evaluation import Answer, PairSet, RankingSet
    from eventhub.matching.explanation import Explanation, Passage

TELL_EVERY = 500
LANGUAGES = ("ko", "en")
HALF_A_CHARACTER = re.compile(r"[\ud800-\udfff]")
EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
CORPUS = click.option(
    "--corpus", type=EXISTING, required=True, help="JSON lines: {id, text} or {id, docs}; .gz accepted."
)
QUERIES = click.option("--queries", "asked", type=EXISTING, required=True, help="JSON lines like the corpus's.")
RANKING_HEAD = f"{'':24} nDCG@10   95 % interval  MRR@10     R@1     R@5    R@10  seconds    MB"
PAIR_HEAD = f"{'':24} Spearman  seconds    MB"

match_group = AppGroup("match", help="The matcher.")


@match_group.command("run")
def run() -> None:
    """Match every problem whose revision has not been matched; running it again changes nothing."""
    try:
        click.echo(runner.get_job(JOB).run() or "nothing to match")
    except ClusterError as fault:
        raise click.ClickException(str(fault)) from fault


@match_group.command("rank", with_appcontext=False)
@CORPUS
@QUERIES
@click.option("--k", type=click.IntRange(1, 10_000), default=10, show_default=True, help="How many per query.")
def rank(corpus: Path, asked: Path, k: int) -> None:
    """Rank a collection for each query, as the nightly run would; one JSON line per query, in order."""
    # Only this command needs scikit-learn, whose import takes over a second.
    from eventhub.matching.ranker import rank_collection  # noqa: PLC0415

    for found in rank_collection(list(_records(corpus)), list(_records(asked)), k, _progress):
        click.echo(json.dumps(found, ensure_ascii=False))


@match_group.command("explain", with_appcontext=False)
@CORPUS
@QUERIES
@click.option("--query", "query_id", required=True, help="The id of the query.")
@click.option("--doc", "record_id", required=True, help="The id of the record of the corpus.")
def explain(corpus: Path, asked: Path, query_id: str, record_id: str) -> None:
    """Say why a record has its score for a query, as a coordinator is told: in terms, and in two sentences."""
    from eventhub.matching.ranker import explain_in_collection  # noqa: PLC0415 - as above

    records = list(_records(corpus))
    query = _pick(_records(asked), query_id, asked)
    _pick(records, record_id, corpus)
    found = explain_in_collection(records, query, record_id, _progress)
    click.echo(f"query {query_id}, document {record_id}: score {found.score:.4f}")
    for line in _reasons(found):
        click.echo(line)


@match_group.command("eval", with_appcontext=False)
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--only", multiple=True, metavar="NAME", help="Only this set; may be given several times.")
def evaluate(folder: Path, only: Sequence[str]) -> None:
    """Judge the production ranking on every set in DIR, beside two baselines; each in a process of its own.

    A set is a folder with meta.json: kind "ranking" (corpus, queries, qrels.tsv) or "sts" (pairs). MRR@10 and R@k count
    whatever has a gain. Seconds are those of the wall and count reading the texts; MB is the most the process held.
    """
    from eventhub.matching.evaluation import WAYS, answer  # noqa: PLC0415 - as above

    for name in _names(folder, only):
        task = _task(folder / name)
        click.echo(f"{name}: {task.size}")
        click.echo(PAIR_HEAD if hasattr(task, "pairs") else RANKING_HEAD)
        for way in WAYS:
            click.echo(f"{name}: {way} …", err=True)
            try:
                said = answer(way, task)
            except BrokenProcessPool as fault:
                raise click.ClickException(f"{name}: {way} was stopped; is there enough memory?") from fault
            click.echo(f"  {way:22} {_scores(task, said)} {said.seconds:8.1f} {said.megabytes:5.0f}")
        click.echo()


def _names(folder: Path, only: Sequence[str]) -> list[str]:
    names = sorted(path.parent.name for path in folder.glob("*/meta.json"))
    if unknown := [name for name in only if name not in names]:
        raise click.ClickException(f"no set is called {', '.join(unknown)}; there are: {', '.join(names) or 'none'}")
    if not names:
        raise click.ClickException(f"{folder} has no folder with a meta.json in it")
    return [name for name in names if name in only or not only]


def _task(folder: Path) -> "RankingSet | PairSet":
    from eventhub.matching.evaluation import PairSet, RankingSet  # noqa: PLC0415 - as above

    try:
        described = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    except ValueError as fault:
        raise click.ClickException(f"{folder.name}/meta.json: not JSON ({fault})") from fault
    if described.get("kind") == "sts":
        pairs = list(_pairs(_packed_or_not(folder / "pairs.jsonl")))
        return PairSet(folder.name, [(one, other) for one, other, _ in pairs], [judged for _, _, judged in pairs])
    if described.get("kind") != "ranking":
        raise click.ClickException(f'{folder.name}: its kind is {described.get("kind")!r}, not "ranking" or "sts"')
    gains = _gains(_packed_or_not(folder / "qrels.tsv"))
    corpus = list(_records(_packed_or_not(folder / described.get("corpus", "corpus.jsonl"))))
    # A query nobody judged says nothing about a ranking.
    queries = [
        query for query in _records(_packed_or_not(folder / "queries.jsonl")) if any(gains[str(query["id"])].values())
    ]
    if not corpus or not queries:
        raise click.ClickException(f"{folder.name}: there is nothing to judge by")
    return RankingSet(folder.name, corpus, queries, dict(gains))


def _packed_or_not(path: Path) -> Path:
    for found in (path, path.with_name(f"{path.name}.gz")):
        if found.exists():
            return found
    raise click.ClickException(f"{path} is missing")


def _gains(path: Path) -> defaultdict[str, dict[str, int]]:
    gains: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for place, line in _lines(path):
        try:
            query, record, gain = line.split("\t")
            gains[query][record] = int(gain)
        except ValueError as fault:
            raise click.ClickException(f"{place}: needs a query, a record and a whole number, with tabs") from fault
    return gains


def _pairs(path: Path) -> Iterator[tuple[str, str, float]]:
    for place, line in _lines(path):
        try:
            pair = json.loads(line)
            yield str(pair["a"]), str(pair["b"]), float(pair["score"])
        except (ValueError, TypeError, KeyError) as fault:
            raise click.ClickException(f"{place}: needs two sentences, a and b, and a score") from fault


def _scores(task: "RankingSet | PairSet", said: "Answer") -> str:
    from eventhub.matching.evaluation import PairSet, judge, spearman  # noqa: PLC0415 - as above

    if isinstance(task, PairSet):
        return f"{spearman(said.likeness, task.judged):9.4f}"
    scores = judge(task, said.rankings)
    interval = f"{scores.ndcg_low:.4f}–{scores.ndcg_high:.4f}"
    return f"{scores.ndcg:8.4f}  {interval} {scores.mrr:7.4f} " + " ".join(f"{each:7.4f}" for each in scores.recall)


def _reasons(found: "Explanation") -> Iterator[str]:
    shares = [(each.term, each.share) for each in found.terms]
    shares += [(f"{each.problem_term} ~ {each.partner_term}", each.share) for each in found.related]
    shares.append(("(like spelling)", found.spelling))
    shares.append(("(texts that are like this one)", found.company))
    shares.append(("(other documents)", found.other_documents))
    reached = 0.0
    for words, share in shares if found.score else ():
        # Rounding what has been reached, not each share, lets the shares printed add up to the score printed.
        before, reached = reached, reached + share
        part = round(reached, 4) - round(before, 4)
        percent = round(reached / found.score * 100, 1) - round(before / found.score * 100, 1)
        yield f"  {part:7.4f} {percent:5.1f} %  {words}"
    if found.problem is None or found.partner is None:
        yield "  the two share nothing"
        return
    yield "best pair of sentences, shared and related words in brackets:"
    yield f"  query: {_marked(found.problem)}"
    yield f"  document, text {int(found.document_id or 0) + 1}: {_marked(found.partner)}"


def _marked(passage: "Passage") -> str:
    words, reached = [], 0
    for start, end in sorted((*passage.marks, *passage.related)):
        words += [passage.text[reached:start], "[", passage.text[start:end], "]"]
        reached = end
    return " ".join("".join((*words, passage.text[reached:])).split())


def _pick(
    records: "Sequence[Mapping[str, Any]] | Iterator[Mapping[str, Any]]", wanted: str, path: Path
) -> Mapping[str, Any]:
    for record in records:
        if str(record["id"]) == wanted:
            return record
    raise click.ClickException(f"{path.name} has no id {wanted!r}")


def _records(path: Path) -> Iterator[dict[str, Any]]:
    seen: dict[str, str] = {}
    strange: set[str] = set()
    for place, line in _lines(path):
        record = _record(line, place)
        name, language = str(record["id"]), record.get("lang") or LANGUAGES[0]
        if name in seen:
            raise click.ClickException(f"{place}: id {record['id']!r} was used before, in {seen[name]}")
        if language not in LANGUAGES and language not in strange:
            strange.add(language)
            click.echo(f"{place}: lang is {language!r}, not ko or en; such texts are read by their letters", err=True)
        seen[name] = place.rpartition(", ")[2]
        yield record


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    """Yield each line that is not empty, and where it stands."""
    opened = gzip.open if path.suffix == ".gz" else open
    number = 0
    try:
        with opened(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield f"{path.name}, line {number}", line.rstrip("\n")
    except (UnicodeDecodeError, EOFError, OSError, zlib.error) as fault:
        raise click.ClickException(f"{path.name}, after line {number}: cannot be read ({fault})") from fault


def _record(line: str, place: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as fault:
        raise click.ClickException(f"{place}: not JSON ({fault})") from fault
    has_text = isinstance(record, dict) and (
        isinstance(record.get("text"), str)
        or (isinstance(record.get("docs"), list) and all(isinstance(text, str) for text in record["docs"]))
    )
    if not has_text or not isinstance(record.get("id"), str | int) or HALF_A_CHARACTER.search(str(record["id"])):
        raise click.ClickException(f"{place}: needs an id and a text, or an id and a list of docs")
    for name in ("title", "lang"):
        if not isinstance(record.get(name), str | None):
            raise click.ClickException(f"{place}: its {name} is {record[name]!r}, which is no text")
    return dict(record)


def _progress(done: int, total: int) -> None:
    if done % TELL_EVERY == 0 or done == total:
        click.echo(f"analysed {done} / {total}", err=True)
