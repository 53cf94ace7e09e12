"""Who may import whom: downwards only. Read from the syntax tree, so that an import inside a function counts as well."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PURE = {"model", "by_column", "errors", "notice_json"}
READING = {"sources", "problems"}
STORING = {"db", "storable", "names"}
KNOWING = {"vocabulary", "index", "wording", "explanations"}
# A layer may import itself, and every layer named behind it. `config` stands apart: it knows errors only.
LAYERS: dict[str, tuple[set[str], set[str]]] = {
    "pure": (PURE, set()),
    "config": ({"config"}, {"errors"}),
    "sources": (READING, PURE),
    "matching": ({"matching"}, PURE),
    "db": (STORING, PURE),
    "mail": ({"mail"}, PURE),
    "knowledge": (KNOWING, {"matching", "problems", "config", "db"} | PURE),
    "logs": ({"logs"}, PURE),
}
ORCHESTRATORS_MAY = READING | STORING | KNOWING | {"matching", "mail", "config"} | PURE
ABOVE = {"cli", "cli_import", "terminal", "screen", "screen_learn", "jobs"}
OUTSIDE = {  # a library belongs to one place
    "alembic": ("matcher/db",),
    "apscheduler": ("matcher/jobs.py",),
    "sklearn": ("matcher/matching", "matcher/evaluate.py", "matcher/baselines.py"),
    "flask": ("webui",),
    "click": ("matcher/cli.py", "matcher/cli_import.py", "matcher/terminal.py"),
    "waitress": ("matcher/cli.py",),
}


def modules() -> Iterator[Path]:
    for package in ("matcher", "webui"):
        yield from sorted((ROOT / package).rglob("*.py"))


def imports(path: Path) -> set[str]:
    """Every dotted name that a module imports, `from a import b` as a.b."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def own(path: Path) -> tuple[str, str]:
    """The package (matcher or webui) of a file, and its part below: cli, db, sources ..."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[0], parts[1]


def parts_imported(path: Path) -> set[str]:
    """The parts of matcher that a module imports; "webui" for the other package."""
    found = set()
    for name in imports(path):
        first, *rest = name.split(".")
        if first == "webui":
            found.add("webui")
        elif first == "matcher" and rest:
            found.add(rest[0])
    return found


MATCHER = [path for path in modules() if own(path)[0] == "matcher" and path.name != "__init__.py" and "migrations" not in path.parts]
WEBUI = [path for path in modules() if own(path)[0] == "webui"]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MATCHER, ids=name)
def test_it_imports_downwards_only(path: Path) -> None:
    part = own(path)[1]
    imported = parts_imported(path) - {part}
    for members, allowed in LAYERS.values():
        if part in members:
            assert imported <= allowed | members, f"{name(path)} may not import {imported - allowed - members}"
            return
    if part in ABOVE:
        assert "webui" not in imported or part == "cli"
        return
    forbidden = imported & (ABOVE | {"webui"})
    assert not forbidden, f"{name(path)} is an orchestrator and may not import {forbidden}"


@pytest.mark.parametrize("path", [path for path in MATCHER if own(path)[1] in ("sources", "matching", "db", "mail")], ids=name)
def test_sources_matching_db_and_mail_never_import_each_other(path: Path) -> None:
    part = own(path)[1]
    assert not parts_imported(path) & ({"sources", "matching", "db", "mail"} - {part})


@pytest.mark.parametrize("path", MATCHER, ids=name)
def test_matcher_never_imports_flask(path: Path) -> None:
    assert not any(each.split(".")[0].startswith(("flask", "werkzeug")) for each in imports(path))


@pytest.mark.parametrize("path", MATCHER, ids=name)
def test_the_command_line_alone_imports_the_dashboard_inside_a_command(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    at_top = {
        each
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for each in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }
    assert not any(each.split(".")[0] == "webui" for each in at_top)
    if path.name != "cli.py":
        assert "webui" not in parts_imported(path)


@pytest.mark.parametrize("path", WEBUI, ids=name)
def test_pages_do_not_import_the_command_line_or_sources(path: Path) -> None:
    assert not parts_imported(path) & {"cli", "terminal", "screen", "sources"}


@pytest.mark.parametrize("path", [*MATCHER, *WEBUI], ids=name)
def test_a_library_stays_where_it_belongs(path: Path) -> None:
    where = name(path)
    for each in {each.split(".")[0] for each in imports(path)} & OUTSIDE.keys():
        assert any(where.startswith(place) for place in OUTSIDE[each]), f"{where} imports {each}"


@pytest.mark.parametrize("path", [path for path in [*MATCHER, *WEBUI] if own(path)[1] != "db"], ids=name)
def test_sql_stays_in_db(path: Path) -> None:
    used = {each for each in imports(path) if each.split(".")[0] == "sqlalchemy"}
    assert all(each.startswith(("sqlalchemy.engine.", "sqlalchemy.exc.")) for each in used), f"{name(path)} makes queries: {used}"


@pytest.mark.parametrize("path", [path for path in MATCHER if own(path)[1] == "matching"], ids=name)
def test_matching_does_no_input_or_output(path: Path) -> None:
    outside = {"sqlite3", "sqlalchemy", "pathlib", "os", "time", "datetime", "logging", "structlog", "io"}
    assert not {each.split(".")[0] for each in imports(path)} & outside


@pytest.mark.parametrize("path", [path for path in modules() if path.name == "__init__.py"], ids=name)
def test_packages_hold_no_logic(path: Path) -> None:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    assert all(isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in body), f"{name(path)} has more than a docstring"


@pytest.mark.parametrize("path", [path for path in modules() if "versions" not in path.parts], ids=name)
def test_no_file_is_a_drawer_or_too_long(path: Path) -> None:
    assert path.stem not in {"utils", "common", "base", "helpers", "services", "manager"}
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 460


def test_nothing_imports_in_a_circle() -> None:
    graph = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts): {each for each in imports(path) if each.split(".")[0] in ("matcher", "webui")}
        for path in modules()
    }
    edges = {
        module: {target for each in found for target in (each, each.rpartition(".")[0]) if target in graph and target != module}
        for module, found in graph.items()
    }
    done: set[str] = set()

    def walk(module: str, above: tuple[str, ...]) -> None:
        assert module not in above, " -> ".join((*above[above.index(module) :], module)) if module in above else ""
        if module in done:
            return
        for target in sorted(edges[module]):
            walk(target, (*above, module))
        done.add(module)

    for module in sorted(edges):
        walk(module, ())
