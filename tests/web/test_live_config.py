"""The configuration while `niggle serve` is running."""

import pytest
from starlette.testclient import TestClient

from niggle.config import WebConfig
from niggle.web.app import create_app
from niggle.web.live_config import LiveConfig


@pytest.fixture
def path(web_folder):
    return web_folder / "config.toml"


def test_consent_that_is_taken_back_holds_at_the_next_request(web_config, web_clock, path, run_ids):
    current = LiveConfig(web_config, path)
    client = TestClient(create_app(web_config, clock=web_clock, current=current), base_url="http://localhost:8712")
    page = f"/runs/{run_ids('emil')[-1]}.html?as=coach"
    assert client.get(page).status_code == 200
    path.write_text(path.read_text().replace('share_with_coach = "details"', 'share_with_coach = "none"'))
    assert client.get(page).status_code == 404


def test_where_the_pages_are_and_what_they_show_stays(web_config, path):
    started = web_config.model_copy(update={"web": WebConfig(port=9999)})
    current = LiveConfig(started, path)
    path.write_text(path.read_text().replace('path = "data"', 'path = "elsewhere"') + "[web]\nhost = '0.0.0.0'\n")
    assert (current().web, current().store) == (started.web, started.store)


@pytest.mark.parametrize("change", ["write", "remove"])
def test_a_fault_changes_nothing_until_it_is_mended(web_config, path, change, caplog):
    current, text = LiveConfig(web_config, path), path.read_text()
    path.write_text("[store") if change == "write" else path.unlink()
    assert current() == current() == web_config
    assert len(caplog.records) == 1
    path.write_text(text.replace('name = "Cleo"', 'name = "Cleopatra"'))
    assert current().athletes[0].name == "Cleopatra"
