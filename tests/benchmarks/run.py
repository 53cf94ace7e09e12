"""Measurements beside the peers, in one run on the same texts: `python tests/benchmarks/run.py [--large] [--huge] [--json]`.

Matching: texts to features, and the ten best for every tender (one way) and for every supplier as well (both ways); ours includes the score. Then
reasons, storing, one change against the rest (medians of a running process, stored), and an import. Every contestant runs in a fresh process; memory
is what it takes above its texts and libraries. Nothing is asserted. Wall time means little on a busy machine: look at CPU time (of all threads and
child processes) and at ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import import_speed
import measuring
import texts
from measuring import Cost, Costs

PEERS = {
    "TF-IDF + sparse_dot_topn": "peers:sparse_dot_topn",
    "TF-IDF + sp_matmul_rs": "peers:sp_matmul_rs",
    "TF-IDF + NearestNeighbors": "peers:nearest_neighbors",
    "BM25 (bm25s)": "peers:bm25",
}
OURS = "Wijkmatch"
NORMAL, LARGE, HUGE = 2_000, 20_000, 100_000
ROWS = 20_000

Results = dict[str, Costs]
"""By contestant. Ours stands there twice: in memory, and as "stored" with the database."""


def measure_size(size: int, peers: Sequence[str], stored: str = "ours:stored") -> Results:
    """Every contestant at `size` tenders and `size` suppliers."""
    with tempfile.TemporaryDirectory(prefix="wijkmatch-bench-") as scratch:
        folder = Path(scratch)
        texts.compose(size).save(folder)
        results: Results = {}
        functions = {**{name: PEERS[name] for name in peers}, OURS: "ours:matching", "stored": stored}
        for name, function in functions.items():
            results[name] = _measured(f"{size:,} x {size:,}: {name}", function, folder)
        return results


def measure_import(rows: int) -> Results:
    """Reading and storing one list."""
    with tempfile.TemporaryDirectory(prefix="wijkmatch-bench-") as scratch:
        path = Path(scratch) / "list.xlsx"
        _tell(f"writing a list of {rows:,} rows")
        import_speed.write_list(path, rows)
        results = {}
        for name, function in (("calamine + bulk insert", "import_speed:plain"), (OURS, "import_speed:ours")):
            results[name] = _measured(f"import: {name}", function, path)
        return results


def _measured(what: str, function: str, path: Path) -> Costs:
    """Measure in a fresh process, and tell on stderr how it goes: a long run should not be lost for its last part."""
    _tell(what)
    costs = measuring.in_fresh_process(function, path)
    for stage, cost in costs.stages.items():
        _tell(f"  {stage}: {_seconds(cost)}, {cost.peak_mb:.0f} MB")
    return costs


# --- the parts that are compared ---------------------------------------------------------------------------------------------------------------


def features(costs: Costs) -> Cost | None:
    """Texts to features."""
    return costs.total("features")


def both_ways(costs: Costs) -> Cost | None:
    """The ten best for every tender and for every supplier."""
    return costs.total("one way", "other way") or costs.total("both ways")


def whole(costs: Costs) -> Cost | None:
    """From texts to the ten best of either side."""
    parts = features(costs), both_ways(costs)
    return parts[0] + parts[1] if parts[0] and parts[1] else None


def whole_one_way(costs: Costs) -> Cost | None:
    """From texts to the ten best for every tender."""
    return costs.total("features", "one way")


def fastest(results: Results, part: Callable[[Costs], Cost | None] = whole) -> str:
    """The peer that needs the least CPU time for a part of the work; from texts to the ten best of either side, unless told otherwise."""
    done = {name: cost.cpu for name in PEERS if name in results and (cost := part(results[name]))}
    return min(done, key=done.__getitem__, default="")


def strict_ratio(results: Results, *stages: str) -> float | None:
    """How many times the CPU time of the fastest peer's one way our both ways need, from texts; with further `stages` of ours."""
    best = fastest(results, whole_one_way)
    ours, peer = results[OURS].total("features", "both ways", *stages), whole_one_way(results[best]) if best else None
    return ours.cpu / max(peer.cpu, 1e-9) if ours and peer else None


# --- the report --------------------------------------------------------------------------------------------------------------------------------

_NAME, _CELL = 30, 19


def report_size(size: int, results: Results) -> Iterator[str]:
    """The lines on one size."""
    best = fastest(results)
    yield f"{size:,} tenders x {size:,} suppliers (seconds: wall / CPU)"
    yield _line("", "features", "ten best, 1 way", "both ways", "total", "peak MB", "ratio wall", "ratio CPU")
    for name, costs in results.items():
        if name != "stored":
            total = whole(costs)
            parts = (features(costs), costs.total("one way"), both_ways(costs), total)
            yield _line(name, *map(_seconds, parts), f"{total.peak_mb:.0f}" if total else "", *_ratios(total, whole(results[best]) if best else None))
    yield ""
    ours, stored = results[OURS], results.get("stored", Costs())
    yield _line("Wijkmatch, stage by stage", "seconds", "peak MB", "", "")
    for name in ("thesaurus", "features", "one way", "both ways", "reasons"):
        yield _stage(name, ours.stages.get(name))
    yield _stage("store the matches", stored.stages.get("store"), stored.stages.get("plain insert"), "a plain bulk insert")
    yield _stage("rematch all, with database", stored.stages.get("rematch all"))
    alone = results[best].stages.get("one new tender") if best else None
    yield _stage("one new tender, in memory", ours.stages.get("one new tender"), alone, best)
    yield _stage("one new tender, stored", stored.stages.get("one new tender"))
    yield _stage("one changed supplier, stored", stored.stages.get("one changed supplier"))
    if (ratio := strict_ratio(results)) and (with_thesaurus := strict_ratio(results, "thesaurus")):
        best = fastest(results, whole_one_way)
        yield f"  our both ways against one way of {best}: {_times(ratio)} CPU; {_times(with_thesaurus)} with the thesaurus, once a process"
    yield from _footnotes(results)


