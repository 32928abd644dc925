"""The contents of `fixtures/`: recordings, diaries and truth of the squad of five."""

from niggle.pain.diary import write_diary
from niggle.simulate.diary import keep_diary
from niggle.simulate.recording import record
from niggle.simulate.stories import STORIES, tell
from niggle.simulate.truth import truth_json

DEFAULT_SEED = 4


def make_fixtures(seed: int = DEFAULT_SEED) -> dict[str, bytes]:
    """Path below `fixtures/` to content, the same bytes for the same seed."""
    squad = [(story, tell(story, seed)) for story in STORIES]
    contents: dict[str, bytes] = {}
    paths: dict[tuple[str, int], str] = {}
    for story, told_runs in squad:
        for told in told_runs:
            path = f"squad/{story.athlete_id}/{told.run.plan.started_at:%Y-%m-%d-%H%M}.fit"
            paths[story.athlete_id, told.run.index] = path
            contents[path] = record(told.run, owner=story.number)
        if reports := keep_diary(story, told_runs):
            contents[f"squad/{story.athlete_id}/diary.csv"] = write_diary(reports).encode()
    contents["truth.json"] = truth_json(seed, squad, paths).encode()
    return contents
