"""How is what a weigher has learned written down, and how does it learn words that come later?"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from eventhub.lexicon.rules import Lexicon
from eventhub.matching.glossary import Glossary, Known
from eventhub.matching.rows import Block, Weigher
from eventhub.matching.text import Analysis

Arrays = dict[str, NDArray[Any]]

FREE = "\x00"  # A column nothing stands for yet; nobody says this, for texts are read without it.
LEAST_ROOM, ROOM = 500, 0.1


def make_room(weigher: Weigher) -> None:
    """Leave columns free for words nobody has said yet; they will count as rare as what one text says."""
    for block in weigher.blocks_:
        documents, known = block.documents_.shape
        free = max(LEAST_ROOM, int(known * ROOM))
        idf = (np.log((1 + documents) / 2) + 1) / (np.log(1 + documents) + 1)
        _name(block, [*block.names_, *(f"{FREE}{at}" for at in range(free))])
        block.idf_ = np.concatenate([block.idf_, np.full(free, idf)])
        block.documents_ = csr_matrix(
            (block.documents_.data, block.documents_.indices, block.documents_.indptr), shape=(documents, known + free)
        )


def learn_words(weigher: Weigher, analyses: Sequence[Analysis]) -> bool:
    """Give what some texts are the first to say a column each; say whether all of it found one."""
    left_out = 0
    for block in weigher.blocks_:
        left_out += _learn(block, chain.from_iterable(map(block.features, analyses)))
    return not left_out


def arrays_of(weigher: Weigher) -> Arrays:
    """Write down what it takes to turn texts into rows; the rows themselves are kept by who searches them."""
    concepts = {word: [list(map(list, known)) for known in said] for word, said in weigher.glossary.concepts_.items()}
    arrays: Arrays = {"concepts": packed(concepts)}
    for at, block in enumerate(weigher.blocks_):
        arrays[f"names_{at}"] = packed(block.names_)
        arrays[f"idf_{at}"] = block.idf_
        arrays[f"usual_length_{at}"] = np.array([block.usual_length_])
    return arrays


def weigher_of(arrays: Mapping[str, NDArray[Any]], lexicon: Lexicon) -> Weigher:
    """Make the weigher again that was written down; it was learned with the same lexicon."""
    glossary = Glossary(lexicon)
    concepts = unpacked(arrays["concepts"]).items()
    glossary.concepts_ = defaultdict(
        list, {word: [Known(*map(tuple, known)) for known in said] for word, said in concepts}
    )
    weigher = Weigher(glossary)
    weigher.blocks_ = weigher.unlearned()
    for at, block in enumerate(weigher.blocks_):
        _name(block, unpacked(arrays[f"names_{at}"]))
        block.idf_ = np.array(arrays[f"idf_{at}"])
        block.usual_length_ = float(arrays[f"usual_length_{at}"][0])
    return weigher


def packed(content: Any) -> NDArray[np.uint8]:  # noqa: ANN401 - whatever JSON can say
    """Write lists and texts as an array, which is what an index file holds."""
    return np.frombuffer(json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass"), np.uint8)


def unpacked(array: NDArray[Any]) -> Any:  # noqa: ANN401 - as above
    """Read what was written as an array."""
    return json.loads(array.tobytes().decode("utf-8", "surrogatepass"))


def _name(block: Block, names: list[str]) -> None:
    block.names_ = names
    block.free_ = [at for at, name in enumerate(names) if name.startswith(FREE)]
    block.vectorizer_.vocabulary_ = {name: at for at, name in enumerate(names)}


def _learn(block: Block, features: Iterable[str]) -> int:
    """Give new features a column each; say how many found none."""
    known = block.vectorizer_.vocabulary_
    new = [feature for feature in dict.fromkeys(features) if feature not in known]
    taken, block.free_ = block.free_[: len(new)], block.free_[len(new) :]
    for feature, at in zip(new, taken, strict=False):
        del known[block.names_[at]]
        known[feature], block.names_[at] = at, feature
    return len(new) - len(taken)
