import pytest

from rangemap.analysis.towns import place_origin
from rangemap.errors import OriginError
from rangemap.intake.lists import list_text, read_list
from rangemap.intake.origins import read_origins
from rangemap.scenario.origins import PointOrigin

SUMY, KHARKIV = PointOrigin(50.9077, 34.7981, "Суми"), PointOrigin(49.99, 36.23, "Харків")
TWO = [SUMY, KHARKIV]
BARE = [PointOrigin(50.9077, 34.7981), PointOrigin(49.99, 36.23)]


@pytest.mark.parametrize(
    "text",
    [
        "lat,lon,name\n50.9077,34.7981,Суми\n49.99,36.23,Харків\n",
        "name;lat;lon\nСуми;50,9077;34,7981\nХарків;49,99;36,23\n",
        'name,lat,lon\n"Суми","50,9077","34,7981"\n"Харків","49,99","36,23"\n',
        "name\tlat\tlon\nСуми\t50,9077\t34,7981\nХарків\t49,99\t36,23",
        "sep=;\nname;lat;lon\nСуми;50,9077;34,7981\nХарків;49,99;36,23\n",
        "\ufeffsep=|\r\nlat|lon|name\r\n50.9077|34.7981|Суми\r\n49.99|36.23|Харків\r\n",
        "Назва;Широта, °;Довгота, °\nСуми;50,9077;34,7981\nХарків;49,99;36,23\n",
        "Название,Широта (град.),Долгота (град.)\nСуми,50.9077,34.7981\nХарків,49.99,36.23\n",
        "Name,Lat (deg),Lon (deg)\nСуми,50.9077,34.7981\nХарків,49.99,36.23\n",
        "Latitude [°];LONGITUDE [°];Title\n50.9077;34.7981;Суми\n49.99;36.23;Харків\n",
        "lat_dd,lon_dd,site\n50.9077,34.7981,Суми\n49.99,36.23,Харків\n",
        "decimalLatitude\tdecimalLongitude\tlocality\n50.9077\t34.7981\tСуми\n49.99\t36.23\tХарків\n",
        'name,coordinates\nСуми,"50.9077, 34.7981"\nХарків,"49.99° N, 36.23° E"\n',
        "Координати;Місто\n50,9077° пн. ш., 34,7981° сх. д.;Суми\n49,99 36,23;Харків\n",
        '"lat,lon",name\n"50.9077,34.7981",Суми\n"49.99,36.23",Харків\n',
        "x,y,name\n34.7981,50.9077,Суми\n36.23,49.99,Харків\n",
        "id,place_name,lat,lon\n7,Суми,50.9077,34.7981\n8,Харків,49.99,36.23\n",
        "city_name,lat,lon\nСуми,50.9077,34.7981\nХарків,49.99,36.23\n",
        "Place Name,id,lat,lon\nСуми,1,50.9077,34.7981\nХарків,2,49.99,36.23\n",
        "Назва міста;Широта;Довгота\nСуми;50,9077;34,7981\nХарків;49,99;36,23\n",
        "Название населённого пункта,lat,lon\nСуми,50.9077,34.7981\nХарків,49.99,36.23\n",
        "name:uk,lat,lon\nСуми,50.9077,34.7981\nХарків,49.99,36.23\n",
        "name of the town,lat,lon\nСуми,50.9077,34.7981\nХарків,49.99,36.23\n",
        "lat,latitude,lon,longitude,name\n50.9077,50.91,34.7981,34°48'E,Суми\n49.99,,36.23,,Харків\n",
        "50.9077,34.7981,Суми\n49.99,36.23,Харків",
        "50,9077;34,7981;Суми\n49,99;36,23;Харків",
        "50,9077\t34,7981\tСуми\n49,99\t36,23\tХарків",
        '"50,9077","34,7981",Суми\n"49,99","36,23",Харків',
        "Суми,50.9077,34.7981\nХарків,49.99,36.23",
        "Суми;50,9077;34,7981\nХарків;49,99;36,23",
        "1,50.9077,34.7981,Суми\n2,49.99,36.23,Харків",
        "1;Суми;50,9077;34,7981\n2;Харків;49,99;36,23",
        "1. 50.9077, 34.7981, Суми\n2. 49.99, 36.23, Харків",
        "№ 1; 50,9077; 34,7981; Суми\n№ 2; 49,99; 36,23; Харків",
        "50.9077° N, 34.7981° E, Суми\n49°59'24\"N 36°13'48\"E, Харків",
        "\n\n50.9077,34.7981,Суми\r\n\r\n 49.99 , 36.23 , Харків \r\n",
        "50.9077,34.7981,Суми\r49.99,36.23,Харків\r",
        "sci,lat,lon,name\n,5.09077E+01,3.47981E+01,Суми\n,4.999e1,3623E-2,Харків\n",
    ],
)
def test_lists_as_people_have_them(text):
    assert list(read_list(text, "the list")) == TWO


