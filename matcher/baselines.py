"""The lexical rankers that ours is measured against: BM25, and TF-IDF over words and over characters, as their libraries have them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import bm25s
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sp_matmul_rs import sp_matmul_topn

_Ranker = Callable[[Sequence[tuple[str, str]], Mapping[str, str], int], dict[str, list[str]]]


def _bm25(queries: Sequence[tuple[str, str]], documents: Mapping[str, str], depth: int) -> dict[str, list[str]]:
    """Okapi BM25 with the defaults of bm25s (Lucene's variant, k1 = 1.5, b = 0.75), no stop words, no stemmer."""
    ids = np.asarray(list(documents))
    retriever = bm25s.BM25()
    retriever.index(bm25s.tokenize(list(documents.values()), stopwords=None, show_progress=False), show_progress=False)
    tokens = bm25s.tokenize([text for _, text in queries], stopwords=None, show_progress=False)
    places, scores = retriever.retrieve(tokens, k=min(depth, len(ids)), show_progress=False)
    return {query: ids[row[score > 0]].tolist() for (query, _), row, score in zip(queries, places, scores, strict=True)}


def _tfidf(vectoriser: TfidfVectorizer, queries: Sequence[tuple[str, str]], documents: Mapping[str, str], depth: int) -> dict[str, list[str]]:
    ids = list(documents)
    matrix = vectoriser.fit_transform(documents.values()).astype(np.float32)
    asked = vectoriser.transform([text for _, text in queries]).astype(np.float32)
    best = sp_matmul_topn(asked, matrix.T.tocsr(), min(depth, len(ids)), threshold=0.0, sort=True)
    return {
        query: [ids[column] for column in best.indices[best.indptr[row] : best.indptr[row + 1]].tolist()] for row, (query, _) in enumerate(queries)
    }


def _words(queries: Sequence[tuple[str, str]], documents: Mapping[str, str], depth: int) -> dict[str, list[str]]:
    return _tfidf(TfidfVectorizer(sublinear_tf=True), queries, documents, depth)


def _characters(queries: Sequence[tuple[str, str]], documents: Mapping[str, str], depth: int) -> dict[str, list[str]]:
    return _tfidf(TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True), queries, documents, depth)


BASELINES: Mapping[str, _Ranker] = {"bm25": _bm25, "word_tfidf": _words, "char_tfidf": _characters}
