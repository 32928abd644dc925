"""One function per step of the night: read the store, call the science, write the store.

Each is plain Python, opens the store itself, holds the lock only while it writes, and finds what to do by what is
missing: done twice it changes nothing, killed in the middle the next call completes it.
"""

from niggle.steps.collect import Collected, SourceTroubles, collect, collect_from
from niggle.steps.decode import Decoded, decode
from niggle.steps.heal import heal, put_aside_damaged, strange_lines
from niggle.steps.judge import judge
from niggle.steps.measure import measure
from niggle.steps.night import Night, discard_results, during_night, publish, second_opinion, tonight
from niggle.steps.notify import Sent, notify, send_due
from niggle.steps.outgoing import Shared, delete_token, keep_token, share, share_key
from niggle.steps.report import report, report_squads
from niggle.steps.squad_tables import SquadTable, squad_tables
from niggle.steps.take_in import take_in
from niggle.steps.triage import triage
from niggle.steps.up_to_date import bring_up_to_date

__all__ = [
    "Collected", "Decoded", "Night", "Sent", "Shared", "SourceTroubles", "SquadTable",
    "bring_up_to_date", "collect", "collect_from", "decode", "delete_token", "discard_results", "during_night", "heal",
    "judge", "keep_token", "measure", "notify", "publish", "put_aside_damaged", "report", "report_squads",
    "second_opinion", "send_due", "share", "share_key", "squad_tables", "strange_lines", "take_in", "tonight", "triage",
]  # fmt: skip