@pytest.mark.parametrize(
    ("text", "said"),
    [
        # decimal commas that fill all of the columns
        (
            "lat,latitude,lon,longitude\n50,45,30,52\n",
            "latitude 50 in one column and 45 in another",
        ),
        ("lat,latitude,lon\n50.1,51.2,30\n", "latitude 50.1 in one column and 51.2 in another"),
        ("lat,lon,lng\n50.1,30.5,-30.5\n", "longitude 30.5 in one column and -30.5 in another"),
        ("Широта;Довгота;Latitude\n50,1;30,5;49,9\n", "latitude 50,1 in one column and 49,9"),
        ("lat,lon,longitude,ns,ew\n50.1,30.5,31.5,N,W\n", "longitude 30.5 in one column and 31.5"),
    ],
)
def test_two_columns_that_differ_are_refused(text, said):
    with pytest.raises(OriginError, match=f"line 2: has {said}.*leave one of them out"):
        list(read_list(text, "the list"))


@pytest.mark.parametrize(
    "text",
    [
        "lat,latitude,lon,longitude,ns,ew\n33.9,33.9,18.4,18.4,S,E\n",
        "lat,latitude,lon,longitude,ns,ew\n33.9,-33.9,18.4,18.4,S,E\n",
        "lat,lon,latitude\n-33.9,18.4,unknown\n",
        "lat,lon,y,x\n-33.9,18.4,6245000,261000\n",
    ],
)
def test_two_columns_that_agree_or_cannot_be_compared_are_read(text):
    assert list(read_list(text, "the list")) == [PointOrigin(-33.9, 18.4)]


@pytest.mark.parametrize(
    "text",
    [
        "1,50.9077,34.7981\n2,49.99,36.23",
        "0;50,9077;34,7981\n1;49,99;36,23",
        "1\t50.9077\t34.7981\n2\t49.99\t36.23",
        "1) 50.9077, 34.7981\n2) 49.99, 36.23",
        "50.9077 34.7981\n49.99 36.23",
        "17. 50.9077, 34.7981\n18. 49.99, 36.23",
        "1 50.9077 34.7981\n2 49.99 36.23",
        "50.9077,34.7981,\n49.99,36.23,,\n",
        "(50.9077, 34.7981)\n(49.99, 36.23)",
    ],
)
def test_a_running_number_and_empty_cells_are_no_places_and_no_names(text):
    assert list(read_list(text, "the list")) == BARE


def test_a_line_break_in_a_cell_is_a_space():
    text = 'name,lat,lon\n"Nova\r\n Kakhovka","46.75",33.37\n'
    assert list(read_list(text, "the list")) == [PointOrigin(46.75, 33.37, "Nova Kakhovka")]


def test_ones_that_count_are_latitudes_where_nothing_else_is():
    assert list(read_list("1,30\n2,31", "the list")) == [PointOrigin(1, 30), PointOrigin(2, 31)]
    read = list(read_list("51,34.7,7\n50,36.2,9", "the list"))
    assert read == [PointOrigin(51, 34.7, "7"), PointOrigin(50, 36.2, "9")]


