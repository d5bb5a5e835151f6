"""Disputed figures: shares as intervals, and who published which figure."""

import streamlit as st

from rangemap.analysis.disputes import Disputes
from rangemap.analysis.reach import Reach
from rangemap.export.disputes import DISPUTES
from rangemap.page import cached, drawings, elements, look, session, takeaway
from rangemap.page.region_table import area, share
from rangemap.page.session import say
from rangemap.page.words import linked, plain
from rangemap.web.bars import dispute_bars
from rangemap.wording.catalog import citation_text, given_text
from rangemap.wording.language import language_of
from rangemap.wording.quantities import both_units, length_text
from rangemap.workers import questions
from rangemap.world.catalog import PublishedRange, Weapon

_ENDS = ("least", "used", "greatest")


def section(reach: Reach) -> None:
    """What follows where publications disagree about the ranges on the map."""
    box = session.drawer(say("disputes.heading"), "disputes")
    if box is None:
        return
    with box:
        with st.spinner(say("disputes.measuring")):
            disputes = cached.disputes(reach.scenario)
        elements.quote(DISPUTES.sentence(disputes), key="disputes-quote")
        if not disputes.weapons:
            return
        drawings.look()
        for weapon in disputes.weapons:
            _weapon(disputes, weapon)
        st.caption(say("disputes.on_map", band=say("ranges.band")))
        drawings.aside()
        takeaway.analysis(questions.disputes_file, reach, "disputes")


def _weapon(disputes: Disputes, weapon: Weapon) -> None:
    """Intervals of one weapon, as bars and as a table; its figures with their sources."""
    rows = disputes.regions[disputes.regions["weapon"] == weapon.id]
    least, greatest = weapon.band
    name = weapon.name_in(session.state().language)
    if least.length.metres != greatest.length.metres and not rows.empty:
        st.markdown(f"**{plain(name)}**")
        drawings.bars(dispute_bars(disputes, weapon, look.style()), key=f"disputes-{weapon.id}")
        st.caption(say("disputes.bars"))
        _table(disputes, weapon)
    st.markdown(f"**{say('disputes.sources', name=plain(name))}**\n\n{_figures(weapon)}")


def _table(disputes: Disputes, weapon: Weapon) -> None:
    code = session.state().language
    figures = (weapon.band[0], weapon.range, weapon.band[1])
    columns = [
        (f"{say(f'disputes.{end}')}, {length_text(figure.length, code)}", [""])
        for end, figure in zip(_ENDS, figures, strict=True)
    ]
    rows = disputes.regions[disputes.regions["weapon"] == weapon.id]
    total = disputes.totals[disputes.totals["weapon"] == weapon.id].to_dict("records")[0]
    sums: list[elements.TableCell] = [
        (area(total[f"{end}_km2"], total[f"{end}_error_km2"]), total[f"{end}_km2"]) for end in _ENDS
    ]
    elements.table(
        [(say("table.region"), [""]), *columns],
        [
            [
                (row["name"], row["name"], row["region"], 0),
                *((share(row[f"{end}_share"]), row[f"{end}_share"]) for end in _ENDS),
            ]
            for row in rows.to_dict("records")
        ],
        foot=[[(say("table.total"), ""), *sums]],
        key=f"disputes-table-{weapon.id}",
        caption=say("disputes.caption", name=weapon.name_in(code)),
    )


def _figures(weapon: Weapon) -> str:
    """One line of Markdown per published figure, the shortest first."""
    listed = sorted(weapon.ranges, key=lambda figure: (bool(figure.variant), figure.range_km))
    return "\n".join(f"- {_figure(weapon, figure)}" for figure in listed)


def _figure(weapon: Weapon, figure: PublishedRange) -> str:
    code, is_used = session.state().language, figure is weapon.range
    said = language_of(code)
    used = f" ({say('disputes.chosen')})" if is_used else ""
    variant = (
        f" ({plain(figure.variant_in(code))}; {say('disputes.apart')})" if figure.variant else ""
    )
    cited = given_text(citation_text(figure.source, said), weapon.given_in, said)
    source = linked(cited, figure.source.url)
    length = both_units(figure.length, code)
    return f"**{plain(length)}**{used}{variant}: {source}"
