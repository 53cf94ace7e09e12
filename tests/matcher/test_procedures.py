from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.model import Award, Lot, Notice, NoticeKind, Origin, Status, Tender
from matcher.procedures import compile_notices

PLANNING, COMPETITION, CHANGE, AWARD, CANCELLED = NoticeKind
PLANNED, OPEN, CLOSED, AWARDED, WITHDRAWN = Status
MAY, JUNE = date(2027, 5, 1), date(2027, 6, 1)


def lot(number="", status=PLANNED, **fields):
    return Lot(**{"title": f"Perceel {number}" if number else "Onderhoud dorpshuizen", "number": number, "status": status, **fields})


def won(supplier, *lots, amount=1000.0):
    return Award(supplier, lots, amount=amount)


def notice(day, kind, *lots, awards=(), published=True, version="", **fields):
    """One notice, published on a day of 2027; its id is that day."""
    return Notice(
        publisher="ocds",
        publication_id=f"p{day}",
        kind=kind,
        tender=Tender(**{"title": "Onderhoud dorpshuizen", "lots": lots, **fields}),
        version=version,
        procedure_id="ocds-abc123-7",
        published_at=datetime(2027, 1, 1, tzinfo=UTC) + timedelta(days=day) if published else None,
        awards=tuple(awards),
        origin=Origin("notices.json", f"p{day}", day),
    )


def statuses(notices):
    return {each.number: each.status for each in compile_notices(notices)[0].lots}


@pytest.mark.parametrize(
    ("notices", "expected"),
    [
        pytest.param([notice(1, PLANNING, lot())], {"": PLANNED}, id="planned"),
        pytest.param([notice(1, PLANNING, lot()), notice(2, COMPETITION, lot("", OPEN))], {"": OPEN}, id="put out"),
        pytest.param(
            [notice(1, PLANNING, lot()), notice(2, COMPETITION, lot("1", OPEN), lot("2", OPEN))], {"1": OPEN, "2": OPEN}, id="divided when put out"
        ),
        pytest.param(
            [notice(1, PLANNING, lot("1"), lot("2"), lot("3")), notice(2, COMPETITION, lot("1", OPEN), lot("2", OPEN))],
            {"1": OPEN, "2": OPEN},
            id="a planned lot that is not put out was a plan",
        ),
        pytest.param([notice(1, PLANNING, lot("1"), lot("2")), notice(2, COMPETITION, lot("", OPEN))], {"": OPEN}, id="not divided after all"),
        pytest.param(
            [notice(1, COMPETITION, lot("1", OPEN), lot("2", OPEN)), notice(2, COMPETITION, lot("", OPEN))],
            {"1": OPEN, "2": OPEN},
            id="a notice without lots does not undo a division that was put out",
        ),
        pytest.param(
            [notice(1, COMPETITION, lot("1", OPEN), lot("2", OPEN)), notice(2, AWARD, awards=[won("Groenploeg De Es", "1")])],
            {"1": AWARDED, "2": OPEN},
            id="the award of one lot does not award another",
        ),
        pytest.param(
            [notice(1, COMPETITION, lot("1", OPEN), lot("2", OPEN)), notice(2, AWARD, awards=[won("Groenploeg De Es")])],
            {"1": AWARDED, "2": AWARDED},
            id="an award that names no lots awards all",
        ),
        pytest.param(
            [notice(1, COMPETITION, lot("", OPEN)), notice(2, AWARD, awards=[won("Groenploeg De Es", "LOT-0001")])],
            {"": AWARDED},
            id="an undivided tender is awarded whatever its lot is called",
        ),
        pytest.param(
            [notice(1, COMPETITION, lot("1", OPEN), lot("2", OPEN)), notice(2, AWARD, awards=[won("Groenploeg De Es", "9")])],
            {"1": OPEN, "2": OPEN},
            id="an award of a lot that nobody knows awards none",
        ),
        pytest.param(
            [
                notice(1, COMPETITION, lot("1", OPEN), lot("2", OPEN)),
                notice(2, AWARD, lot("1", AWARDED), lot("2", OPEN), awards=[won("A", "1")]),
                notice(3, AWARD, lot("1", CLOSED), lot("2", AWARDED), awards=[won("B", "2")]),
            ],
            {"1": AWARDED, "2": AWARDED},
            id="what is awarded stays so when another lot is",
        ),
        pytest.param(
            [notice(1, COMPETITION, lot("1", OPEN), lot("2", OPEN)), notice(2, CANCELLED)], {"1": WITHDRAWN, "2": WITHDRAWN}, id="all cancelled"
        ),
        pytest.param(
            [notice(1, COMPETITION, lot("1", OPEN), lot("2", OPEN)), notice(2, CANCELLED, lot("2", WITHDRAWN))],
            {"1": OPEN, "2": WITHDRAWN},
            id="one lot cancelled",
        ),
        pytest.param(
            [notice(1, COMPETITION, lot("1", OPEN), lot("2", OPEN)), notice(2, CANCELLED, lot("1", OPEN), lot("2", WITHDRAWN))],
            {"1": OPEN, "2": WITHDRAWN},
            id="one of the lots that a cancellation names is withdrawn",
        ),
        pytest.param(
            [notice(1, COMPETITION, lot("1", OPEN), lot("2", OPEN)), notice(2, CANCELLED), notice(3, COMPETITION, lot("1", OPEN))],
            {"1": OPEN, "2": WITHDRAWN},
            id="a withdrawn lot put out again",
        ),
        pytest.param(
            [
                notice(1, COMPETITION, lot("1", OPEN), lot("2", OPEN)),
                notice(2, AWARD, awards=[won("A", "1")]),
                notice(3, CHANGE, lot("", OPEN, deadline_date=JUNE)),
            ],
            {"1": AWARDED, "2": OPEN},
            id="a later deadline for the whole does not undo an award",
        ),
        pytest.param([notice(1, AWARD, awards=[won("A", "1"), won("B", "2")])], {"1": AWARDED, "2": AWARDED}, id="only the award is known"),
        pytest.param([notice(1, AWARD, awards=[won("A")])], {"": AWARDED}, id="only the award as a whole is known"),
    ],
)
def test_each_lot_has_the_status_that_the_latest_notice_gives_it(notices, expected):
    assert statuses(notices) == expected
    assert statuses(notices[::-1]) == expected


