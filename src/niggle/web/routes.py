"""Every address of `niggle serve`, in one table: who may ask, with which method, and what answers.

A handler takes a `PageRequest` and gives a response; it is plain Python and may block, since each runs in a thread of
its own. Whatever it shows of an athlete, it got through the request.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.responses import Response

from niggle.config import Config
from niggle.web import choosing, downloads, entry, episodes, incoming, login, pages, shell, shoes, tending, uploading
from niggle.web.page_request import PageRequest

type Handler = Callable[[PageRequest], Response]
type Audience = Literal["anyone", "viewers"]
type Pace = Literal["posts", "logins", "links"]
type Proof = Callable[[Config, Mapping[str, str], Mapping[str, str]], None]


class _Year(IntegerConvertor):
    regex = "[0-9]{4}"  # more digits than a number may have would end in a fault of the program


register_url_convertor("year", _Year())


@dataclass(frozen=True, slots=True)
class Address:
    """One address and method.

    "anyone": also without a login; then a form checks its token itself. Without `takes_form` the handler gets the
    bytes that were sent, up to 20 MB, and `proof` (of the parts of the address and the headers) refuses whoever may not
    send them before any of them is kept. With `takes_file` a file may be among the fields, of those who are logged in.
    `fills_in`: the form that is got here is filled in again with what was sent after its session had ended. `pace`:
    which limit it falls under.
    """

    method: Literal["GET", "POST"]
    path: str
    handler: Handler
    audience: Audience = "viewers"
    takes_form: bool = True
    takes_file: bool = False
    fills_in: bool = False
    proof: Proof | None = None
    pace: Pace = "posts"


ADDRESSES: tuple[Address, ...] = (
    Address("GET", "/", pages.first),
    Address("GET", "/index.html", pages.index),
    Address("GET", "/runs/{run}.html", pages.run),
    Address("GET", "/athletes/{athlete}.html", pages.athlete),
    Address("GET", "/athletes/{athlete}/{year:year}.html", pages.year),
    Address("GET", "/athletes/{athlete}/coach.html", choosing.page),
    Address("POST", "/athletes/{athlete}/coach.html", choosing.choice_sent),
    Address("GET", "/athletes/{athlete}/episodes/{episode}.html", episodes.page),
    Address("POST", "/athletes/{athlete}/episodes/{episode}.html", episodes.sent, fills_in=True),
    Address("GET", "/athletes/{athlete}/episodes/{episode}/sheet.html", episodes.sheet),
    Address("POST", "/athletes/{athlete}/episodes/{episode}/sheet.html", episodes.link_asked),
    Address("POST", "/athletes/{athlete}/links.html", episodes.link_taken_back),
    Address("GET", "/squads/{squad}.html", pages.squad),
    Address("GET", "/squads/{squad}/week.html", pages.squad_week),
    Address("GET", "/squads/{squad}/athletes.csv", downloads.squad_table_csv),
    Address("GET", "/squads/{squad}/athletes/{athlete}.html", tending.page),
    Address("POST", "/squads/{squad}/athletes/{athlete}.html", tending.sent),
    Address("GET", "/runs/{run}/pain.html", entry.pain_form),
    Address("POST", "/runs/{run}/pain.html", entry.pain_sent, fills_in=True),
    Address("POST", "/runs/{run}/shoes", shoes.sent),
    Address("GET", "/athletes/{athlete}/pain.html", entry.day_form),
    Address("POST", "/athletes/{athlete}/pain.html", entry.day_sent, fills_in=True),
    Address("GET", "/athletes/{athlete}/week.html", entry.week_form),
    Address("POST", "/athletes/{athlete}/week.html", entry.week_sent, fills_in=True),
    Address("GET", "/athletes/{athlete}/upload.html", uploading.page),
    Address("POST", "/athletes/{athlete}/upload.html", uploading.sent, takes_file=True),
    Address("GET", "/athletes/{athlete}/runs.csv", downloads.athlete_csv),
    Address("GET", "/athletes/{athlete}/runs.parquet", downloads.athlete_parquet),
    Address("GET", "/squads/{squad}.csv", downloads.squad_csv),
    Address("GET", "/squads/{squad}.parquet", downloads.squad_parquet),
    Address("GET", "/login.html", login.page, "anyone"),
    Address("POST", "/login.html", login.log_in, "anyone", pace="logins"),
    Address("POST", "/logout", login.log_out),
    Address("GET", "/enter/{token}", login.enter, "anyone", pace="links"),
    Address("GET", "/shown/{token}", episodes.shown, "anyone", pace="links"),
    Address("GET", "/token", login.token),
    Address("POST", "/shared/{athlete}", incoming.receive, "anyone", takes_form=False, proof=incoming.check_token),
    Address("GET", "/static/{name}", shell.static, "anyone"),
    Address("GET", "/manifest.webmanifest", shell.manifest, "anyone"),
    Address("GET", "/sw.js", shell.service_worker, "anyone"),
    Address("GET", "/offline.html", shell.offline, "anyone"),
)
