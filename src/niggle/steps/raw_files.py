"""Raw files that hold now, and on what terms."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from niggle.arrivals import Current
from niggle.landing import Landed
from niggle.matching.model import UsageTerms
from niggle.store.database import Row, utc_aware, utc_naive

NO_RECORDING, NOT_READ = "without a recording", "not read"  # what a file holds, where that is no sport
AHEAD = timedelta(days=1)  # how far a clock may be ahead: a wrong zone, and a run that has just begun


@dataclass(frozen=True, slots=True)
class RawFile:
    """A raw file that holds now, on the mildest terms that it came on."""

    first: Landed
    terms: UsageTerms


def raw_files(current: Current, feeding: Mapping[str, bool]) -> dict[str, RawFile]:
    """The activity files that hold now, by digest; `feeding` says by source what its terms now allow for baselines."""
    arrivals: dict[str, list[Landed]] = {}
    for landed in current.activities:
        arrivals.setdefault(landed.sha256, []).append(landed)
    return {
        sha256: RawFile(
            several[0],
            UsageTerms(
                who_may_see="consented" if any(one.who_may_see == "consented" for one in several) else "athlete",
                may_feed_baselines=any(
                    one.may_feed_baselines if one.who_may_see == "consented"
                    else feeding.get(one.source, one.may_feed_baselines)
                    for one in several
                ),
                expires_at=_latest([_expiry(one) for one in several]),
            ),
        )
        for sha256, several in arrivals.items()
    }  # fmt: skip


def terms_row(terms: UsageTerms) -> Row:
    """Terms as columns."""
    return asdict(terms) | {"expires_at": None if terms.expires_at is None else utc_naive(terms.expires_at)}


def stored_terms(row: Row, prefix: str = "") -> UsageTerms:
    """Terms from their columns, whose names may begin with a prefix."""
    expires_at = row[f"{prefix}expires_at"]
    return UsageTerms(
        row[f"{prefix}who_may_see"],
        row[f"{prefix}may_feed_baselines"],
        None if expires_at is None else utc_aware(expires_at),
    )


def _expiry(landed: Landed) -> datetime | None:
    return None if landed.keep_days is None else landed.landed_at + timedelta(days=landed.keep_days)


def _latest(moments: list[datetime | None]) -> datetime | None:
    known = [moment for moment in moments if moment is not None]
    return max(known) if len(known) == len(moments) else None
