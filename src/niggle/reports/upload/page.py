"""The page on which a runner uploads a recording, drawn."""

from niggle.reports.context import PageContext
from niggle.reports.render import render
from niggle.reports.upload.view import Uploaded

_MOST_RUNS = 10  # of an archive of years: the rest are on the runner's page


def upload_page(
    athlete_id: str, athlete_name: str, context: PageContext, *, told: Uploaded | None = None, fault: str = ""
) -> str:
    """The form, what became of the file that was sent last (`told`), or why it was not taken (`fault`)."""
    return render(
        "upload/upload", context, depth=2, athlete_id=athlete_id, athlete_name=athlete_name, told=told, fault=fault,
        lines=() if told is None else _lines(told), shown=() if told is None else told.runs[-_MOST_RUNS:],
    )  # fmt: skip


def _lines(told: Uploaded) -> list[str]:
    """What became of it, a sentence each."""
    if told.waiting:
        what = "Kept" if told.files == 1 else f"Kept: {told.files} files"
        return [f"{what}; decided when the night is through."]
    lines = []
    if told.runs:
        lines.append("One run is in it." if len(told.runs) == 1 else f"{len(told.runs)} runs are in it.")
    elif told.recordings:
        lines.append("No run is in it. Other sports count as load.")
    elif len(told.problems) < told.files:
        lines.append("Kept, but no recording is in it that niggle can read.")
    if told.known:
        lines.append("It was here already." if told.known == told.files else f"{told.known} were here already.")
    return lines