def report_import(rows: int, results: Results) -> Iterator[str]:
    """The lines on the import."""
    plain, ours = results.values()
    yield f"a list of {rows:,} rows x {len(import_speed.HEADINGS)} columns (seconds: wall / CPU)"
    yield _stage("read_tenders", ours.stages.get("read"), plain.stages.get("read"), "reading the cells with calamine")
    yield _stage("import tenders", ours.stages.get("import"), plain.total("read", "insert"), "calamine + bulk insert of the cells")
    yield from _footnotes(results)


def _footnotes(results: Results) -> Iterator[str]:
    for name, costs in results.items():
        if costs.refused:
            yield f"  {name} did not finish: {costs.refused}"
        if costs.figures:
            yield f"  {name}: " + ", ".join(f"{key} {value:,}" for key, value in costs.figures.items())


def _stage(name: str, cost: Cost | None, peer: Cost | None = None, peer_name: str = "") -> str:
    if cost is None:
        return _line(f"  {name}", "-")
    wall, cpu = _ratios(cost, peer)
    beside = f"{cpu} CPU, {wall} wall, of {peer_name} ({_seconds(peer)})" if peer else ""
    return f"{_line(f'  {name}', _seconds(cost), f'{cost.peak_mb:.0f}')}   {beside}".rstrip()


def _line(name: str, *cells: str) -> str:
    return f"{name:{_NAME}}" + "".join(f"{cell:>{_CELL}}" for cell in cells)


def _seconds(cost: Cost | None) -> str:
    return f"{cost.wall:.3g} / {cost.cpu:.3g}" if cost else "-"


def _ratios(cost: Cost | None, peer: Cost | None) -> tuple[str, str]:
    """How many times as long as the peer, wall and CPU."""
    if cost is None or peer is None:
        return "", ""
    wall, cpu = cost.wall / max(peer.wall, 1e-9), cost.cpu / max(peer.cpu, 1e-9)
    return _times(wall), _times(cpu)


def _times(ratio: float) -> str:
    return f"{ratio:,.0f} x" if ratio >= 100 else f"{ratio:.1f} x"


def _tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def _machine() -> dict[str, Any]:
    load = round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None
    return {"python": platform.python_version(), "system": platform.platform(), "cores": measuring.cores(), "load_before": load}


def main() -> None:
    """Measure, and print the report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--size", type=int, default=NORMAL, help="tenders, and as many suppliers (default: %(default)s)")
    parser.add_argument("--rows", type=int, default=ROWS, help="rows of the list to import (default: %(default)s)")
    parser.add_argument("--large", action="store_true", help=f"also {LARGE:,} x {LARGE:,}")
    parser.add_argument("--huge", action="store_true", help=f"also {HUGE:,} x {HUGE:,}, with the fastest peer only")
    parser.add_argument("--json", action="store_true", help="one JSON document instead of tables")
    options = parser.parse_args()
    machine = _machine()
    by_size: dict[int, Results] = {}
    for size in (options.size, *([LARGE] if options.large else [])):
        by_size[size] = measure_size(size, list(PEERS))
    if options.huge:
        best = fastest(list(by_size.values())[-1])
        by_size[HUGE] = measure_size(HUGE, [best] if best else [], "ours:one_by_one")
    imported = measure_import(options.rows)
    if options.json:
        sizes = [
            {
                "size": size,
                "contestants": _plain(results),
                "cpu_ratio_both_ways_to_one_way": strict_ratio(results),
                "with_thesaurus": strict_ratio(results, "thesaurus"),
            }
            for size, results in by_size.items()
        ]
        print(json.dumps({"machine": machine, "matching": sizes, "import": {"rows": options.rows, "contestants": _plain(imported)}}, indent=1))
        return
    print(f"Python {machine['python']}, {machine['cores']} cores, load {machine['load_before']} before the run\n")
    for size, results in by_size.items():
        print("\n".join(report_size(size, results)), end="\n\n")
    print("\n".join(report_import(options.rows, imported)))


def _plain(results: Results) -> list[dict[str, Any]]:
    """Results as plain values, each with its sums beside those of the fastest peer."""
    best = fastest(results)
    peer = whole(results[best]) if best else None
    rows = []
    for name, costs in results.items():
        total = whole(costs)
        sums = {"features": features(costs), "both ways": both_ways(costs), "total": total}
        rows.append(
            {
                "name": name,
                "stages": {stage: asdict(cost) for stage, cost in costs.stages.items()},
                "sums": {key: asdict(cost) for key, cost in sums.items() if cost},
                "cpu_ratio_to_fastest_peer": round(total.cpu / max(peer.cpu, 1e-9), 2) if total and peer else None,
                "wall_ratio_to_fastest_peer": round(total.wall / max(peer.wall, 1e-9), 2) if total and peer else None,
                "figures": costs.figures,
                "refused": costs.refused,
            }
        )
    return rows


if __name__ == "__main__":
    main()
