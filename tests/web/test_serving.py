"""`niggle serve` as it runs: the address it says, how it ends, what it refuses to begin."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from niggle.config import WebConfig
from niggle.errors import UsageError
from niggle.web.accounts import Accounts
from niggle.web.serving import lines_of, serve

NIGGLE = Path(sys.executable).with_name("niggle")


@pytest.fixture
def start(web_folder):
    """Start `niggle serve` in a folder; the process, and the address it says."""
    processes = []

    def call(*options, folder=web_folder):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("NIGGLE_")}
        process = subprocess.Popen(
            [NIGGLE, "serve", "--port", "0", *options], cwd=folder, env=environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        processes.append(process)
        line = process.stderr.readline()
        found = re.match(r"(http://\S+/) ", line)
        assert found, line + process.stderr.read()
        return process, found[1]

    yield call
    for process in processes:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_where_it_says_and_ends_in_good_order(start, number):
    process, address = start()
    assert address.startswith("http://127.0.0.1:")
    with urlopen(address) as answer:
        assert "Cleo" in answer.read().decode()
        assert "server" not in {name.lower() for name in answer.headers}
    process.send_signal(number)
    assert process.wait(timeout=20) == 0
    assert (process.stdout.read(), process.stderr.read()) == ("", "")


def test_it_begins_with_a_store_that_has_nothing_in_it(start, tmp_path):
    (tmp_path / "config.toml").write_text('[store]\npath = "data"\n[[athletes]]\nid = "me"\nname = "Me"\n')
    _, address = start(folder=tmp_path)
    with urlopen(address) as answer:
        assert answer.status == 200
    with urlopen(f"{address}athletes/me.html") as answer:
        assert answer.status == 200


def test_for_others_it_asks_for_a_login_and_logs_no_address(start, web_config):
    accounts = Accounts(web_config.store.path)
    accounts.add("olga", "owner", "a few words do well", squads=(), athlete=None)
    process, address = start("--host", "0.0.0.0")
    address = address.replace("0.0.0.0", "127.0.0.1")
    with urlopen(address) as answer:
        assert answer.url.endswith("/login.html")
    with pytest.raises(HTTPError) as refused:
        urlopen(Request(f"{address}enter/secret-of-a-link"))
    refused.value.close()
    assert refused.value.code == 404
    process.terminate()
    process.wait(timeout=20)
    out, err = process.stdout.read(), process.stderr.read()
    assert "unencrypted" in err
    assert "secret-of-a-link" not in out + err


def with_web(config, **web):
    return config.model_copy(update={"web": WebConfig(**web)})


@pytest.mark.parametrize("web", [{"host": "0.0.0.0"}, {"host": "192.0.2.1"}, {"public_url": "https://example.org"}])
def test_it_does_not_begin_for_others_while_nobody_can_log_in(web_config, web):
    with pytest.raises(UsageError, match="niggle access add NAME --owner"):
        serve(with_web(web_config, **web), say=lambda line: None, path=Path("config.toml"))


def test_a_port_that_is_taken_is_said(web_config):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(UsageError, match=r"cannot be had.*--port"):
            serve(with_web(web_config, port=taken.getsockname()[1]), say=lambda line: None, path=Path("config.toml"))


def test_a_host_that_is_not_this_machine_is_said(web_config):
    Accounts(web_config.store.path).link_epoch("cleo")
    with pytest.raises(UsageError, match=r"192\.0\.2\.1"):
        serve(with_web(web_config, host="192.0.2.1"), say=lambda line: None, path=Path("config.toml"))


@pytest.mark.parametrize(
    ("web", "address", "warns"),
    [
        ({}, "http://127.0.0.1:8712/ is for this machine alone", False),
        ({"host": "::1"}, "http://[::1]:8712/ is for this machine alone", False),
        ({"host": "0.0.0.0"}, "http://0.0.0.0:8712/ is for those who log in", True),
        ({"public_url": "http://192.168.1.5:8712"}, "http://192.168.1.5:8712/ is for those who log in", True),
        ({"public_url": "https://example.org/niggle/"}, "https://example.org/niggle/ is for those who log in", False),
        (
            {"host": "0.0.0.0", "public_url": "https://example.org"},
            "https://example.org/ is for those who log in",
            False,
        ),
    ],
)
def test_it_says_where_it_is_and_what_is_risky(web_config, web, address, warns):
    lines = lines_of(with_web(web_config, **web), 8712)
    assert lines[0].startswith(address)
    assert any("unencrypted" in line for line in lines) is warns
