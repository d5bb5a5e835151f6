import pandas as pd
import pytest

from rangemap.wording.people import population_note
from rangemap.world import boundaries

DATED_RU = (1, 900, "RU", "2021-01-01")
DATED_UA = (2, 500, "UA", "2022-01-01")
UNDATED = (3, 100, "RU", "")


def towns(*rows):
    columns = ["place", "population", "country", "population_date"]
    return pd.DataFrame(rows, columns=columns).assign(part_of=0)


@pytest.mark.parametrize(
    ("rows", "language", "note"),
    [
        ([DATED_RU], "en", "Populations: Rosstat, 1 January 2021."),
        (
            [DATED_RU, DATED_UA],
            "en",
            (
                "Populations: Rosstat, 1 January 2021; "
                "State Statistics Service of Ukraine, 1 January 2022."
            ),
        ),
        (
            [DATED_RU, UNDATED],
            "en",
            "Populations: Rosstat, 1 January 2021; GeoNames, undated (10 % of these people).",
        ),
        ([UNDATED], "en", "Populations: GeoNames, undated."),
        (
            [DATED_UA, UNDATED],
            "uk",
            (
                "Чисельність населення: Держстат України, 1 січня 2022 року; "
                "GeoNames, без дати (17 % цих жителів)."
            ),
        ),
        (
            [DATED_RU, DATED_RU, UNDATED],  # within two ranges: one town
            "ru",
            (
                "Численность населения: Росстат, 1 января 2021 года; "
                "GeoNames, без даты (10 % этих жителей)."
            ),
        ),
        ([], "en", ""),
    ],
)
def test_a_sum_of_people_says_how_old_its_populations_are(rows, language, note):
    assert population_note(towns(*rows), language).replace("\u00a0", " ") == note


def test_every_date_is_the_first_of_january_as_the_note_says():
    dates = boundaries.places()["population_date"]
    assert set(dates) == {"", "2021-01-01", "2022-01-01"}
    dated = boundaries.places()[dates != ""]
    assert dated.groupby("country")["population_date"].nunique().to_dict() == {"RU": 1, "UA": 1}
