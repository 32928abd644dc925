"""Commands on a store in an object store: what a person brings in or says reaches the athlete's home."""

import json

from niggle.errors import UnreachableError
from niggle.homes import Homes, elsewhere
from niggle.steps.leased_batch import prepare_lake
from niggle.store.desk import lake_of
from niggle.store.lake import Lake
from niggle.store.leases import leased


def test_a_run_and_what_is_said_of_it_are_there_for_everybody(cluster_config, niggle_in, squad_folder, tmp_path):
    config = cluster_config(anna=0)
    prepare_lake(config)
    run = sorted((squad_folder / "ben").glob("*.fit"))[0]
    answer = niggle_in(tmp_path, "import", run)
    assert (answer.returncode, answer.stderr) == (0, "1 new file: 1 run; 1 run is new. See them with `niggle flags`\n")
    answer = niggle_in(tmp_path, "pain", "add", "--peak", "6", "--site", "knee")
    assert answer.returncode == 0, answer.stderr

    assert not (tmp_path / "niggle-local").exists()  # as on any other machine
    answer = niggle_in(tmp_path, "flags", "--format", "json")
    (told,) = json.loads(answer.stdout)
    assert told["athlete_id"] == "anna"
    assert "knee" in json.dumps(told)
    assert told["status"] != "clear"


def test_who_is_at_work_on_an_athlete_is_waited_for_and_what_is_not_possible_is_said(
    cluster_config, niggle_in, squad_folder, tmp_path, database
):
    prepare_lake(cluster_config(anna=0))
    run = sorted((squad_folder / "ben").glob("*.fit"))[0]
    with leased(database, ["anna"], holder="night-0"):
        answer = niggle_in(tmp_path, "import", run)
    assert answer.returncode == 3
    assert answer.stderr.startswith("niggle: another niggle works on these athletes; it is over in ")
    answer = niggle_in(tmp_path, "pain", "week", "--participation", "0")
    assert answer.returncode == 2
    assert "not possible with a store in an object store; see docs/cluster.md" in answer.stderr


def test_to_forget_an_athlete_reaches_home_and_lake_and_can_be_done_again_when_it_was_stopped(
    cluster_config, niggle_in, squad_folder, tmp_path, database, monkeypatch
):
    config = cluster_config(anna=0, ben=0)
    prepare_lake(config)
    for athlete_id, run in zip(("anna", "ben"), sorted((squad_folder / "ben").glob("*.fit")), strict=False):
        assert niggle_in(tmp_path, "import", run, "--athlete", athlete_id).returncode == 0
    assert niggle_in(tmp_path, "flags").returncode == 0  # there are copies on this machine now
    with leased(database, ["anna"], holder="night-0"):
        assert niggle_in(tmp_path, "forget", "anna", "--yes").returncode == 3
    assert Homes(config.store.objects).read("anna").files

    def stopped(self, athlete_id):
        raise UnreachableError("stopped")

    with monkeypatch.context() as patch:
        patch.setattr(Lake, "erase", stopped)
        assert niggle_in(tmp_path, "forget", "anna", "--yes").returncode == 3
    answer = niggle_in(tmp_path, "forget", "anna", "--yes")
    assert (answer.returncode, answer.stderr.splitlines()[0]) == (0, "anna: nothing is kept any more")

    homes = Homes(config.store.objects)
    assert list(homes._listed(f"{homes._prefix}/anna/")) == []
    assert list(lake_of(elsewhere(config.store.path)).versions()) == ["ben"]
    assert not [path for path in (tmp_path / "niggle-local").rglob("*") if "anna" in path.name]
    told = json.loads(niggle_in(tmp_path, "flags", "--format", "json").stdout)
    assert {run["athlete_id"] for run in told} == {"ben"}
