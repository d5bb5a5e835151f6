"""People in words: how old the populations are that a sum adds up, and whose."""

import pandas as pd

from rangemap.analysis.people import added_people
from rangemap.wording.language import language_of
from rangemap.wording.quantities import share_text


def population_note(towns: pd.DataFrame, language: str = "en") -> str:
    """Say as of when people were counted, and by whom: ``Populations: Rosstat, 1 January 2021.``.

    towns: those whose people were summed, as `boundaries.places` has them; a town may stand there
    more than once. Dated figures are those of the statistical office of the town's country. Without
    towns the note is empty.
    """
    said = language_of(language)
    once = towns.drop_duplicates("place")
    once = once.assign(people=added_people(once), date=once["population_date"].str[:4])
    total = int(once["people"].sum())
    if not total:
        return ""
    dated = once[once["date"] != ""]
    parts = [
        said.say(f"people.{country}", year=year)
        for country, year in sorted(set(zip(dated["country"], dated["date"], strict=True)))
    ]
    undated = 1 - int(dated["people"].sum()) / total
    if undated == 1:
        parts.append(said.say("people.undated"))
    elif undated > 0:
        parts.append(said.say("people.undated_share", share=share_text(undated, language)))
    return said.say("people.note", parts="; ".join(parts))