@pytest.mark.parametrize(
    ("text", "line", "readings"),
    [
        ("1,50.9077,34.7981", 1, ("50.9077,34.7981", "1.0,50.9077 (34.7981)")),
        ("17,50.9,34.8\n42,49.9,36.2", 1, ("50.9,34.8", "17.0,50.9 (34.8)")),
        ("51.0,34.7,Sumy\n51,5,34,7,Sumy", 2, ("51.5,34.7", "51.0,5.0 (34,7,Sumy)")),
        ("51,5,34,7\n50,1,36,2", 1, ("51.5,34.7", "51.0,5.0 (34,7)")),
    ],
)
def test_rows_that_may_be_two_places_are_refused_with_both(text, line, readings):
    with pytest.raises(OriginError, match=f"the list, line {line}: .*two ways") as refusal:
        list(read_list(text, "the list"))
    for reading in readings:
        assert reading in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ref,northing,easting\n1,2,3", r"line 1: needs .*'ref', 'northing', 'easting'"),
        ("\n\nfoo;bar\n1;2", "line 3: needs .*found are 'foo', 'bar'"),
        ("sep=;\nlat;lon\n51;x", "line 3: longitude 'x'"),
        ("\ufefflat,lon\n51,34\nfifty,34", "line 3: latitude 'fifty'"),
        ('name,lat,lon\n"two\nlines",51.0,34.7\nb,51.0,x', "line 4: longitude 'x'"),
        ('name,lat,lon\n"two\nlines",51.0,x\n', "line 2: longitude 'x'"),
        ('"two\nlines",51.0,34.7\nb,c,d', "line 3"),
        ("51.5,34.1,Hlukhiv\nabc,34.0", "line 2"),
        ("51.5,x", "line 1: longitude 'x'"),
        ("51.5,34\n\n\n51.5;34;x\n51.5,34,a\n91,0", "line 6: the origin: latitude 91"),
        ("1,50.9,34.8\n2,49.99", "line 2"),
        ("lat,lon,lat (deg)\n51,34,52", "line 1: has the column lat twice"),
        ("lat,lon\n51", "line 2: has 1 cells"),
        ("lat,lon,name\n51,5,34,7", "line 2: has 4 cells under 3 columns"),
        ("lat,lon,height,name\n51,5,34,7,,", "line 2: has 6 cells under 4 columns"),
        ("POINT(34.7 51.0)", "line 1: needs .*'POINT"),
        ('lat,lon\n51,34\n51,"34\n52,35', "line 3: is not CSV"),
        ("name,x,y\nSumy,767000,5645000", "line 2: Sumy: latitude 5645000 .*are these metres"),
        ("name;lat;lon\nSumy;509077;347981", "line 2: .*was a decimal point lost"),
        ("a," * 2_000, "line 1: has more than 1,000 cells"),
        ("lat,lon\n51,34," + "x" * 200_000, "line 2: (is not CSV|has more than)"),
        (" \n\n", "is empty"),
        ("lat,lon,name\n51,34,a\x07b", r"line 2: .*U\+0007"),
        ("1,1\n" * 2_400_000, "holds 2,400,000 lines; at most 500,000"),
    ],
)
def test_a_refusal_names_the_line_as_an_editor_counts_it(text, said):
    with pytest.raises(OriginError, match=f"^the list[,:] ?{said}"):
        list(read_list(text, "the list"))


def test_town_names_are_read_where_towns_are_asked_for():
    def towns(name):
        return place_origin(name, language="en")

    read = list(read_list("Sumy\nKharkiv\n51.0,34.7,Hlukhiv\n", "the list", towns=towns))
    assert [each.name for each in read] == ["Sumy", "Kharkiv", "Hlukhiv"]
    assert [each.name for each in read_list("1. Sumy\n2. Kharkiv", "", towns=towns)] == [
        "Sumy",
        "Kharkiv",
    ]
    assert next(read_list("Місто\nХарків", "", towns=towns)).lat == pytest.approx(50, abs=0.1)
    assert next(read_list("Kirovsk, RU-LEN\nSumy", "", towns=towns)).name == "Kirovsk"
    with pytest.raises(OriginError, match="the list, line 2: no town is called 'Khrkv'"):
        list(read_list("Sumy\nKhrkv", "the list", towns=towns))
    with pytest.raises(OriginError, match="line 1: needs the columns"):
        list(read_list("Sumy\nKharkiv", "the list"))


WINDOWS = "Назва;Широта;Довгота\r\nСуми;50,9077;34,7981\r\nХарків;49,99;36,23\r\n"


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encodings_are_told_by_the_bytes(tmp_path, encoding):
    file = tmp_path / "points.csv"
    file.write_bytes(WINDOWS.encode(encoding))
    assert read_origins(file) == tuple(TWO)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("tail", [b"", b"\n"])
def test_utf_16_of_letters_that_are_not_latin(encoding, tail):
    text = "широта;довгота;назва\n" + "50,9077;34,7981;Село при дорозі\n" * 9
    read = list(read_list(list_text(text.encode(encoding) + tail, ""), ""))
    assert [(point.lat, point.lon, point.name) for point in read] == [
        (50.9077, 34.7981, "Село при дорозі")
    ] * 9


@pytest.mark.parametrize(
    "text",
    [
        "33.5,70.6,S",
        "50.9;34.8;W",
        "W,50.9,34.8",
        "50.9,34.8,West",
        "50.9,34.8,зх. д.",
        "-5,3,N",
        "33.5,70.6,S,W",
    ],
)
def test_a_hemisphere_that_no_number_has_is_no_name(text):
    with pytest.raises(OriginError, match=r"line 1: '.*' names a hemisphere apart from its number"):
        list(read_list(text, "the list"))


