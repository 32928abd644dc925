"""The page on sources describes every kind, and its configuration is a good one."""

import re
from typing import get_args

import pytest

from niggle.config import SourceConfig, load_config

ATHLETE = '[store]\npath = "data"\n[[athletes]]\nid = "me"\nname = "Me"\n'


@pytest.fixture(scope="module")
def page(project_root):
    return (project_root / "docs" / "sources.md").read_text()


def kinds():
    union = get_args(SourceConfig.__value__)[0]
    return [get_args(kind.model_fields["kind"].annotation)[0] for kind in get_args(union)]


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_has_its_section_and_its_row(page, kind):
    assert f"\n## `{kind}`\n" in page
    assert f"\n| `{kind}` |" in page


def test_the_configuration_shown_is_a_good_one(page, tmp_path):
    blocks = re.findall(r"^```toml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 4
    (tmp_path / "config.toml").write_text(ATHLETE + "\n".join(blocks))
    (athlete,) = load_config(tmp_path / "config.toml").athletes
    assert len(athlete.sources) == len(blocks)


def test_what_is_commented_out_is_good_too(page, tmp_path):
    (block,) = [block for block in re.findall(r"^```toml\n(.*?)^```", page, re.M | re.S) if '"strava"' in block]
    (tmp_path / "config.toml").write_text(ATHLETE + block.replace("\n# ", "\n"))
    (source,) = load_config(tmp_path / "config.toml").athletes[0].sources
    assert source.strava_terms == "accepted_by_user"
    assert source.base_url == "https://api-v3.strava.com"
