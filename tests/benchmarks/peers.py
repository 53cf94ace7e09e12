"""What others would use: each turns texts into features and finds the ten best, for every tender and for every supplier.

They do so by words alone: no concepts, distance, score, reasons or storage. All get every processor and their library's defaults.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import measuring
import numpy as np
import texts

TOP = 10


def sparse_dot_topn(costs: measuring.Costs, folder: Path) -> None:
    """Words TF-IDF, and the fused sparse product of the C++ library sparse_dot_topn."""
    from sparse_dot_topn import sp_matmul_topn  # type: ignore[import-untyped]

    corpus = texts.load(folder)
    asked, offered = _tfidf(costs, corpus)
    for name, rows, columns in _directions(asked, offered):
        with costs.stage(name):
            sp_matmul_topn(rows, columns.T, TOP, threshold=0.0, sort=True, n_threads=measuring.cores())


def sp_matmul_rs(costs: measuring.Costs, folder: Path) -> None:
    """Words TF-IDF, and the fused sparse product of the Rust library sp_matmul_rs."""
    from sp_matmul_rs import sp_matmul_topn

    corpus = texts.load(folder)
    asked, offered = _tfidf(costs, corpus)
    for name, rows, columns in _directions(asked, offered):
        with costs.stage(name):
            sp_matmul_topn(rows, columns.T, TOP, threshold=0.0, sort=True, n_threads=measuring.cores())


def nearest_neighbors(costs: measuring.Costs, folder: Path) -> None:
    """Words TF-IDF, and scikit-learn's brute-force search."""
    from sklearn.neighbors import NearestNeighbors

    corpus = texts.load(folder)
    asked, offered = _tfidf(costs, corpus)
    for name, rows, columns in _directions(asked, offered):
        with costs.stage(name):
            search = NearestNeighbors(n_neighbors=min(TOP, columns.shape[0]), metric="cosine", algorithm="brute", n_jobs=-1).fit(columns)
            search.kneighbors(rows)


def bm25(costs: measuring.Costs, folder: Path) -> None:
    """BM25 by bm25s. Both sides are indexed, since either is looked through."""
    import bm25s

    corpus = texts.load(folder)
    sides = corpus.tender_texts(), corpus.supplier_texts()
    with costs.stage("features"):
        tokens = [bm25s.tokenize(side, stopwords=None, show_progress=False) for side in sides]
        indexes = []
        for side in tokens:
            indexes.append(bm25s.BM25())
            indexes[-1].index(side, show_progress=False)
    for name, rows, index in _directions(*zip(tokens, indexes, strict=True)):
        with costs.stage(name):
            index[1].retrieve(rows[0], k=min(TOP, len(sides[0])), show_progress=False, n_threads=measuring.cores())
    with costs.stage("one new tender"):
        token = bm25s.tokenize(sides[0][-1:], stopwords=None, show_progress=False)
        indexes[1].retrieve(token, k=min(TOP, len(sides[0])), show_progress=False)


def _tfidf(costs: measuring.Costs, corpus: texts.Corpus) -> tuple[Any, Any]:
    """Tenders and suppliers as float32 rows over the words of both."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    asked, offered = corpus.tender_texts(), corpus.supplier_texts()
    with costs.stage("features"):
        vectoriser = TfidfVectorizer(sublinear_tf=True, dtype=np.float32)
        both = vectoriser.fit_transform([*asked, *offered])
        sides = both[: len(asked)], both[len(asked) :]
    with costs.stage("one new tender"):
        product = vectoriser.transform(asked[-1:]) @ sides[1].T
        np.argsort(-product.toarray()[0])[:TOP]
    return sides


def _directions(asked: Any, offered: Any) -> Sequence[tuple[str, Any, Any]]:
    return ("one way", asked, offered), ("other way", offered, asked)
