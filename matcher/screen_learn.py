"""What the command line shows of learning: figures before and after, and whether the new weights may be adopted."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from matcher.learn import FEWEST, FEWEST_LOTS, LearnReport
from matcher.matching.trial import NOTHING_TO_LEARN

_MOVED = 4  # weights told of
_MEASURES = {"log_loss": "log-loss ↓", "brier": "Brier ↓", "ndcg10": "nDCG@10 ↑"}

_WORDS = {
    "nl": {
        "supplier": "aanbieders", "jobseeker": "werkzoekenden", "before": "nu", "after": "geleerd", "coin": "munt",
        "gold_before": "goud, meegeleverd", "gold_after": "goud, geleerd", "moved": "Meest verschoven", "shipped": "de meegeleverde gewichten",
        "title": "{side}: {unseen} nieuwe oordelen van {judgements}, bij het leren apart gehouden",
        "too_few": "{side}: {unseen} nieuwe oordelen; er zijn er {fewest} nodig, over minstens {lots} opdrachten.",
        "better": "Beter dan nu (winst {low:.3f} tot {high:.3f}): met --adopt gaat het in.",
        "no_better": "Niet duidelijk beter dan nu (winst {low:.3f} tot {high:.3f}, en dat moet boven 0 liggen).",
        "nothing_to_learn": "Hier valt weinig uit te leren: een munt voorspelt de oordelen bijna even goed (winst {low:.3f} tot {high:.3f}).",
        "adopted": "Ingegaan: {version}. Vergelijk opnieuw met `wijkmatch match`; terug kan met `wijkmatch learn --back`.",
        "back": "Nu in gebruik: {version}. Vergelijk opnieuw met `wijkmatch match`.",
    },
    "en": {
        "supplier": "suppliers", "jobseeker": "job-seekers", "before": "now", "after": "learnt", "coin": "coin",
        "gold_before": "gold, shipped", "gold_after": "gold, learnt", "moved": "Moved most", "shipped": "the shipped weights",
        "title": "{side}: {unseen} new judgements of {judgements}, held out while learning",
        "too_few": "{side}: {unseen} new judgements; {fewest} are needed, on {lots} tenders or more.",
        "better": "Better than now (gain {low:.3f} to {high:.3f}): --adopt puts it to use.",
        "no_better": "Not clearly better than now (gain {low:.3f} to {high:.3f}, which must lie above 0).",
        "nothing_to_learn": "There is little to learn here: a coin foretells the judgements almost as well (gain {low:.3f} to {high:.3f}).",
        "adopted": "In use: {version}. Match again with `wijkmatch match`; `wijkmatch learn --back` returns.",
        "back": "In use now: {version}. Match again with `wijkmatch match`.",
    },
}  # fmt: skip


def plain(report: LearnReport) -> dict[str, Any]:
    """What was learnt as plain JSON values."""
    return {
        "adopted": report.adopted,
        "sides": [{**asdict(side), "side": side.side.value} for side in report.sides],
        "versions": [
            {"version": each.name, "before": each.before or "shipped", "active": each.active, "adopted_at": each.created_at.isoformat()}
            for each in report.versions
        ],
    }


def show(report: LearnReport, language: str) -> None:
    """Per side: figures before and after, the weights that moved, and whether the new ones may be adopted."""
    console, words = Console(), _WORDS[language]
    for side in report.sides:
        name = words[side.side.value]
        if side.trial is None:
            console.print(words["too_few"].format(side=name, unseen=side.unseen, fewest=FEWEST, lots=FEWEST_LOTS), highlight=False)
            continue
        trial = side.trial
        columns = ("", f"{words['before']} ({side.present})", words["after"], words["coin"], words["gold_before"], words["gold_after"])
        table = Table(*columns, title=words["title"].format(side=name, unseen=side.unseen, judgements=side.judgements), title_justify="left")
        for measure, label in _MEASURES.items():
            values = (getattr(each, measure) for each in (trial.before, trial.after, trial.coin, trial.gold_before, trial.gold_after))
            table.add_row(label, *("-" if value is None else f"{value:.3f}" for value in values))
        console.print(table)
        present = side.before or {}
        moved = sorted(trial.learnt.weights.items(), key=lambda item: -abs(item[1] - present.get(item[0], 0.0)))[:_MOVED]
        told = ", ".join(f"{feature} {present.get(feature, 0.0):.2f} → {weight:.2f}" for feature, weight in moved)
        console.print(f"{words['moved']}: {told}", highlight=False)
        for verdict in trial.refused or ("better",):
            low, high = trial.skill if verdict == NOTHING_TO_LEARN else trial.gain
            console.print(words[verdict].format(low=low, high=high), highlight=False)
    if report.adopted:
        console.print(words["adopted"].format(version=report.adopted), highlight=False)


def show_back(version: str, language: str) -> None:
    """Which weights are used again."""
    words = _WORDS[language]
    console = Console()
    console.print(words["back"].format(version=version or words["shipped"]), highlight=False)