@pytest.mark.parametrize("text", ["50.9,34.8,N", "lat,lon,name\n50.9,34.8,W", "-5,3,S", "5,3,Wo"])
def test_a_letter_that_says_nothing_else_is_a_name(text):
    (point,) = read_list(text, "the list")
    assert point.name == text.rpartition(",")[2]


def test_a_column_of_hemispheres_beside_neither_number_is_refused():
    with pytest.raises(OriginError, match="line 1: has the heading 'Hemisphere', which says more"):
        list(read_list("Latitude,Longitude,Hemisphere\n33.5,70.6,S", "the list"))
    both = "Latitude,Hemisphere,Longitude,Hemisphere\n33.5,S,70.6,W"
    (point,) = read_list(both, "the list")
    assert (point.lat, point.lon) == (-33.5, -70.6)


def test_zeros_are_no_text():
    with pytest.raises(OriginError, match="the list, line 2: is not UTF-8 text"):
        list_text(b"lat,lon,name\n50.9,34.8,S\0y\n", "the list")
    with pytest.raises(OriginError, match="is not UTF-8 text"):
        list_text(bytes(range(256)) * 4, "the list")


def test_utf_16_with_the_greater_byte_first():
    assert list(read_list(list_text(b"\xfe\xff" + WINDOWS.encode("utf-16-be"), ""), "")) == TWO


@pytest.mark.parametrize("encoding", ["koi8-u", "cp866", "cp1250", "mac_cyrillic"])
def test_other_code_pages_are_refused_rather_than_misread(encoding):
    text = "Name;lat;lon\nМиколаїв;46,97;31,99\nКиїв;50,45;30,52\nSumy;50,9;34,8\n"
    if encoding == "cp866":
        text = text.replace("і", "i").replace("ї", "ї")
    if encoding == "cp1250":
        text = "Name;lat;lon\nLwów;49,84;24,03\nŁuck;50,75;25,33\n"
    with pytest.raises(OriginError, match=r"line [23]: is not UTF-8"):
        list_text(text.encode(encoding, "replace"), "the list")


def test_lists_are_told_by_their_suffix(tmp_path):
    for suffix in ("csv", "tsv", "txt", "CSV"):
        file = tmp_path / f"points.{suffix}"
        file.write_text("50.9077\t34.7981\tСуми\n49.99\t36.23\tХарків\n", "utf-8")
        assert read_origins(file) == tuple(TWO)


@pytest.mark.parametrize(
    "heading",
    [
        "lat,Longitude (W)",
        "Latitude [°S],lon",
        "lat (rad),lon (rad)",
        "lat (gon),lon",
        "lat,lon (min)",
        "lat (m),lon (m)",
        "Широта (Пулково 1942),Долгота",
        "Latitude, NAD27;Longitude",
        '"Coordinates (lon, lat)",name',
        "coords [longitude/latitude],name",
    ],
)
def test_a_heading_that_says_other_than_degrees_north_and_east_is_refused(heading):
    mark = ";" if ";" in heading else ","
    with pytest.raises(OriginError, match=r"line 1: has the heading .* says more than degrees"):
        list(read_list(f"{heading}\n50.9{mark}34.8\n", "the list"))


@pytest.mark.parametrize(
    "heading",
    ["Lat (DD.dddd),Lon (N/E, decimal)", "Latitude (WGS 84),Longitude [° E]", "φ (deg),λ (deg)"],
)
def test_a_heading_may_say_degrees_north_and_east(heading):
    text = f'{heading}\n50.9077,34.7981\n"49.99","36.23"\n'
    if heading.count(",") > 1:
        text = text.replace(heading, '"Lat (DD.dddd)","Lon (N/E, decimal)"')
    assert list(read_list(text, "the list")) == BARE


@pytest.mark.parametrize(
    "heading",
    [
        "lat_deg,lat_min,lon_deg,lon_min",
        "lat,min,lon,min",
        "lat,',lon,'",
        "широта,хв,довгота,хв",
    ],
)
def test_minutes_in_a_column_of_their_own_are_not_left_out(heading):
    with pytest.raises(OriginError, match="line 1: has minutes or seconds in a column"):
        list(read_list(f"{heading}\n50,54.5,34,47.9\n", "the list"))


