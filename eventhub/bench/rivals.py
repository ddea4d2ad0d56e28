"""Which libraries also find the nearest rows exactly, and how is each asked?"""

from collections.abc import Callable
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.neighbors import NearestNeighbors

Search = Callable[[csr_matrix], object]
NAMES = {
    "sp_matmul_rs": "sp_matmul_rs",
    "sparse_dot_topn": "sparse_dot_topn",
    "scikit-learn NearestNeighbors, brute": "scikit-learn",
    "scipy product, argpartition": "scipy",
}
ROWS_AT_ONCE = 100


def versions() -> dict[str, str]:
    """Say which of them are installed, and in which version."""
    found = {}
    for name, package in NAMES.items():
        try:
            found[name] = version(package)
        except PackageNotFoundError:
            continue
    return found


def searches(documents: csr_matrix, k: int) -> dict[str, Search]:
    """Make each that is installed ready to find the best k documents for some rows, with one thread."""
    columns = csr_matrix(documents.T)
    nearest = NearestNeighbors(n_neighbors=k, metric="cosine", algorithm="brute", n_jobs=1).fit(documents)

    def product(package: str) -> Search:
        multiply = import_module(package).sp_matmul_topn
        return lambda rows: multiply(rows, columns, top_n=k, n_threads=1)

    def plain(rows: csr_matrix) -> list[object]:
        parts = (rows[first : first + ROWS_AT_ONCE] for first in range(0, rows.shape[0], ROWS_AT_ONCE))
        return [np.argpartition((part @ columns).toarray(), -k, axis=1)[:, -k:] for part in parts]

    ways: dict[str, Callable[[], Search]] = {
        "sp_matmul_rs": lambda: product("sp_matmul_rs"),
        "sparse_dot_topn": lambda: product("sparse_dot_topn"),
        "scikit-learn NearestNeighbors, brute": lambda: nearest.kneighbors,
        "scipy product, argpartition": lambda: plain,
    }
    return {name: ways[name]() for name in versions()}
