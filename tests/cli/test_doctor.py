"""`niggle doctor`: what it finds wrong, and files read by two decoders."""


def test_doctor_shows_sensors_and_finds_nothing_wrong(niggle_in, squad):
    answer = niggle_in(squad, "doctor")
    assert answer.returncode == 0, answer.stdout
    assert "garmin:dynamics:" in answer.stdout


def test_doctor_compares_two_decoders_on_a_file(niggle_in, squad, project_root):
    good = sorted((project_root / "fixtures" / "squad" / "emil").glob("*.fit"))[0]
    answer = niggle_in(squad, "doctor", good)
    assert answer.returncode == 0
    assert answer.stdout.startswith("✓ ")
