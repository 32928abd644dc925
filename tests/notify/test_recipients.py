from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from niggle.config import Config, load_config
from niggle.errors import ConfigError
from niggle.notify.recipients import recipients


def config_of(folder: Path, notify: str) -> Config:
    athletes = "".join(
        f'[[athletes]]\nid = "{name}"\nname = "{name.title()}"\nsquad = "club"\ntimezone = "{zone}"\n'
        for name, zone in (("ada", "Europe/London"), ("ben", "Asia/Tokyo"))
    )
    (folder / "config.toml").write_text(f'[store]\npath = "data"\n{athletes}{notify}')
    return load_config(folder / "config.toml")


def test_every_address_is_a_recipient_of_its_own_and_counted_once(tmp_path) -> None:
    config = config_of(
        tmp_path,
        '[[notify.to]]\nathlete = "ada"\nurls = ["ntfy://h/secret", "json://h"]\n'
        '[[notify.to]]\nathlete = "ada"\nurls = ["json://h"]\n'
        '[[notify.to]]\nsquad = "club"\nurls = ["json://h"]\n',
    )
    found = recipients(config)
    labels = ["athlete:ada by ntfy", "athlete:ada by json", "squad:club by json"]
    assert [recipient.label for recipient in found] == labels
    assert [recipient.is_coach for recipient in found] == [False, False, True]
    assert [[athlete.id for athlete in recipient.athletes] for recipient in found] == [["ada"], ["ada"], ["ada", "ben"]]
    assert len({(recipient.target, recipient.address) for recipient in found}) == 3
    assert all("secret" not in recipient.target + recipient.address + recipient.label for recipient in found)


def test_a_digest_is_for_a_squad_and_apart_from_what_is_told_of_each_matter(tmp_path) -> None:
    config = config_of(
        tmp_path,
        '[[notify.to]]\nsquad = "club"\nurls = ["json://h"]\n'
        '[[notify.to]]\nsquad = "club"\ndigest = true\nurls = ["json://h"]\n',
    )
    each, digest = recipients(config)
    assert (each.label, each.gets_digest) == ("squad:club by json", False)
    assert (digest.label, digest.gets_digest, digest.squad) == ("digest:club by json", True, "club")
    with pytest.raises(ConfigError, match="digest is about a squad"):
        config_of(tmp_path, '[[notify.to]]\nathlete = "ada"\ndigest = true\nurls = ["json://h"]\n')


def test_the_clock_is_the_targets_else_the_athletes_else_the_first_of_the_squad(tmp_path) -> None:
    config = config_of(
        tmp_path,
        '[[notify.to]]\nathlete = "ben"\nurls = ["json://a"]\n'
        '[[notify.to]]\nsquad = "club"\nurls = ["json://b"]\n'
        '[[notify.to]]\nsquad = "club"\nurls = ["json://c"]\ntimezone = "America/New_York"\n',
    )
    zones = [recipient.zone for recipient in recipients(config)]
    assert zones == [ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/London"), ZoneInfo("America/New_York")]
