"""KML, KMZ and GPX: what stands in them is read, and nothing that they name."""

import io
import zipfile

import pytest
import shapely

from rangemap.errors import InputError
from rangemap.intake.contents import Wanted
from rangemap.intake.origins import origins_of_bytes
from rangemap.intake.shapes import ready
from rangemap.intake.worker import find

RING = "34,51,0 35,51,0 35,52,0 34,52,0 34,51,0"
BOX = shapely.box(34, 51, 35, 52)
HOLE = "34.2,51.2 34.8,51.2 34.8,51.8 34.2,51.8 34.2,51.2"


def read(content, *, areas=True):
    shapes = ready(find(content, Wanted(frozenset({"name", "code"}))), areas=areas)
    return shapes.geometries, shapes.columns, shapes.notes


def polygon(ring=RING, inner=""):
    outer = f"<LinearRing><coordinates>{ring}</coordinates></LinearRing>"
    return f"<Polygon><outerBoundaryIs>{outer}</outerBoundaryIs>{inner}</Polygon>"


def placemark(inside, name="Суми"):
    return f"<Placemark><name>{name}</name>{inside}</Placemark>"


def kml(inside, encoding="utf-8"):
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    space = 'xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"'
    return f"{head}<kml {space}><Document>{inside}</Document></kml>".encode(encoding)


def zipped(**members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/") + ".kml", content)
    return packed.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        kml(placemark(polygon())),
        kml(placemark(polygon()), "windows-1251"),
        kml(placemark(polygon()), "utf-16"),
        b"\xef\xbb\xbf" + kml(placemark(polygon())),
        kml(f"<Folder><name>F</name><Folder>{placemark(polygon())}</Folder></Folder>"),
        kml(placemark(polygon(RING.replace(",", ", ")))),
        kml(placemark(polygon("\n\t".join(RING.split())))),
        kml(placemark(polygon(RING.replace(",0", "")))),
        zipped(doc=kml(placemark(polygon()))),
        zipped(files__other=kml(""), main=kml(placemark(polygon()))),
    ],
    ids=str.split("plain windows utf-16 mark folders blanks lines flat zip two-in-zip"),
)
def test_a_polygon_is_read_wherever_it_stands(content):
    shapes, columns, notes = read(content)
    assert shapely.equals(shapes, [BOX]).all()
    assert (columns, notes) == ({"name": ["Суми"]}, ())


def test_holes_parts_and_columns():
    inner = (
        "<innerBoundaryIs><LinearRing><coordinates>"
        f"{HOLE}</coordinates></LinearRing></innerBoundaryIs>"
    )
    data = (
        '<ExtendedData><Data name="code"><value>A-1</value></Data></ExtendedData>',
        '<ExtendedData><SimpleData name="code">A-2</SimpleData></ExtendedData>',
    )
    other = polygon(RING.replace("34,", "36,").replace("35,", "37,"))
    both = f"<MultiGeometry>{polygon(inner=inner)}{other}</MultiGeometry>"
    shapes, columns, _ = read(kml(placemark(both + data[0]) + placemark(polygon() + data[1])))
    assert shapes[0].area == pytest.approx(1 - 0.6**2 + 1)
    assert columns["code"] == ["A-1", "A-2"]


def test_points_lines_and_tracks_are_origins():
    track = "<gx:Track><gx:coord>34 51 0</gx:coord><gx:coord>35 51 9</gx:coord></gx:Track>"
    shapes, _, _ = read(
        kml(
            placemark("<Point><coordinates>34.7,51,0</coordinates></Point>")
            + placemark(f"<LineString><coordinates>{RING}</coordinates></LineString>")
            + placemark(track)
        ),
        areas=False,
    )
    line = shapely.LineString(shapely.get_coordinates(BOX.exterior))
    expected = [shapely.Point(34.7, 51), line, shapely.LineString([(34, 51), (35, 51)])]
    assert shapely.equals(shapes, expected).all()


def test_a_name_has_its_formatting_taken_off():
    assert read(kml(placemark(polygon(), "Сум<i>сь</i>ка <![CDATA[& Ко]]>")))[1] == {
        "name": ["Сумська & Ко"]
    }


def test_a_file_of_links_alone_says_why_it_holds_no_origin():
    link = "<NetworkLink><Link><href>x.kml</href></Link></NetworkLink>"
    with pytest.raises(InputError, match=r"x.kml: holds no origin; .*links to other files not fol"):
        origins_of_bytes(kml(link), "x.kml")


