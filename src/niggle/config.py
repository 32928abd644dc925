"""`config.toml` read into frozen objects (contract 2); every fault names its key and line."""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import (
    AfterValidator,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    ValidationError,
    model_validator,
)

from niggle import homes
from niggle.config_cluster import EngineConfig, StoreConfig, Table, refuse_what_is_not_installed
from niggle.config_faults import as_one, faults_of, line_of
from niggle.errors import ConfigError, NotFoundError
from niggle.vocabulary.slugs import ID
from niggle.vocabulary.spelling import did_you_mean, meant


def known_zone(name: str) -> str:
    """The name of a time zone; raises ValueError, saying what to write, for one that there is not."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        near = meant(name, available_timezones())
        hint = 'write one like "Europe/London"' if near is None else f'did you mean "{near}"?'
        raise ValueError(f"{name!r} is not a time zone; {hint}") from error
    return name


def _cron(text: str) -> str:
    if len(text.split()) != 5:
        raise ValueError(f'{text!r} is not a cron line; write five fields such as "30 3 * * *"')
    return text


def _web_address(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", text):
        raise ValueError(f'{text!r} is not a web address; write one like "https://niggle.example.org"')
    return text.rstrip("/")


def _quiet_hours(text: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d", text):
        raise ValueError(f'{text!r} is not a span of the day; write one like "21:30-07:00"')
    return text


def _shared_key(text: str) -> str:
    if not re.fullmatch(r"ed25519:[A-Za-z0-9_-]{43}", text):
        raise ValueError(f"{text!r} is not a key; it is what `niggle share` printed for the athlete: ed25519:…")
    return text


def _contact(text: str) -> str:
    if text and not re.fullmatch(r"(mailto:[^\s@/?&]+@[^\s@/?&]+|tel:\+?\d{4,20}|https://[\w.:-]+/[\w-]+)", text):
        raise ValueError(f'{text!r} is no link to reach somebody by; write one like "tel:+442079460000"')
    return text


type ZoneName = Annotated[StrictStr, AfterValidator(known_zone)]
type Identifier = Annotated[StrictStr, Field(pattern=f"^{ID}$")]


class FolderConfig(Table):
    """A folder that a watch, a sync program or a person fills."""

    kind: Literal["folder"]
    path: Path


class ExportConfig(Table):
    """A bulk export of Garmin's or Strava's: a ZIP file, or the folder it was unpacked into."""

    kind: Literal["export"]
    path: Path


class GarminPersonalConfig(Table):
    """Garmin's official Connect Personal API; the key is with the credentials, never here."""

    kind: Literal["garmin_personal"]
    base_url: StrictStr | None = None


class GarminConfig(Table):
    """Garmin Connect as its own app reaches it; the tokens are with the credentials, never here."""

    kind: Literal["garmin"]
    base_url: StrictStr | None = None
    token_url: StrictStr | None = None
    login_url: StrictStr | None = None


class IntervalsConfig(Table):
    """intervals.icu; the key is with the credentials, never here."""

    kind: Literal["intervals"]
    base_url: StrictStr | None = None


class StravaConfig(Table):
    """Strava; tokens are with the credentials, the application's id and secret in the environment, never here."""

    kind: Literal["strava"]
    base_url: StrictStr | None = None
    oauth_url: StrictStr | None = None
    strava_terms: Literal["accepted_by_user"] | None = None


class SharedConfig(Table):
    """What an athlete's own niggle shares: a file, its folder, or (no path) what was posted to this one's `serve`."""

    kind: Literal["shared"]
    key: Annotated[StrictStr, AfterValidator(_shared_key)]
    path: Path | None = None


type SourceConfig = Annotated[
    FolderConfig | ExportConfig | GarminPersonalConfig | GarminConfig | IntervalsConfig | StravaConfig | SharedConfig,
    Field(discriminator="kind"),
]


