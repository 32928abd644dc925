"""Who is told: one recipient an address of the configuration, and what each is told about."""

from dataclasses import dataclass
from hashlib import sha256
from zoneinfo import ZoneInfo

from niggle.config import Athlete, Config, NotifyTarget
from niggle.notify.addresses import scheme_of


@dataclass(frozen=True, slots=True)
class Recipient:
    """One address of an athlete or of a squad's coach.

    `target`: "athlete:<id>", "squad:<name>", or "digest:<name>" for one message a day about a squad. `address` tells
    the addresses of a target apart without saying them. `url` is as the configuration has it, secrets and all: never to
    be shown. `zone` is whose clock counts.
    """

    target: str
    address: str
    url: str
    zone: ZoneInfo
    athletes: tuple[Athlete, ...]
    is_coach: bool
    squad: str | None = None
    gets_digest: bool = False

    @property
    def label(self) -> str:
        """Who this is and by what kind of address, without a secret: "athlete:ada by ntfy"."""
        return f"{self.target} by {scheme_of(self.url)}"


def recipients(config: Config) -> list[Recipient]:
    """Everyone to be told something, an address that is written twice only once."""
    found: dict[tuple[str, str], Recipient] = {}
    for target in config.notify.to:
        for url in target.urls:
            recipient = _recipient(config, target, url)
            found.setdefault((recipient.target, recipient.address), recipient)
    return list(found.values())


def _recipient(config: Config, target: NotifyTarget, url: str) -> Recipient:
    kind = "digest" if target.digest else "squad"
    name = f"athlete:{target.athlete}"
    if target.squad is not None:
        name = f"{kind}:{config.names_of(target.squad)[-1]}"  # by its first name, so that nothing is told anew
    athletes = tuple(
        athlete
        for athlete in config.athletes
        if (athlete.id == target.athlete if target.squad is None else target.squad in athlete.squads)
    )
    return Recipient(
        target=name,
        address=sha256(url.encode()).hexdigest()[:12],
        url=url,
        zone=athletes[0].zone if target.timezone is None else ZoneInfo(target.timezone),
        athletes=athletes,
        is_coach=target.squad is not None,
        squad=target.squad,
        gets_digest=target.digest,
    )
