"""Every module has its test at the same path, and what its docstring shows is true."""

import ast
import doctest
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = {path.relative_to(ROOT / "src" / "niggle"): path for path in (ROOT / "src" / "niggle").rglob("*.py")}
MODULES |= {path.relative_to(ROOT): path for path in (ROOT / "flows").rglob("*.py")}

# Modules without a test of their own, and where they are tested instead: as the command, the night or the page that
# they are a part of. Whoever gives one a test at its own path takes it out of here.
TESTED_WITH = {
    "cli/__init__.py": "cli/test_contract.py",
    "cli/access_invite.py": "cli/test_access.py",
    "cli/backup.py": "keeping/test_backup.py",
    "cli/check.py": "keeping/test_check.py",
    "cli/entered.py": "cli/test_pain_add.py",
    "cli/export.py": "keeping/test_export.py",
    "cli/logout.py": "cli/test_login.py",
    "cli/notify_states.py": "cli/test_notify.py",
    "cli/rebuild.py": "keeping/test_rebuild.py",
    "cli/restore.py": "keeping/test_restore.py",
    "cli/seal_options.py": "keeping/test_restore.py",
    "cli/serve.py": "web/test_serving.py",
    "cli/sync.py": "flows/test_launch.py",
    "flows/cluster.py": "cluster/test_night.py",
    "flows/engine.py": "flows/test_launch.py",
    "homes.py": "cluster/test_homes.py",
    "json_entries.py": "test_tending.py",
    "keeping/dictionary.py": "keeping/test_export.py",
    "matching/model.py": "matching/test_regroup.py",
    "records/joined.py": "steps/test_entries.py",
    "records/objects.py": "cli/test_contract.py",
    "records/seen.py": "steps/test_notify.py",
    "records/standings.py": "web/test_isolation.py",
    "reports/athlete/query/known.py": "reports/athlete/test_query.py",
    "reports/athlete/query/pains.py": "reports/athlete/test_query.py",
    "reports/athlete/query/recent.py": "reports/athlete/test_query.py",
    "reports/athlete/query/trends.py": "reports/athlete/test_query.py",
    "reports/athlete/view.py": "reports/athlete/test_page.py",
    "reports/coach/query.py": "web/test_coach.py",
    "reports/entry/page.py": "web/test_entry.py",
    "reports/entry/view.py": "reports/entry/test_query.py",
    "reports/episode/query.py": "web/test_episodes.py",
    "reports/episode/view.py": "reports/episode/test_page.py",
    "reports/index/query.py": "steps/test_report.py",
    "reports/login/page.py": "web/test_login.py",
    "reports/run/content.py": "reports/run/test_page.py",
    "reports/run/numbers.py": "reports/run/test_page.py",
    "reports/squad/query/latest.py": "reports/squad/test_query.py",
    "reports/squad/query/told.py": "reports/squad/test_query.py",
    "reports/squad/view.py": "reports/squad/test_content.py",
    "reports/tending/query.py": "web/test_tending.py",
    "reports/upload/page.py": "web/test_uploading.py",
    "reports/upload/query.py": "web/test_uploading.py",
    "simulate/__main__.py": "simulate/test_fixtures.py",
    "sources/__init__.py": "cli/test_night_of_sources.py",
    "sources/regular.py": "sources/test_folder.py",
    "steps/at_home.py": "cluster/test_leased_batch.py",
    "steps/collect.py": "steps/test_night.py",
    "steps/diaries.py": "steps/test_entries.py",
    "steps/digest.py": "steps/test_notify.py",
    "steps/history.py": "test_history.py",
    "steps/incoming.py": "steps/test_outgoing.py",
    "steps/invalidate.py": "steps/test_night.py",
    "steps/judge.py": "steps/test_night.py",
    "steps/leased_batch.py": "cluster/test_leased_batch.py",
    "steps/ledger.py": "steps/test_notify.py",
    "steps/made_runs.py": "steps/test_runs.py",
    "steps/measure.py": "steps/test_night.py",
    "steps/notices.py": "steps/test_notify.py",
    "steps/read_files.py": "steps/test_decode.py",
    "steps/shoes.py": "cli/test_shoes.py",
    "steps/statements.py": "steps/test_words_expire.py",
    "steps/take_in.py": "steps/test_entries.py",
    "steps/triage.py": "steps/test_night.py",
    "steps/up_to_date.py": "steps/test_night.py",
    "steps/uploads.py": "web/test_uploading.py",
    "store/arrays.py": "store/test_database.py",
    "store/connections.py": "store/test_database.py",
    "store/desk.py": "cluster/test_desk.py",
    "store/lake.py": "cluster/test_lake.py",
    "store/leases.py": "cluster/test_leases.py",
    "store/inspection.py": "keeping/test_check.py",
    "store/locks.py": "store/test_database.py",
    "store/replacing.py": "keeping/test_rebuild.py",
    "store/rewriting.py": "keeping/test_forget.py",
    "store/statements.py": "store/test_database.py",
    "web/page_request.py": "web/test_isolation.py",
    "web/pages.py": "web/test_isolation.py",
}


def has_code(path: Path) -> bool:
    """Whether a module has a function: what has none is data, which the tests of its readers are about."""
    return any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) for node in ast.walk(ast.parse(path.read_text()))
    )


def mirror(module: Path) -> Path:
    """Where the test of a module is; that of a package's `__init__` beside the package."""
    named = module.parent if module.name == "__init__.py" else module
    return ROOT / "tests" / named.parent / f"test_{named.stem}.py"


def test_every_module_has_its_test_at_the_same_path():
    without = {str(module) for module, path in MODULES.items() if has_code(path) and not mirror(module).exists()}
    assert sorted(without) == sorted(TESTED_WITH)


@pytest.mark.parametrize("test", sorted(set(TESTED_WITH.values())))
def test_where_a_module_is_tested_instead_there_are_tests(test):
    assert "def test_" in (ROOT / "tests" / test).read_text()


WITH_EXAMPLES = sorted(str(path.relative_to(ROOT)) for path in MODULES.values() if ">>> " in path.read_text())


@pytest.mark.parametrize("path", WITH_EXAMPLES)
def test_examples_in_docstrings_are_true(path):
    name = path.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    result = doctest.testmod(import_module(name))
    assert result.attempted > 0
    assert result.failed == 0


def test_there_are_examples():
    assert len(WITH_EXAMPLES) > 5
