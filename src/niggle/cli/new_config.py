"""The text of a first configuration, with comments on what else it may hold."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

_WIDTH = 30  # letters before a comment
_KEYS: Mapping[str, Mapping[str, str]] = {
    "folder": {"path": "FIT, GPX and TCX files, .fit.gz, .zip, diary.csv, in folders of any depth"},
    "export": {"path": "the ZIP file as it came, or the folder it was unpacked into"},
    "strava": {"strava_terms": "you accept what its terms mean for niggle: docs/sources.md"},
}


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody said of themselves; `kind` of a source or None, `path` where that is a folder or an export."""

    name: str
    timezone: str
    kind: str | None
    path: str = ""

    @property
    def athlete_id(self) -> str:
        """What commands and files call them: the name in small letters without accents."""
        plain = unicodedata.normalize("NFKD", self.name).encode("ascii", "ignore").decode().lower()
        return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "me"


def new_config(answers: Answers) -> str:
    """The configuration as TOML."""
    return "\n\n".join(
        "\n".join(lines)
        for lines in (
            ["# niggle: who runs, and where the runs come from. README.md says more, docs/sources.md all of sources."],
            ["[store]", _line("path", "data", "everything niggle keeps; relative to this file")],
            _athlete(answers),
            _source(answers),
            [
                "# Another source is another table like this one; another runner another [[athletes]] with sources.",
            ],
            [
                "# [schedule]",
                _line("# cron", "30 3 * * *", "when `python -m flows.serve` runs the night"),
                _line("# timezone", answers.timezone, ""),
            ],
        )
    ) + "\n"  # fmt: skip


def _athlete(answers: Answers) -> list[str]:
    return [
        "[[athletes]]",
        _line("id", answers.athlete_id, "in commands and in the names of files"),
        _line("name", answers.name, ""),
        _line("timezone", answers.timezone, "for calendar days"),
        _line("share_with_coach", "status", "none, status or details, until you choose on your own page"),
        _line("# squad", "track-club", 'for a coach; also_in = ["juniors"] for further ones'),
    ]


def _source(answers: Answers) -> list[str]:
    if answers.kind is None:
        return ["# [[athletes.sources]]", '# kind = "folder"', _line("# path", "~/runs", _KEYS["folder"]["path"])]
    values = {"path": answers.path, "strava_terms": "accepted_by_user"}
    keys = _KEYS.get(answers.kind, {})
    lines = [_line(key, values[key], comment) for key, comment in keys.items()]
    if answers.kind == "strava":
        lines = [f"# {line}" for line in lines]
    return ["[[athletes.sources]]", _line("kind", answers.kind, ""), *lines]


def _line(key: str, value: str, comment: str) -> str:
    text = f"{key} = {json.dumps(value, ensure_ascii=False)}"  # TOML writes such texts as JSON does
    return f"{text:<{_WIDTH}} # {comment}" if comment else text