class ShareConfig(Table):
    """Where `niggle share` puts what an athlete shares: a folder, the `serve` of a coach, or both.

    `known_as` is the coach's id for the athlete, where it is another than the athlete's own.
    """

    folder: Path | None = None
    url: Annotated[StrictStr, AfterValidator(_web_address)] | None = None
    known_as: Identifier | None = None


class Athlete(Table):
    """One runner."""

    id: Identifier
    name: StrictStr
    squad: StrictStr | None = None
    also_in: tuple[StrictStr, ...] = ()  # further squads
    timezone: ZoneName = "UTC"
    share_with_coach: Literal["none", "status", "details"] = "status"
    share_mood_with_coach: StrictBool = False  # mood, sleep and confidence; only with "details"
    contact: Annotated[StrictStr, AfterValidator(_contact)] = ""  # how a coach can reach them
    paused_from: date | None = None  # no reminders, and nothing asked of them on a squad's page
    paused_until: date | None = None
    archived_from: date | None = None  # on no list; all that there is stays
    share: ShareConfig = ShareConfig()
    sources: tuple[SourceConfig, ...] = ()

    @model_validator(mode="after")
    def _shares_once(self) -> Self:
        if sum(isinstance(source, SharedConfig) for source in self.sources) > 1:
            raise ValueError('has two sources of kind "shared"; one is all that an athlete shares, so take one out')
        return self

    @model_validator(mode="after")
    def _pauses_in_order(self) -> Self:
        if self.paused_until is not None and (self.paused_from is None or self.paused_until < self.paused_from):
            raise ValueError("paused_until needs a paused_from that is not after it")
        return self

    @property
    def squads(self) -> tuple[str, ...]:
        """The squads that they are in, the one named first first."""
        return tuple(dict.fromkeys((*(() if self.squad is None else (self.squad,)), *self.also_in)))

    def is_paused(self, now: datetime) -> bool:
        """Whether they take a pause on their day at `now` (aware)."""
        today = now.astimezone(self.zone).date()
        is_begun = self.paused_from is not None and self.paused_from <= today
        return is_begun and (self.paused_until is None or today <= self.paused_until)

    def is_archived(self, now: datetime) -> bool:
        """Whether they are on no list any more on their day at `now` (aware)."""
        return self.archived_from is not None and self.archived_from <= now.astimezone(self.zone).date()

    def sources_at(self, now: datetime) -> tuple[SourceConfig, ...]:
        """The sources that a night at `now` (aware) visits: all of them in a pause too, none of an archived athlete."""
        return () if self.is_archived(now) else self.sources

    @property
    def zone(self) -> ZoneInfo:
        """The zone whose calendar days are the athlete's own."""
        return ZoneInfo(self.timezone)

    @property
    def shared(self) -> SharedConfig | None:
        """The source through which the athlete's own niggle shares with this one; None where this is their own."""
        return next((source for source in self.sources if isinstance(source, SharedConfig)), None)


class SquadConfig(Table):
    """A squad that has had other names: `was` are all of them, the first one last."""

    name: StrictStr
    was: Annotated[tuple[StrictStr, ...], Field(min_length=1)]


class Schedule(Table):
    """When a served `nightly` runs."""

    cron: Annotated[StrictStr, AfterValidator(_cron)] = "30 3 * * *"
    timezone: ZoneName = "UTC"


class WebConfig(Table):
    """Where `niggle serve` listens, and under which address others reach it (then everyone has to log in)."""

    host: StrictStr = "127.0.0.1"
    port: Annotated[StrictInt, Field(ge=1, le=65535)] = 8712
    public_url: Annotated[StrictStr, AfterValidator(_web_address)] | None = None
    behind_proxy: StrictBool = False  # then who asks is the last that X-Forwarded-For names


