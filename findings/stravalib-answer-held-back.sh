#!/usr/bin/env bash
# stravalib 2.6.0: the answer to the last request of the day is held back until midnight UTC.
#
# Strava limits requests per 15 minutes and per day, and sends both counts with every answer. By default stravalib's
# client has a limiter that waits out a limit once it is reached.
#
# Expected: a wait before the next request, if there is one. Seen: the limiter sleeps after the request that reached
# the limit, before it returns the answer that Strava has already given. A nightly job whose last request is the
# thousandth has its runs but sits on them for up to a day, and a time limit on the job then throws them away. Here a
# note replaces sleep, and the answers come from this script.
#
# niggle gives the client a limiter of its own, which notes the counts and never sleeps (sources/strava_client.py).
set -euo pipefail
source "$(dirname "$0")/_lib.sh"
install lib stravalib==2.6.0

"$work/lib/bin/python" - >"$work/seen" 2>/dev/null <<'PY'
import io, json, time
from datetime import UTC, datetime
import requests
from requests.adapters import BaseAdapter
from requests.models import Response
from stravalib import Client

events = []

def sleep(seconds):
    now = datetime.now(UTC)
    midnight = 86400 - (now.hour * 3600 + now.minute * 60 + now.second)
    events.append("sleep until midnight" if abs(seconds - midnight) < 10 else f"sleep {seconds} s")

time.sleep = sleep

class Strava(BaseAdapter):
    """Answers at once; the daily count is at its limit with the second request."""

    asked = 998

    def send(self, request, **options):
        self.asked += 1
        events.append(f"answer {self.asked} of 1000 is there")
        answer = Response()
        answer.status_code, answer.url, answer.request = 200, request.url, request
        answer.headers.update({"X-ReadRateLimit-Usage": f"10,{self.asked}", "X-ReadRateLimit-Limit": "100,1000"})
        answer.raw = io.BytesIO(json.dumps({"id": 1, "distance": 8000.0}).encode())
        return answer

    def close(self):
        pass

session = requests.Session()
session.mount("https://", Strava())
client = Client(access_token="none", requests_session=session)
for _ in range(2):
    client.get_activity(1)
    events.append("handed over")
print("\n".join(events))
PY

expect <<'SEEN'
answer 999 of 1000 is there
sleep 0 s
handed over
answer 1000 of 1000 is there
sleep until midnight
handed over
SEEN
