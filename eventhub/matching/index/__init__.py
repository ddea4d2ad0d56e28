"""Exact search over rows of weights: what others may use of it is listed here."""

from eventhub.matching.index.files import NotUsableError, NotWrittenError, read, write
from eventhub.matching.index.kernel import NOBODY
from eventhub.matching.index.lists import TopLists
from eventhub.matching.index.sparse import SparseIndex

__all__ = ["NOBODY", "NotUsableError", "NotWrittenError", "SparseIndex", "TopLists", "read", "write"]