FIRST = notice(
    1,
    COMPETITION,
    lot(
        "",
        OPEN,
        description="Schilderwerk",
        cpv=("45442100",),
        value_amount=50_000.0,
        value_max_amount=80_000.0,
        deadline_date=MAY,
        currency="GBP",
        period="Q2 2027",
    ),
    buyer="Stichting De Vier Kernen",
    description="Drie dorpshuizen",
    url="https://example.org/p1",
)


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        pytest.param(notice(2, CHANGE, lot("", title="", deadline_date=JUNE), title=""), {"deadline_date": JUNE}, id="a new deadline, nothing else"),
        pytest.param(
            notice(2, CHANGE, lot("", title="", value_amount=60_000.0), title=""),
            {"value_amount": 60_000.0, "value_max_amount": None, "currency": "EUR"},
            id="a new amount takes the place of a range, with its currency",
        ),
        pytest.param(
            notice(2, CHANGE, lot("1", title="Schilderwerk binnen")), {"number": "1", "title": "Schilderwerk binnen"}, id="its lot numbered"
        ),
        pytest.param(notice(2, CHANGE, title=""), {}, id="a notice without lots"),
    ],
)
def test_a_later_notice_changes_what_it_speaks_of_and_nothing_else(later, expected):
    (before,) = compile_notices([FIRST])[0].lots
    tender, _ = compile_notices([FIRST, later])
    (after,) = tender.lots
    unchanged = [name for name in before.__slots__ if name not in expected and name != "origin"]
    assert {name: getattr(after, name) for name in expected} == expected
    assert {name: getattr(after, name) for name in unchanged} == {name: getattr(before, name) for name in unchanged}
    assert (tender.title, tender.buyer, tender.description) == ("Onderhoud dorpshuizen", "Stichting De Vier Kernen", "Drie dorpshuizen")


def test_the_newest_notice_gives_the_number_and_each_lot_tells_where_it_was_last_spoken_of():
    tender, _ = compile_notices([notice(3, CHANGE, lot("2", deadline_date=JUNE), version="2"), notice(1, COMPETITION, lot("1"), lot("2"))])
    assert (tender.publication_id, tender.notice_version, tender.procedure_id) == ("p3", "2", "ocds-abc123-7")
    assert {each.number: each.origin.row for each in tender.lots} == {"1": 1, "2": 3}


def test_a_deadline_for_the_whole_moves_that_of_every_lot():
    whole = lot("", deadline_date=JUNE, value_amount=9_000_000.0, cpv=("45000000",))
    tender, _ = compile_notices([notice(1, COMPETITION, lot("1", deadline_date=MAY), lot("2", deadline_date=MAY)), notice(2, CHANGE, whole)])
    assert [(each.number, each.deadline_date, each.value_amount, each.cpv) for each in tender.lots] == [("1", JUNE, None, ()), ("2", JUNE, None, ())]


