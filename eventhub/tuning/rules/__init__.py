"""How are pairs drawn, judgements compared, ways measured, answers learnt from; and how is all that called?"""

from typing import Any

from eventhub.core.i18n import lazy as _
from eventhub.tuning.models import Kind, Measure, Verdict, Way

VERDICT_WORDS: dict[Verdict, Any] = {
    Verdict.RELEVANT: _("Fits"),
    Verdict.PARTLY: _("Fits partly"),
    Verdict.NOT: _("Does not fit"),
}
WAY_WORDS: dict[Way, Any] = {
    Way.PRODUCTION: _("EventHub"),
    Way.BM25: _("BM25 over morphemes"),
    Way.POPULARITY: _("The most asked first"),
    Way.RANDOM: _("At random"),
}
MEASURE_WORDS: dict[Measure, Any] = {
    Measure.PRECISION: _("Right among the first three"),
    Measure.RECALL: _("Found among the first ten"),
    Measure.SILENCE: _("Nobody suggested"),
    Measure.ABSTENTION: _("Rightly silent"),
}
MEASURE_MEANINGS: dict[Measure, Any] = {
    Measure.PRECISION: _(
        "Of the three judged partners it puts first, the share that fits (P@3); four or more must be judged."
    ),
    Measure.RECALL: _("Of the partners judged to fit, the share that is among its first ten (recall@10)."),
    Measure.SILENCE: _("The share of judged problems for which it suggests nobody."),
    Measure.ABSTENTION: _("Of the problems for which nobody was judged to fit, the share without a suggestion."),
}
KIND_WORDS: dict[Kind, Any] = {
    Kind.GENERIC: _("says nothing"),
    Kind.CONCEPT: _("mean the same"),
}
