"""Does a weigher that was written down weigh as before, and learn words that come later?"""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from eventhub.lexicon.rules import shipped
from eventhub.matching.glossary import Glossary
from eventhub.matching.rows import Weigher
from eventhub.matching.saved import FREE, LEAST_ROOM, arrays_of, learn_words, make_room, packed, unpacked, weigher_of
from eventhub.matching.text import analyse, analyse_all
from tests.matching.test_factory_speech import PARTNERS, PROBLEMS

TEXTS = [*PARTNERS.values(), "그래핀(graphene) 코팅. SUS304 0.8 mm 판재."]


@pytest.fixture
def weigher() -> Weigher:
    analyses = analyse_all(TEXTS, own_words=shipped().whole)
    return Weigher(Glossary(shipped()).fit(TEXTS, analyses)).fit(analyses)


def same(one: csr_matrix, other: csr_matrix) -> bool:
    return one.shape == other.shape and (one != other).nnz == 0


def test_texts_of_the_collection_weigh_later_what_they_weighed_when_it_was_learned(weigher: Weigher) -> None:
    assert same(weigher.documents(analyse_all(TEXTS, own_words=shipped().whole)), weigher.documents_)


def test_what_was_written_down_weighs_the_same_to_the_bit(weigher: Weigher) -> None:
    make_room(weigher)
    back = weigher_of(arrays_of(weigher), shipped())
    asked = analyse_all([*PROBLEMS, "graphene coating"], own_words=shipped().whole)
    said = analyse_all([*TEXTS, "새 글입니다."], own_words=shipped().whole)
    assert same(back.questions(asked), weigher.questions(asked))
    assert same(back.documents(said), weigher.documents(said))
    assert all(map(np.array_equal, arrays_of(back).values(), arrays_of(weigher).values()))


def test_room_for_new_words_changes_no_weight(weigher: Weigher) -> None:
    before = weigher.documents_
    make_room(weigher)
    assert weigher.documents_.nnz == before.nnz
    assert weigher.documents_.sum() == pytest.approx(before.sum())
    assert weigher.documents_.shape[1] == before.shape[1] + 3 * LEAST_ROOM


def test_new_words_get_columns_of_their_own_and_keep_them(weigher: Weigher) -> None:
    make_room(weigher)
    new = [analyse("Zyphrelon 공정")]
    assert weigher.documents(new)[:, weigher.blocks_[0].names_.index(f"{FREE}0")].nnz == 0
    assert learn_words(weigher, new)
    at = weigher.blocks_[0].names_.index("zyphrelon")
    back = weigher_of(arrays_of(weigher), shipped())
    for each in (weigher, back):
        assert each.documents(new)[:, at].nnz == 1
        assert each.questions(new)[:, at].nnz == 1
    assert learn_words(weigher, new)
    assert weigher.blocks_[0].names_.index("zyphrelon") == at


def test_more_words_than_there_are_columns_are_told(weigher: Weigher) -> None:
    make_room(weigher)
    words = [f"{chr(97 + at // 26)}{chr(97 + at % 26)}quux" for at in range(LEAST_ROOM + 1)]
    assert learn_words(weigher, [analyse(" ".join(words[:-1]))])
    assert not learn_words(weigher, [analyse(words[-1])])


@pytest.mark.parametrize("content", [[], {"가": ["\ud800", 1.5, None]}, "\x00"])
def test_lists_and_texts_are_read_as_they_were_written(content: object) -> None:
    assert unpacked(packed(content)) == content
