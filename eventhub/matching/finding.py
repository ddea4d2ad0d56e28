"""Which partners are found for some problems, and how is that explained to both sides?"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from scipy.sparse import csr_matrix

from eventhub.lexicon.rules import Lexicon
from eventhub.matching import rules
from eventhub.matching.index import SparseIndex
from eventhub.matching.index.shards import ShardedIndex, workers_of
from eventhub.matching.models import Side
from eventhub.matching.ranker import FLOOR, Document, Heard, Partner, PartnerRanker
from eventhub.matching.rows import Scorer
from eventhub.organisations.models import Capability

__all__ = ["FLOOR", "Finder", "searching"]


@contextmanager
def searching(scheduler: str) -> Iterator[Callable[[csr_matrix], Scorer]]:
    """Search in this process, or on the workers of a Dask scheduler."""
    if scheduler:
        with workers_of(scheduler) as workers:
            yield partial(ShardedIndex, workers)
    else:
        yield SparseIndex.of


class Finder:
    """Learn what is offered, and find partners for some problems at a time."""

    def __init__(
        self, offers: Sequence[Capability], lexicon: Lexicon, index: Callable[[csr_matrix], Scorer] = SparseIndex.of
    ) -> None:
        partners = [
            Partner(str(row), tuple(Document(name, text) for name, text in said))
            for row, said in rules.documents_of(offers).items()
        ]
        self.ranker = PartnerRanker(lexicon, index=index).fit(partners)
        self.revisions = {offer.id: offer.revision for offer in offers}

    def find(self, asked: Sequence[rules.Asked], read_at: datetime) -> list[rules.Findings]:
        """Find partners for each problem among what was offered at a moment.

        They are explained to the owner by the firm's own words and to the partner by nothing but the coordinator's
        wording.
        """
        read_by_owner = self.ranker.hear([(each.text,) for each in asked])
        ranked = [self._rank(each, heard) for each, heard in zip(asked, read_by_owner, strict=True)]
        chosen = [rules.choose(places, each, floor=FLOOR) for each, places in zip(asked, ranked, strict=True)]
        # Where nobody is found, nobody reads an explanation.
        wordings = [(each.wording,) if found else () for each, found in zip(asked, chosen, strict=True)]
        read_by_partner = self.ranker.hear(wordings)
        return [
            rules.Findings(
                each.problem_id,
                each.revision,
                [self._explain(one, owner, partner) for one in found],
                rules.Ranking(FLOOR, self.ranker.lexicon.version, places, read_at),
                was_matched=each.was_matched,
            )
            for each, places, found, owner, partner in zip(
                asked, ranked, chosen, read_by_owner, read_by_partner, strict=True
            )
        ]

    def _rank(self, asked: rules.Asked, heard: Heard) -> list[rules.Found]:
        """Rank the best partners; all of them, where so many are ruled out that others may take their place."""
        for k in (rules.PLACES_KEPT, len(self.ranker.names_)):
            ranked = [
                rules.Found(int(each.partner_id), int(each.document_id.partition(":")[0]), each.score)
                for each in self.ranker.best(heard, k)
            ]
            is_enough = len(rules.best_places(ranked, asked, floor=FLOOR)) == rules.AT_MOST
            if is_enough or len(ranked) < k or ranked[-1].score < FLOOR:
                break
        return ranked

    def _explain(self, found: rules.Found, owner: Heard, partner: Heard) -> rules.Found:
        name = str(found.organisation_id)
        return found._replace(
            explanation={
                Side.OWNER.value: self.ranker.why(owner, name).kept(),
                Side.PARTNER.value: self.ranker.why(partner, name).kept(),
                "capability_revision": self.revisions[found.capability_id],
            }
        )