class NotifyTarget(Table):
    """Who is told, and by which Apprise addresses: an athlete about themselves, or the coach of a squad.

    `$NAME` or `${NAME}` in an address is taken from the environment, so that its secrets need not stand here.
    """

    athlete: Identifier | None = None
    squad: StrictStr | None = None
    urls: Annotated[tuple[StrictStr, ...], Field(min_length=1)]
    digest: StrictBool = False  # one message a day about the squad instead of one about each matter
    timezone: ZoneName | None = None

    @model_validator(mode="after")
    def _is_for_one(self) -> Self:
        if (self.athlete is None) == (self.squad is None):
            raise ValueError("say for whom: either athlete or squad")
        if self.digest and self.squad is None:
            raise ValueError("digest is about a squad; say which")
        return self


class Notify(Table):
    """What is told to whom: nothing to nobody unless asked for."""

    quiet_hours: Annotated[StrictStr, AfterValidator(_quiet_hours)] | None = None  # by the clock of who is told
    details: StrictBool = False  # whether a message says the status and its reason
    to: tuple[NotifyTarget, ...] = ()


class Config(Table):
    """The whole configuration; all its paths are absolute."""

    store: StoreConfig
    engine: EngineConfig = EngineConfig()
    athletes: Annotated[tuple[Athlete, ...], Field(min_length=1)]
    renamed: tuple[SquadConfig, ...] = Field((), alias="squads")
    schedule: Schedule = Schedule()
    web: WebConfig = WebConfig()
    notify: Notify = Notify()

    @property
    def squads(self) -> tuple[str, ...]:
        """Every squad that an athlete is in, by name."""
        return squads_of(self.athletes)

    def names_of(self, squad: str) -> tuple[str, ...]:
        """The name of a squad and all that it has had, the first one last: what any of them kept is the squad's."""
        return (squad, *(name for one in self.renamed if one.name == squad for name in one.was))

    def squads_named(self, names: Collection[str]) -> frozenset[str]:
        """The squads that have one of these names, or had it once."""
        return frozenset(squad for squad in self.squads if not set(names).isdisjoint(self.names_of(squad)))

    def members(self, squad: str) -> tuple[Athlete, ...]:
        """The athletes of a squad, in the order of the configuration."""
        return tuple(athlete for athlete in self.athletes if squad in athlete.squads)

    def roster(self, squad: str, now: datetime) -> tuple[Athlete, ...]:
        """The athletes who are on the list of a squad at `now` (aware): its members but for the archived ones."""
        return tuple(athlete for athlete in self.members(squad) if not athlete.is_archived(now))

    def athlete(self, athlete_id: str) -> Athlete:
        """The athlete of that id.

        Raises:
            NotFoundError: if the configuration has none.
        """
        for athlete in self.athletes:
            if athlete.id == athlete_id:
                return athlete
        known = ", ".join(athlete.id for athlete in self.athletes)
        near = did_you_mean(athlete_id, [athlete.id for athlete in self.athletes])
        raise NotFoundError(f"no athlete {athlete_id!r} in the configuration; it has: {known}{near}")


def squads_of(athletes: Iterable[Athlete]) -> tuple[str, ...]:
    """The squads that these athletes are in, by name."""
    return tuple(sorted({squad for athlete in athletes for squad in athlete.squads}))


