"""placeholder"""
import re
from datetime import date
CERTAIN, DOUBTFUL = 0.9, 0.3
_YEAR = re.compile(r"\b20\d\d\b")
def about_when(text: str) -> int | None:
    found = _YEAR.search(text)
    if not found: return None
    year = int(found[0]); month = 7
    if q := re.search(r"\b[qk]w?\s?([1-4])\b|([1-4])e kwartaal", text, re.I):
        month = 3 * int(q[1] or q[2]) - 1
    return date(year, month, 1).toordinal()