def test_hemispheres_beside_their_numbers_count():
    text = "Latitude,N/S,Longitude,E/W,Name\n50.5,S,34.75,W,a\n50.5,n,34.75,e,b\n50.5,,34.75,,c\n"
    assert list(read_list(text, "the list")) == [
        PointOrigin(-50.5, -34.75, "a"),
        PointOrigin(50.5, 34.75, "b"),
        PointOrigin(50.5, 34.75, "c"),
    ]
    assert list(read_list("ns,lat,ew,lon\nN,50.5,W,34.75\n", "the list")) == [
        PointOrigin(50.5, -34.75)
    ]
    with pytest.raises(OriginError, match=r"line 2: latitude '-50\.5 S' is not a number"):
        list(read_list("lat,ns,lon,ew\n-50.5,S,34.75,W\n", "the list"))
    wind = "lat,lon,wind\n50.5,34.75,W\n"
    assert list(read_list(wind, "the list")) == [PointOrigin(50.5, 34.75)]


@pytest.mark.parametrize(
    "text",
    [
        "lat,lon,ns,ew\n33.5,70.25,S,W",
        "lat,lon,hemisphere,hemisphere\n-33.5,-70.25,,",
        "lat,lat_dir,name,lon,lon_dir\n33.5,South,,70.25,W",
        "lat,lon_ref,lon,lat_ref\n33.5,W,70.25,S",
        "lat;lon;lat hemisphere;lon hemisphere\n33,5;-70,25;S;",
        "широта;пн/пд;довгота;сх/зх\n33,5;пд;70,25;зх",
    ],
)
def test_columns_of_hemispheres_count_wherever_they_stand(text):
    assert list(read_list(text, "the list")) == [PointOrigin(-33.5, -70.25)]


@pytest.mark.parametrize(
    "text",
    [
        "lat,ns,lon,ew\n33.5,-1,70.25,-1",
        "lat,ns,lon,ew\n33.5,W,70.25,S",
        "lat,lon,hemisphere,hemisphere\n33.5,70.25,S,W",
        "lat,lon,one,two\n33.5,70.25,W,S",
    ],
)
def test_hemispheres_of_which_number_is_uncertain_are_refused(text):
    with pytest.raises(OriginError, match=r"line 2: '33.*' names a hemisphere apart from its"):
        list(read_list(text, "the list"))


@pytest.mark.parametrize(
    "heading", ["X (широта),Y (довгота)", "lat (E),lon (N)", "y (longitude),x (latitude)"]
)
def test_headings_that_name_the_other_axis_are_refused(heading):
    with pytest.raises(OriginError, match=r"line 1: has the heading '.*', which says more"):
        list(read_list(f"{heading.replace(',', ';')}\n50,5;34,75\n", "the list"))


def test_the_datum_of_a_row_counts():
    head = "decimalLatitude,decimalLongitude,geodeticDatum\n50.5,34.75,"
    for same in (
        "WGS84",
        "EPSG:4326",
        "wgs 84",
        "World Geodetic System 1984 (WGS 84)",
        "",
        "2024-11-17",
    ):
        assert list(read_list(f"{head}{same}\n", "the list")) == [PointOrigin(50.5, 34.75)]
    with pytest.raises(OriginError, match="line 2: is in the system 'NAD27'; bring it to WGS 84"):
        list(read_list(f"{head}NAD27\n", "the list"))


@pytest.mark.parametrize(
    "heading",
    [
        *("Datum", "geodeticDatum", "horizontalDatum", "CRS", "SRS", "SRID", "EPSG"),
        *("Coordinate system", "Система координат", "Датум"),
    ],
)
def test_a_column_of_systems_is_known_by_any_of_its_names(heading):
    for system, is_wgs84 in (("EPSG:4326", True), ("EPSG:4284", False)):
        text = f"lat,lon,{heading}\n50.5,34.75,{system}\n"
        if is_wgs84:
            assert list(read_list(text, "the list")) == [PointOrigin(50.5, 34.75)]
        else:
            with pytest.raises(OriginError, match="is in the system 'EPSG:4284'"):
                list(read_list(text, "the list"))


def test_a_line_of_two_positions_is_not_one_with_a_name():
    with pytest.raises(OriginError, match=r"line 1: .* holds more than one position"):
        list(read_list("50.908,34.798,49.99,36.23\n", "the list"))


@pytest.mark.parametrize("north", ["lat", "latitude", "широта", "шир", "φ"])
@pytest.mark.parametrize(
    "east", ["lon", "lng", "long", "longitude", "довгота", "долгота", "довг", "долг", "λ"]
)
def test_any_heading_for_latitude_goes_with_any_for_longitude(north, east):
    text = f"{east},{north}\n34.7981,50.9077\n36.23,49.99\n"
    assert list(read_list(text, "the list")) == BARE
