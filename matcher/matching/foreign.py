"""Texts in neither Dutch nor English: a word of theirs that looks like one of ours ("ventilatore", "zur", "dans les") is mostly chance.

Codes, which are the same in every language, then say more.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from matcher.matching.mentions import Mentions
from matcher.matching.stopwords import DUTCH_FUNCTION_WORDS, ENGLISH_FUNCTION_WORDS
from matcher.matching.text import Tokens

_HARDLY = 0.35
"""What a mention in such a text counts: names of things travel ("laptop", "catering")."""

_FEW = 3
"""So many different words of another language make a text one of that language, if they are more than twice those of ours: names have some, too
("La Gare du Nord"), and a title of our own need not have any of ours."""

_WORDS = (
    frozenset(
        """
        le la les du des et pour dans une sur aux par est avec ou ses cette ces leur qui que
        das und fur von zu dem mit im auf ist ein eine einer eines zur zum nach sowie oder durch
        il lo gli della delle dei del degli nel nella alla per con che una sono dal
        el los las y para por se su al sus como
        os da dos um uma na ao pela pelo
        """.split()
    )
    - DUTCH_FUNCTION_WORDS
    - ENGLISH_FUNCTION_WORDS
)
"""French, German, Italian, Spanish, Portuguese; folded, as texts are. Not "di" and "do", which are days of the week."""

_EVERYWHERE = frozenset("de des der die den en in an on me te se was per".split())
"""Words of ours that others have too, so that they tell nothing."""


def hardly_in_foreign_texts(mentions: Mentions, tokens: Tokens) -> Mentions:
    """The mentions, with less strength where their text is in another language than Dutch or English."""
    foreign = _foreign(tokens)
    if not foreign.any():
        return mentions
    chosen = foreign[mentions.doc * np.int64(tokens.fields) + mentions.field]
    return replace(mentions, strength=np.where(chosen, mentions.strength * np.float32(_HARDLY), mentions.strength))


def _foreign(tokens: Tokens) -> npt.NDArray[np.bool_]:
    """Per text (document x fields + field), whether it is in another language."""
    texts, distinct = tokens.documents * tokens.fields, max(len(tokens.distinct), 1)
    counts = []
    for words in (_WORDS, DUTCH_FUNCTION_WORDS - _EVERYWHERE, ENGLISH_FUNCTION_WORDS - _EVERYWHERE):
        known = np.fromiter((token in words for token in tokens.distinct), dtype=bool, count=len(tokens.distinct))
        present = known[tokens.token]
        pairs = np.unique(tokens.text[present] * np.int64(distinct) + tokens.token[present])
        counts.append(np.bincount(pairs // distinct, minlength=texts))
    other, dutch, english = counts
    return np.asarray((other >= _FEW) & (other > 2 * np.maximum(dutch, english)))
