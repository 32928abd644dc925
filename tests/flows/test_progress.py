import io

from flows.progress import Progress


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_file_gets_only_the_lines_that_stay() -> None:
    stream = io.StringIO()
    progress = Progress(stream)
    progress.begin("anna: reading")
    progress.say("anna: nothing new")
    assert stream.getvalue() == "anna: nothing new\n"


def test_a_terminal_shows_the_step_and_wipes_it() -> None:
    stream = _Terminal()
    progress = Progress(stream)
    progress.begin("anna: reading")
    assert stream.getvalue().endswith("anna: reading …")
    progress.say("anna: nothing new")
    assert stream.getvalue().endswith("\r\x1b[Kanna: nothing new\n")