def load_config(path: Path) -> Config:
    """The configuration in a file, its relative paths taken from the file's folder.

    Raises:
        ConfigError: naming the key and the line of what is wrong; ConfigFaultsError for all of it, if it is more.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError("no such configuration file; name one with --config PATH", path=path) from None
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", path=path) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"is not text in UTF-8 (byte {error.start})", path=path) from error
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column \d+\)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise ConfigError(f"not valid TOML: {error}", path=path, line=line) from error
    try:
        config = Config.model_validate(tables)
    except ValidationError as error:
        raise as_one(faults_of(error, Config, text, path)) from error
    refuse_what_is_not_installed(config.store, config.engine, path)
    faults = [
        fault
        for find in (_duplicates, _unknown_targets, _unclear_names, _what_stays_here)
        for fault in find(config, text, path)
    ]
    if faults:
        raise as_one(faults)
    config = _with_absolute_paths(config, path.resolve().parent)
    if config.store.objects is not None and config.store.lake is not None:
        homes.declare(config.store.path, config.store.objects, config.store.lake)
    return config


def _with_absolute_paths(config: Config, folder: Path) -> Config:
    def absolute(path: Path) -> Path:
        return (folder / path.expanduser()).resolve()

    def placed(source: SourceConfig) -> SourceConfig:
        if isinstance(source, FolderConfig | ExportConfig | SharedConfig) and source.path is not None:
            return source.model_copy(update={"path": absolute(source.path)})
        return source

    def shared(share: ShareConfig) -> ShareConfig:
        return share if share.folder is None else share.model_copy(update={"folder": absolute(share.folder)})

    athletes = tuple(
        athlete.model_copy(
            update={"sources": tuple(map(placed, athlete.sources)), "share": shared(athlete.share)},
        )
        for athlete in config.athletes
    )
    store = config.store.model_copy(update={"path": absolute(config.store.path)})
    return config.model_copy(update={"store": store, "athletes": athletes})


def _duplicates(config: Config, text: str, path: Path) -> Iterator[ConfigError]:
    seen: set[str] = set()
    for index, athlete in enumerate(config.athletes):
        if athlete.id in seen:
            line = line_of(text, ("athletes", index, "id"))
            message = f"athletes.id: {athlete.id!r} is used twice; every athlete needs an id of their own"
            yield ConfigError(message, path=path, key="athletes.id", line=line)
        seen.add(athlete.id)


def _unknown_targets(config: Config, text: str, path: Path) -> Iterator[ConfigError]:
    there = {"athlete": {athlete.id for athlete in config.athletes}, "squad": set(config.squads)}
    for index, target in enumerate(config.notify.to):
        for key, names in there.items():
            name = getattr(target, key)
            if name is not None and name not in names:
                known = ", ".join(sorted(names)) or "none"
                message = f"notify.to.{key}: there is no {key} {name!r}; there is: {known}{did_you_mean(name, names)}"
                line = line_of(text, ("notify", "to", index, key))
                yield ConfigError(message, path=path, key=f"notify.to.{key}", line=line)


def _unclear_names(config: Config, text: str, path: Path) -> Iterator[ConfigError]:
    """Names of squads that could be two squads', or nobody's: notes and logins go by them."""
    taken = set(config.squads)
    for index, squad in enumerate(config.renamed):
        unclear = next((name for name in squad.was if name in taken), None)
        taken.update(squad.was)
        if squad.name not in config.squads:
            known = ", ".join(config.squads) or "none"
            key, message = "name", f"nobody is in a squad {squad.name!r}; there is: {known}"
        elif unclear is not None:
            key, message = "was", f"{unclear!r} is the name of another squad, or stands here twice"
        else:
            continue
        line = line_of(text, ("squads", index, key))
        yield ConfigError(f"squads.{key}: {message}", path=path, key=f"squads.{key}", line=line)


def _what_stays_here(config: Config, text: str, path: Path) -> Iterator[ConfigError]:
    """What needs a folder that all nights see: logins, what was posted to `niggle serve`, what is shared."""
    if config.store.objects is None:
        return
    for index, athlete in enumerate(config.athletes):
        for number, source in enumerate(athlete.sources):
            is_file = isinstance(source, FolderConfig | ExportConfig | SharedConfig) and source.path is not None
            if not is_file:
                message = f"athletes.sources.kind: {source.kind!r} needs a store in a folder; here, name folders"
                line = line_of(text, ("athletes", index, "sources", number, "kind"))
                yield ConfigError(message, path=path, key="athletes.sources.kind", line=line)
        if athlete.share != ShareConfig():
            message = "athletes.share: needs a store in a folder; take it out"
            line = line_of(text, ("athletes", index, "share"))
            yield ConfigError(message, path=path, key="athletes.share", line=line)
