"""Write finished pages into a folder, readable by their owner only."""

import os
from collections.abc import Mapping
from pathlib import Path

_FILE_MODE = 0o600  # health data
_FOLDER_MODE = 0o700


def write_pages(folder: Path, pages: Mapping[str, str]) -> list[Path]:
    """The files that were written, in the order given; a page that is already there as it is stays untouched.

    `pages` maps a path below `folder` (see `niggle.reports.paths`) to its HTML. Each file is replaced in one step,
    so a reader never sees half a page. Raises ValueError for a path that leads out of `folder`, OSError as
    the file system does.
    """
    written = []
    for name, html in pages.items():
        path = folder / name
        if Path(name).is_absolute() or ".." in Path(name).parts:
            raise ValueError(f"not a path below the reports folder: {name}")
        data = html.encode()
        if path.is_file() and path.read_bytes() == data:
            continue
        for parent in (folder, *reversed(path.relative_to(folder).parents[:-1])):
            (folder / parent).mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        _replace(path, data)
        written.append(path)
    return written


def remove_page(folder: Path, name: str) -> bool:
    """Take a page away that shows what is no more; False if it is not there."""
    path = folder / name
    existed = path.is_file()
    path.unlink(missing_ok=True)
    return existed


def _replace(path: Path, data: bytes) -> None:
    draft = path.with_name(f".{path.name}.part")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE), "wb") as file:
        file.write(data)
    draft.replace(path)
