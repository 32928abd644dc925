"""The statements of `store/sql/`, each a file named after its question."""

from functools import cache
from importlib.resources import files


@cache
def sql(name: str) -> str:
    """The statement in `store/sql/<name>.sql`."""
    return files("niggle.store").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")
