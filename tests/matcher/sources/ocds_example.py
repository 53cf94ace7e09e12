"""The releases of an invented procedure, as a portal would give them."""

from __future__ import annotations

import json
from pathlib import Path

from matcher.sources.ocds import parse_releases

EXAMPLE = Path(__file__).parent / "ocds" / "releases.json"
RELEASES = json.loads(EXAMPLE.read_text(encoding="utf-8"))["releases"]
OCID = "ocds-x1y2z3-GRB-0412"


def parse(document):
    return parse_releases(json.dumps(document), file="feed.json")