def test_the_same_version_published_again_takes_the_place_of_the_first():
    first = notice(1, COMPETITION, lot("", OPEN, place="Ommen", deadline_date=MAY))
    again = Notice(**{**{name: getattr(first, name) for name in first.__slots__}, "tender": Tender("Onderhoud", (lot("", OPEN),))})
    again = Notice(**{**{name: getattr(again, name) for name in again.__slots__}, "published_at": first.published_at + timedelta(hours=1)})
    (only,) = compile_notices([again, first])[0].lots
    assert (only.place, only.deadline_date) == ("", None)


def test_a_notice_without_a_moment_comes_first():
    tender, _ = compile_notices([notice(1, COMPETITION, lot("", title="Later")), notice(2, CHANGE, lot("", title="Eerder"), published=False)])
    assert tender.lots[0].title == "Later"


@pytest.mark.parametrize(
    ("awards", "expected"),
    [
        pytest.param([[won("A", "1")], [won("B", "2")]], [won("A", "1"), won("B", "2")], id="another lot adds"),
        pytest.param([[won("A", "1")], [won("B", "1")]], [won("B", "1")], id="the same lot replaces"),
        pytest.param([[won("A")], [won("B"), won("C")]], [won("B"), won("C")], id="the whole replaces the whole"),
        pytest.param([[won("A", "1"), won("B", "2")], [won("C")]], [won("C")], id="the whole replaces lots"),
        pytest.param([[won("A", "1", "2")], [won("B", "1")]], [won("A", "2", amount=None), won("B", "1")], id="a part replaces a part"),
        pytest.param([[won("A")], [won("B", "2")]], [won("A", "1", amount=None), won("B", "2")], id="one lot of the whole"),
        pytest.param([[won("A", "1")], []], [won("A", "1")], id="no awards say nothing"),
        pytest.param([[won("A", "9")], [won("B", "9")]], [won("B", "9")], id="a lot that nobody knows"),
    ],
)
def test_the_awards_of_the_latest_notice_per_lot_stand(awards, expected):
    notices = [notice(0, COMPETITION, lot("1", OPEN), lot("2", OPEN)), *(notice(day, AWARD, awards=each) for day, each in enumerate(awards, 1))]
    assert list(compile_notices(notices)[1]) == expected


def test_nobody_has_won_what_was_cancelled_afterwards():
    notices = [
        notice(1, COMPETITION, lot("1", OPEN), lot("2", OPEN)),
        notice(2, AWARD, awards=[won("A", "1"), won("B", "2")]),
        notice(3, CANCELLED, lot("1", WITHDRAWN)),
    ]
    assert compile_notices(notices)[1] == (won("B", "2"),)
    assert statuses(notices) == {"1": WITHDRAWN, "2": AWARDED}


def test_a_procedure_has_at_least_one_notice():
    with pytest.raises(ValueError, match="at least one"):
        compile_notices([])


LOTS = st.builds(
    lot,
    st.sampled_from(["", "1", "2", "3"]),
    st.sampled_from(list(Status)),
    title=st.sampled_from(["", "Schilderwerk"]),
    deadline_date=st.sampled_from([None, MAY, JUNE]),
    value_amount=st.sampled_from([None, 1.0, 2.0]),
)
AWARDS = st.builds(lambda supplier, lots: won(supplier, *lots), st.sampled_from("AB"), st.lists(st.sampled_from(["1", "2", "9"]), max_size=2))
NOTICES = st.builds(
    lambda day, kind, lots, awards, version, published: notice(day, kind, *lots, awards=awards, version=version, published=published),
    st.integers(1, 3),  # so few that ids, versions and moments often are the same
    st.sampled_from(list(NoticeKind)),
    st.lists(LOTS, max_size=3),
    st.lists(AWARDS, max_size=2),
    st.sampled_from(["", "1", "2"]),
    st.booleans(),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(NOTICES, min_size=1, max_size=6).flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
def test_no_order_of_the_notices_changes_the_result(pair):
    notices, shuffled = pair
    compiled = compile_notices(notices)
    assert compile_notices(shuffled) == compiled
    assert compile_notices([*shuffled, *notices]) == compiled
    numbers = [each.number for each in compiled[0].lots]
    assert numbers and len(set(numbers)) == len(numbers) and ("" not in numbers or len(numbers) == 1)
