"""What the page holds, and what each event makes of it: pure functions, nothing of Streamlit.

An event never raises for what a user may do: it leaves the state as it was and says why in a
notice.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import TypeGuard

import shapely

from rangemap.errors import RangemapError
from rangemap.page.presets import is_name, renamed
from rangemap.page.whereabouts import UKRAINE, whereabouts
from rangemap.page.words import refusal, said
from rangemap.scenario.choices import DEFAULT_WEAPONS
from rangemap.scenario.origins import BorderOrigin, Origin, PointOrigin
from rangemap.scenario.scenario import CustomRange, Permission, Scenario
from rangemap.scenario.units import from_km
from rangemap.wording.quantities import position_text
from rangemap.workers.limits import check_origins
from rangemap.world import boundaries

SNAP_KM = 5.0
_MAX_UNDO = 50
_SURELY_FAR_DEG = 0.2  # over 10 km in any direction as far north as the border goes
_AT_A_TOWN_DEG = 0.01  # a kilometre: an origin there that has the town's name has it from the town
_POSITION_DIGITS = 4  # about 10 m: finer than anyone points
_BORDER_DIGITS = 1  # of a kilometre along the border

Weapon = str | CustomRange


@dataclass(frozen=True)
class State:
    """The page's state. Fields are those of a scenario, except that there may be no origin yet.

    before: the scenario to compare with. notice: one sentence about the last event. view: grows
    whenever the map should show the whole reach anew. past: earlier states, the latest last.
    """

    origins: tuple[Origin, ...] = ()
    weapons: tuple[Weapon, ...] = DEFAULT_WEAPONS
    permission: Permission = field(default_factory=Permission)
    country: str = "RU"
    language: str = "en"
    title: str = ""
    before: Scenario | None = None
    notice: str = ""
    view: int = 0
    past: tuple["State", ...] = ()

    def scenario(self) -> Scenario | None:
        """The scenario asked for; None until there is an origin and a range."""
        if not (self.origins and self.weapons):
            return None
        return Scenario(
            origins=self.origins,
            weapons=self.weapons,
            permission=self.permission,
            country=self.country,
            language=self.language,
            title=self.title,
        )


@dataclass(frozen=True)
class Clicked:
    """A click on the map at lat, lon in degrees; snap moves it to a border that is near."""

    lat: float
    lon: float
    snap: bool = True


@dataclass(frozen=True)
class Dragged:
    """The origin of that index was dragged to lat, lon in degrees."""

    index: int
    lat: float
    lon: float
    snap: bool = True


@dataclass(frozen=True)
class Removed:
    """The origin of that index goes."""

    index: int


@dataclass(frozen=True)
class Renamed:
    """The origin of that index gets a name."""

    index: int
    name: str


@dataclass(frozen=True)
class Added:
    """Origins from a town, a list or a file join the others, or take their place."""

    origins: tuple[Origin, ...]
    instead: bool = False


@dataclass(frozen=True)
class BorderSet:
    """The control along the border says where: it moves the last border origin, or makes one.

    origin None takes every border origin away.
    """

    origin: BorderOrigin | None


@dataclass(frozen=True)
class Changed:
    """Other parts of the scenario change; None leaves a part as it is."""

    weapons: tuple[Weapon, ...] | None = None
    permission: Permission | None = None
    country: str | None = None
    language: str | None = None
    title: str | None = None


@dataclass(frozen=True)
class Opened:
    """A scenario was opened, from a link, a file or the ready ones."""

    scenario: Scenario
    before: Scenario | None = None
    notice: str = ""


@dataclass(frozen=True)
class Kept:
    """What is on the map now is kept as the scenario to compare with; drop lets it go."""

    drop: bool = False


@dataclass(frozen=True)
class Undone:
    """The last event is taken back."""


Event = Clicked | Dragged | Removed | Renamed | Added | BorderSet | Changed | Opened | Kept | Undone


def apply(state: State, event: Event) -> State:
    """The state after an event; the one before it can be had back by Undone."""
    if isinstance(event, Undone):
        if not state.past:
            return replace(state, notice=said(state.language, "notice.undo"))
        return replace(state.past[-1], past=state.past[:-1], view=state.view)
    try:
        after = _after(state, event)
        after.scenario()
        check_origins(after.origins)
    except RangemapError as error:
        return replace(state, notice=sentence(refusal(state.language, error)))
    if replace(after, notice="", view=state.view) == replace(state, notice=""):
        return after
    earlier = replace(state, past=(), notice="")
    return replace(after, past=(*state.past, earlier)[-_MAX_UNDO:])


def without(state: State, ids: Collection[str]) -> State:
    """The state without the ranges of those ids, which are no longer known, before and now."""
    weapons = tuple(each for each in state.weapons if each not in ids)
    named = () if state.before is None else state.before.weapons
    return replace(
        state,
        weapons=weapons or DEFAULT_WEAPONS,
        before=state.before if not set(named) & set(ids) else None,
        past=tuple(without(each, ids) for each in state.past),
    )


def border_origin(state: State) -> BorderOrigin | None:
    """The origin that the control along the border speaks of: the last on the border with Russia.

    None where there is none.
    """
    return next((each for each in reversed(state.origins) if _is_controlled(each)), None)


def _after(state: State, event: Event) -> State:
    match event:
        case Opened(scenario, before, notice):
            return opened(scenario, before, notice=notice, view=state.view + 1)
        case Kept(drop):
            return replace(state, notice="", before=None if drop else state.scenario())
        case Changed():
            parts = {name: value for name, value in vars(event).items() if value is not None}
            after = replace(state, notice="", **parts)
            return replace(after, origins=renamed(after.origins, after.language))
        case Added():
            origins, notice = _with_origins(state, event)
            return replace(state, origins=origins, notice=notice, view=state.view + 1)
        case _:
            origins, notice = _with_origins(state, event)
            return replace(state, origins=origins, notice=notice)


def _with_origins(state: State, event: Event) -> tuple[tuple[Origin, ...], str]:
    """The origins after an event, and what there is to say; unchanged for an index out of reach."""
    origins, notice = state.origins, ""
    match event:
        case Clicked(lat, lon, snap):
            origin, notice = placed(lat, lon, snap=snap, language=state.language)
            origins = (*origins, origin)
        case Dragged(index, lat, lon, snap) if index in range(len(origins)):
            origin, notice = placed(
                lat, lon, name=_own_name(origins[index]), snap=snap, language=state.language
            )
            origins = _with(origins, index, origin)
        case Renamed(index, name) if index in range(len(origins)):
            origins = _with(origins, index, replace(origins[index], name=name.strip()))
        case Removed(index):
            origins = tuple(each for n, each in enumerate(origins) if n != index)
        case Added(added, instead):
            origins = added if instead else (*origins, *added)
        case BorderSet(origin):
            origins = _with_border(state, origin)
    return origins, notice


def opened(
    scenario: Scenario, before: Scenario | None = None, *, notice: str = "", view: int = 0
) -> State:
    """The state that shows a scenario."""
    weapons = sorted(scenario.weapons, key=lambda each: isinstance(each, CustomRange))
    return State(
        origins=scenario.origins,
        weapons=tuple(weapons),
        permission=scenario.permission,
        country=scenario.country,
        language=scenario.language,
        title=scenario.title,
        before=before,
        notice=notice,
        view=view,
    )


def placed(
    lat: float, lon: float, *, name: str = "", snap: bool = True, language: str = "en"
) -> tuple[Origin, str]:
    """The origin for a point of the map, and what there is to say of where it lies.

    A point within SNAP_KM of the border with Russia becomes one on the border, if snap.
    Raises OriginError for a point that is not on the Earth.
    """
    point = PointOrigin(round(lat, _POSITION_DIGITS), round(_wrapped(lon), _POSITION_DIGITS), name)
    if snap and _may_be_near(point):
        km, away_km = boundaries.border("RU").distance_km_at(shapely.Point(point.lon, point.lat))
        if away_km <= SNAP_KM:
            # rounding must not pass the border's end
            along = min(round(km, _BORDER_DIGITS), boundaries.border("RU").length_km)
            return (
                BorderOrigin("RU", start_km=along, name=name),
                said(language, "notice.snapped", distance=f"{away_km:.1f}", km=f"{along:g}"),
            )
    where = whereabouts(point.lat, point.lon, language)
    if where == UKRAINE:
        return point, ""
    place = position_text(point.lat, point.lon, language)
    return point, said(language, "notice.elsewhere", place=place, where=where)


def _may_be_near(point: PointOrigin) -> bool:
    """Whether a point is not surely farther than SNAP_KM from the border: a look at the plane."""
    return bool(
        shapely.dwithin(
            boundaries.border("RU").line, shapely.Point(point.lon, point.lat), _SURELY_FAR_DEG
        )
    )


def with_setback(origin: BorderOrigin, km: float) -> BorderOrigin:
    """The origin moved that many kilometres inside the border; 0 for on it."""
    setback = from_km(km) if km > 0 else None
    return replace(origin, setback=setback)


def _with(origins: tuple[Origin, ...], index: int, origin: Origin) -> tuple[Origin, ...]:
    return (*origins[:index], origin, *origins[index + 1 :])


def _with_border(state: State, origin: BorderOrigin | None) -> tuple[Origin, ...]:
    if origin is None:
        return tuple(each for each in state.origins if not _is_controlled(each))
    current = border_origin(state)
    if current is None:
        return (*state.origins, origin)
    place = len(state.origins) - 1 - state.origins[::-1].index(current)
    if replace(origin, name=current.name) == current:
        return state.origins
    return _with(state.origins, place, replace(origin, name=_own_name(current)))


def _own_name(origin: Origin) -> str:
    """The origin's name if it goes along when it is moved: not that of a town, or of a preset."""
    if not origin.name or is_name(origin.name):
        return ""
    if not isinstance(origin, PointOrigin):
        return origin.name
    towns = boundaries.places_named(origin.name).geometry.to_numpy()
    away_deg = shapely.distance(towns, shapely.Point(origin.lon, origin.lat))
    return "" if (away_deg < _AT_A_TOWN_DEG).any() else origin.name


def _is_controlled(origin: Origin) -> TypeGuard[BorderOrigin]:
    return isinstance(origin, BorderOrigin) and origin.neighbour == "RU"


def _wrapped(lon: float) -> float:
    return (lon + 180) % 360 - 180


def sentence(text: str) -> str:
    """A refusal as a sentence of its own; a file's name that begins it stays as it is."""
    is_file = "." in text.partition(" ")[0].rstrip(".:,;")
    begun = text if is_file else f"{text[:1].upper()}{text[1:]}"
    return ended(begun)


def ended(text: str) -> str:
    """The text with a full stop, where it does not end as a sentence does."""
    return text if text.endswith((".", "?")) else f"{text}."