def test_other_maps_in_a_zip_are_told():
    document = kml(placemark(polygon()))
    assert read(zipped(a=document))[2] == ()
    both = read(zipped(a=document, b=document, maps__c=document))
    assert len(both[0]) == 1
    assert both[2] == ("other maps in the same zip not read: 1",)


def test_an_empty_name_hides_no_other():
    said = '<ExtendedData><Data name="{}"><value>{}</value></Data></ExtendedData>'
    inside = [
        placemark(said.format("NAME", "Суми") + polygon(), ""),
        placemark(said.format("name", "") + polygon(), "Суми"),
    ]
    for each in inside:
        (names,) = read(kml(each))[1].values()
        assert names == ["Суми"]


def test_other_letters_than_are_said_are_told_of():
    for named in ('encoding="utf-8"', 'encoding="UTF-8"', ""):
        content = kml(placemark(polygon())).replace(b'encoding="utf-8"', named.encode())
        with pytest.raises(InputError, match="is not UTF-8 text"):
            read(content.decode().encode("cp1251"))


def test_links_are_told_and_not_followed():
    link = "<NetworkLink><Link><href>http://127.0.0.1/x.kml</href></Link></NetworkLink>"
    assert read(kml(link + placemark(polygon())))[2] == (
        "1 of its links to other files not followed",
    )


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        (b'<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml/>', "document type"),
        (b'<!DOCTYPE a [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><kml>&b;</kml>', "document type"),
        (kml("")[:-20], r"its XML breaks off or is damaged \(line 1\)"),
        (kml(placemark("A&nbsp;B")), "damaged"),
        (kml(placemark(polygon("34;51 35;51 35;52"))), "feature 1: its coordinates are not as KML"),
        (kml(placemark(polygon("34,5,51,5 35,5,51,5 35,5,52,5"))), "feature 1: its coordinates"),
        (
            kml(placemark("<Point><coordinates>34,51 35,52</coordinates></Point>")),
            "feature 1: its coordinates are not as KML",
        ),
        (
            kml(
                placemark(
                    polygon(inner=polygon().removeprefix("<Polygon>").removesuffix("</Polygon>"))
                )
            ),
            "feature 1: its coordinates are not as KML",
        ),
        (kml(placemark(polygon("nan,51 35,51 35,52"))), "feature 1: has coordinates that are not"),
        (kml(placemark(polygon("51,134 52,134 52,135 51,134"))), "feature 1: latitude 134 .*swapp"),
        (b"<kml>" + b"<Folder>" * 100_000, "nested too deeply"),
        (b"<gml:FeatureCollection/>", "XML of <FeatureCollection>; save it as GeoJSON"),
        (b'<gpx><wpt lon="34.7"/></gpx>', "feature 1: a point of it has no latitude"),
        (b'<gpx><wpt lat="51,0" lon="34,7"/></gpx>', "feature 1: .* decimal commas; write points"),
    ],
)
def test_what_cannot_be_read_gets_one_sentence(content, hint):
    with pytest.raises(InputError, match=hint):
        read(content)


def test_a_million_placemarks_are_refused_by_their_count():
    content = b"<kml>" + b"<Placemark/>" * 500_001 + b"</kml>"
    with pytest.raises(InputError, match="500,001 features; at most 500,000"):
        read(content)


def test_changes_to_other_files_and_pictures_on_the_ground_are_told():
    update = f"<Update><Change>{placemark(polygon())}</Change></Update>"
    inside = f"<GroundOverlay/>{placemark(polygon())}<NetworkLinkControl>{update}"
    shapes, columns, notes = read(kml(f"{inside}</NetworkLinkControl>"))
    assert shapely.equals(shapes, [BOX]).all()
    assert columns["name"] == ["Суми"]
    assert [note.key for note in notes] == ["updates", "overlays"]


def test_gpx_has_points_routes_and_tracks():
    shapes, columns, _ = read(
        b'<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1">'
        b'<wpt lat="51.0" lon="34.7"><name>Sumy</name></wpt>'
        b'<rte><rtept lat="51" lon="34"/><rtept lat="52" lon="35"/></rte>'
        b'<trk><name>T</name><trkseg><trkpt lat="51" lon="34"/></trkseg><trkseg/><trkseg>'
        b'<trkpt lat="51" lon="36"/><trkpt lat="52" lon="36"/></trkseg></trk></gpx>',
        areas=False,
    )
    route, piece = shapely.LineString([(34, 51), (35, 52)]), [(36, 51), (36, 52)]
    track = shapely.GeometryCollection([shapely.Point(34, 51), shapely.LineString(piece)])
    assert shapely.equals_exact(shapes, [shapely.Point(34.7, 51), route, track]).all()
    assert columns == {"name": ["Sumy", "", "T"]}
