"""The weekly mail: who gets what, and once."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from string import Formatter

import pytest

from matcher.db import subscribers
from matcher.db.tables import judgements
from matcher.digest import iso_week, run_digest
from matcher.errors import MatcherError
from tests.matcher.mail_server import body

MONDAY = datetime(2026, 11, 16, 6, 30, tzinfo=UTC)  # 2026-W47
NEXT_MONDAY = MONDAY + timedelta(weeks=1)
CLEANING, GARDEN = "Schoonmaak <kantoren> & hal", "Groenonderhoud"


def with_most(config, most):
    return replace(config, digest=replace(config.digest, max_matches=most))


# --- what it says -------------------------------------------------------------------------------------------------------------------------------


def test_a_supplier_reads_what_when_worth_how_sure_why_and_where(region, mailing, inbox):
    region.lot(
        CLEANING,
        deadline_date=date(2027, 3, 12),
        start_date=date(2027, 6, 1),
        value_amount=50_000,
        value_max_amount=120_000,
        value_basis="year",
        vat="excl",
    )
    region.match(CLEANING, "Schoon & Co", 0.83, part=True)
    me = region.subscriber("noor@example.org", "supplier", of="Schoon & Co")
    report = run_digest(region.database, mailing, now=MONDAY)
    assert (report.subscribers, report.mails, report.sent, report.waiting, report.problems) == (1, 1, 1, 0, ())
    [mail] = inbox.messages
    assert mail["Subject"] == "1 nieuwe opdracht die bij u past"
    assert mail["List-Unsubscribe"] == f"<http://127.0.0.1:8000/digest/afmelden/{me}>"
    text = " ".join(body(mail).split())  # wherever the lines are broken
    for told in (
        CLEANING,
        "Ziekenhuis De Es",
        "Sluit op 12 maart 2027",
        "Start op 1 juni 2027",
        "Waarde: € 50.000 tot € 120.000 per jaar (excl. btw)",
        "Past heel goed, voor een deel van het werk · 83%",
        "U doet dit werk: schoonmaak",
        "Dichtbij: 3,2 km.",
        "http://127.0.0.1:8000/tenders/",
        f"/digest/afmelden/{me}",
        "week 47 van 2026",
    ):
        assert told in text, told
    html = body(mail, "html")
    assert "Schoonmaak &lt;kantoren&gt; &amp; hal" in html and "<kantoren>" not in html
    assert "12 maart 2027" in html and "· 83%" in html and f"/digest/afmelden/{me}" in html


def test_an_english_reader_reads_english(region, mailing, inbox):
    region.lot(GARDEN, deadline_date=date(2027, 3, 12), value_amount=1_250_000, vat="excl")
    region.match(GARDEN, "Groen", 0.6)
    region.subscriber("ann@example.org", "supplier", of="Groen", language="en")
    run_digest(region.database, mailing, now=MONDAY)
    [mail] = inbox.messages
    assert mail["Subject"] == "1 new tender that fits you" and mail["Content-Language"] == "en"
    assert "Closes on 12 March 2027" in body(mail) and "€1,250,000 (excl. VAT)" in body(mail) and "Fits well · 60%" in body(mail)
    assert 'lang="en"' in body(mail, "html")


def test_a_buyer_reads_their_own_tenders_with_suppliers_and_a_number_of_job_seekers(region, mailing, inbox):
    region.match(CLEANING, "Schoon & Co", 0.9)
    region.match(CLEANING, "Poets bv", 0.6)
    region.seekers(CLEANING, 3)
    region.lot(GARDEN, buyer="Stadion")
    region.match(GARDEN, "Groen", 0.9)
    region.subscriber("inkoop@example.org", "buyer", of="Ziekenhuis De Es")
    run_digest(region.database, mailing, now=MONDAY)
    [mail] = inbox.messages
    text = body(mail)
    assert mail["Subject"] == "2 nieuwe aanbieders uit de buurt voor uw opdrachten"
    assert text.count(CLEANING) == 1 and text.index("Schoon & Co, Hengelo") < text.index("Poets bv")
    assert "Er zijn ook 3 werkzoekenden in de buurt die bij dit werk passen." in text
    assert GARDEN not in text and "Groen" not in text


def test_a_connector_reads_figures_per_buyer_and_what_nobody_can_do(region, mailing, inbox):
    region.match(CLEANING, "Schoon & Co", 0.9)
    region.match(CLEANING, "Poets bv", 0.6)
    region.seekers(CLEANING, 2)
    region.lot(GARDEN, buyer="Stadion")
    region.match(GARDEN, "Groen", 0.9)
    region.lot("MRI-scanner")
    region.lot("Nog niet vergeleken", matched_hash=None)
    region.subscriber("wijk@example.org", "connector")
    run_digest(region.database, mailing, now=MONDAY)
    [mail] = inbox.messages
    text = body(mail)
    assert mail["Subject"] == "3 nieuwe voorstellen in de regio"
    assert "* Ziekenhuis De Es\n    Opdrachten: 1 · Aanbieders: 2 · Werkzoekenden: 1" in text
    assert "* Stadion\n    Opdrachten: 1 · Aanbieders: 1 · Werkzoekenden: 0" in text
    assert text.index("Nog niemand in de buurt") < text.index("MRI-scanner") and "Nog niet vergeleken" not in text


def test_a_connector_is_told_once_what_nobody_can_do(region, mailing, inbox):
    region.lot("MRI-scanner")
    region.subscriber("wijk@example.org", "connector")
    run_digest(region.database, mailing, now=MONDAY)
    run_digest(region.database, mailing, now=NEXT_MONDAY)
    assert [mail["Subject"] for mail in inbox.messages] == ["1 nieuwe opdracht waarvoor niemand in de buurt is"]
    region.lot("Linac", created_at=NEXT_MONDAY + timedelta(days=1))
    run_digest(region.database, mailing, now=NEXT_MONDAY + timedelta(weeks=1))
    assert "Linac" in body(inbox.messages[-1]) and "MRI-scanner" not in body(inbox.messages[-1])


def test_job_seekers_are_never_named(region, mailing, inbox):
    for title in (CLEANING, GARDEN):
        region.match(title, "Schoon & Co")
        region.seekers(title, 2)
    region.subscriber("a@example.org", "supplier", of="Schoon & Co")
    region.subscriber("b@example.org", "buyer", of="Ziekenhuis De Es")
    region.subscriber("c@example.org", "connector")
    assert run_digest(region.database, mailing, now=MONDAY).sent == 3
    assert not [mail for mail in inbox.messages if "geheim" in body(mail) + body(mail, "html")]


def test_a_cell_with_a_newline_or_markup_cannot_break_out(region, mailing, inbox):
    title = 'Werk\r\n\r\n<script>alert("x")</script>'
    region.match(title, "Schoon & Co")
    region.subscriber("a@example.org", "supplier", of="Schoon & Co", name="Noor\r\nBcc: b@example.org")
    run_digest(region.database, mailing, now=MONDAY)
    [mail] = inbox.messages
    assert inbox.recipients == ["a@example.org"] and "Bcc" not in mail
    assert "<script" not in body(mail, "html") and "&lt;script&gt;" in body(mail, "html")


def test_both_languages_say_the_same_things():
    def phrases(language):
        file = resources.files("matcher").joinpath("templates", f"digest.{language}.toml")
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        found = {"months": len(table.pop("months"))}
        for section, of_section in table.items():
            for name, phrase in of_section.items():
                for form, text in phrase.items() if isinstance(phrase, dict) else [("", phrase)]:
                    found[f"{section}.{name}.{form}"] = {field for _, field, _, _ in Formatter().parse(text) if field} - {"count"}
        return found

    assert phrases("nl") == phrases("en") and phrases("nl")["months"] == 12


# --- what is news -------------------------------------------------------------------------------------------------------------------------------


def test_nothing_new_is_no_mail_and_news_later_in_the_week_still_comes(region, mailing, inbox):
    region.subscriber("noor@example.org", "supplier", of="Schoon & Co")
    assert run_digest(region.database, mailing, now=MONDAY).skipped == 1
    assert not inbox.kept
    region.match(CLEANING, "Schoon & Co")
    assert run_digest(region.database, mailing, now=MONDAY + timedelta(days=2)).sent == 1


def test_a_match_is_told_once_and_a_week_has_one_mail(region, mailing, inbox):
    region.match(CLEANING, "Schoon & Co")
    region.subscriber("noor@example.org", "supplier", of="Schoon & Co")
    run_digest(region.database, mailing, now=MONDAY)
    region.match(GARDEN, "Schoon & Co")
    again = run_digest(region.database, mailing, now=MONDAY + timedelta(days=1))
    assert (again.mails, again.skipped, again.sent) == (0, 1, 0)
    run_digest(region.database, mailing, now=NEXT_MONDAY)
    run_digest(region.database, mailing, now=NEXT_MONDAY + timedelta(weeks=1))
    assert [(CLEANING in body(mail), GARDEN in body(mail)) for mail in inbox.messages] == [(True, False), (False, True)]


def test_the_rest_is_counted_and_comes_next_week(region, mailing, inbox):
    for number in range(5):
        region.match(f"Opdracht {number}", "Schoon & Co", 0.9 - number / 10)
    region.subscriber("noor@example.org", "supplier", of="Schoon & Co")
    mailing = with_most(mailing, 3)
    for week in range(3):
        run_digest(region.database, mailing, now=MONDAY + timedelta(weeks=week))
    told = [[number for number in range(5) if f"* Opdracht {number}" in body(mail)] for mail in inbox.messages]
    assert told == [[0, 1, 2], [3, 4]]
    assert "Er zijn nog 2 nieuwe opdrachten" in body(inbox.messages[0]) and "nog" not in body(inbox.messages[1]).split("Bekijk")[0]


def test_a_buyer_reads_of_every_tender_before_a_second_supplier_for_one(region, mailing, inbox):
    for supplier, score in (("Een", 0.99), ("Twee", 0.98), ("Drie", 0.97)):
        region.match(CLEANING, supplier, score)
    region.match(GARDEN, "Vier", 0.5)
    region.subscriber("inkoop@example.org", "buyer", of="Ziekenhuis De Es")
    run_digest(region.database, with_most(mailing, 3), now=MONDAY)
    text = body(inbox.messages[0])
    assert [name in text for name in ("Een,", "Twee,", "Drie,", "Vier,")] == [True, True, False, True]
    assert "Er is nog 1 nieuw voorstel" in text


@pytest.mark.parametrize(
    ("of_lot", "of_match"),
    [
        ({"deadline_date": date(2026, 11, 15)}, {}),
        ({"status": "withdrawn"}, {}),
        ({"status": "awarded"}, {}),
        ({"status": "closed"}, {}),
        ({}, {"shown": False}),
    ],
)
def test_what_cannot_be_won_or_is_not_shown_is_no_news(region, mailing, inbox, of_lot, of_match):
    region.lot(CLEANING, **of_lot)
    region.match(CLEANING, "Schoon & Co", **of_match)
    region.subscriber("noor@example.org", "supplier", of="Schoon & Co")
    assert run_digest(region.database, mailing, now=MONDAY).mails == 0


def test_a_deadline_today_is_still_news(region, mailing):
    region.lot(CLEANING, deadline_date=date(2026, 11, 16))
    region.match(CLEANING, "Schoon & Co")
    region.subscriber("noor@example.org", "supplier", of="Schoon & Co")
    assert run_digest(region.database, mailing, now=MONDAY).sent == 1


@pytest.mark.parametrize(("verdicts", "mails"), [(["rejected"], 0), (["rejected", "accepted"], 1), (["accepted", "rejected"], 0)])
def test_the_newest_judgement_decides(region, mailing, verdicts, mails):
    region.match(CLEANING, "Schoon & Co")
    region.subscriber("noor@example.org", "supplier", of="Schoon & Co")
    for verdict in verdicts:
        pair = {"lot_id": region.lot(CLEANING), "supplier_id": region.supplier("Schoon & Co")}
        with region.database.write() as connection:
            connection.execute(judgements.insert().values(**pair, verdict=verdict, judged_at=MONDAY))
    assert run_digest(region.database, mailing, now=MONDAY).mails == mails


def test_who_unsubscribed_gets_nothing_even_if_it_was_made_already(region, config, mailing, inbox):
    region.match(CLEANING, "Schoon & Co")
    me = region.subscriber("noor@example.org", "supplier", of="Schoon & Co")
    assert run_digest(region.database, config, now=MONDAY).waiting == 1
    with region.database.write() as connection:
        subscribers.unsubscribe(connection, subscribers.find_public(connection, me).id, now=MONDAY)
    report = run_digest(region.database, mailing, now=MONDAY)
    assert (report.subscribers, report.sent, inbox.kept) == (0, 0, [])


def test_a_subscription_to_nobody_is_told_and_stops_no_other(region, mailing, inbox):
    region.match(CLEANING, "Schoon & Co")
    nobody = region.subscriber("lost@example.org", "supplier")
    region.subscriber("noor@example.org", "supplier", of="Schoon & Co")
    report = run_digest(region.database, mailing, now=MONDAY)
    assert (report.sent, inbox.recipients) == (1, ["noor@example.org"])
    assert [nobody in problem and "lost@" not in problem for problem in report.problems] == [True]


# --- weeks --------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "week"),
    [(date(2026, 11, 22), "2026-W47"), (date(2026, 12, 31), "2026-W53"), (date(2027, 1, 3), "2026-W53"), (date(2027, 1, 4), "2027-W01")],
)
def test_weeks_are_those_of_iso_8601(day, week):
    assert iso_week(day) == week


def test_the_week_is_that_of_the_clock_on_the_wall(region, config):
    sunday_night = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # Monday half past midnight in Amsterdam
    assert run_digest(region.database, config, now=sunday_night).week == "2026-W48"


@pytest.mark.parametrize("week", ["2026-47", "2026-W00", "2026-W54", "2027-W53", "next", "2026-W47\n"])
def test_a_week_that_does_not_exist_is_refused(region, config, week):
    with pytest.raises(MatcherError, match="2026-W47"):
        run_digest(region.database, config, now=MONDAY, week=week)
