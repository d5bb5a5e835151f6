"""Text that did harm somewhere: what is let in and must be inert, and what is not let in."""

import json

# each at most 60 characters, so that it may also be the key of a region
INERT = (
    "{{7*7}}{%for x in(1,2)%}x{%endfor%}{#x#}",
    "<script>hacked=1</script>",
    "\"'><img src=x onerror=hacked=2>",
    "<svg onload=hacked=3><!--",
    "</title></style></textarea><b>x",
    "]]><name>x</name>&xxe;&#60;",
    "=cmd|' /C calc'!A0",
    "+1;=1+1",
    '@SUM(1);"=2',
    "-2+3",
    "'''\"\"\"\n".strip() + '\\"]\n[x]'.replace("\n", ""),
    "`${hacked=4}`\\",
    "</script>\\u003cscript>\\x3c",
    r"$\frac{1}{0}$ ^ _ \N{BULLET} %s {0} %(x)s",
    "[x](javascript:hacked=5) **b** :red[x] ~~s~~ # h",
    "javascript:hacked=6//' onmouseover='hacked=7",
    "\u200bzero\u200dwidth\u00ad\ufeff",
    "кирилиця العربية 漢字 🚀 ﷽",
    "../../etc/passwd%00;$(id)|`id`",
    "'; DROP TABLE regions; --",
)

# what no output could show as it was typed
REFUSED = {
    "escape": "a\x1b[31mred\x1b]0;title\x07",
    "c1 control": "a\x9b31m",
    "nothing": "a\x00b",
    "tab": "a\t=1",
    "carriage return": "a\r=1",
    "line": "a\nb",
    "paragraph": "a\u2029b",
    "half a character": "a\ud800",
    "no character": "a\ufffe",
    "right-to-left override": "a\u202egnp.exe",
    "isolate": "a\u2066b",
    "a megabyte": "A" * 1_000_000,
}


def regions_file(path, names, key="name"):
    """Squares around Sumy with those names, as GeoJSON."""
    features = []
    for number, name in enumerate(names):
        west, south = 33.0 + 0.5 * (number % 5), 50.5 + 0.4 * (number // 5)
        ring = [[0, 0], [0.4, 0], [0.4, 0.3], [0, 0.3], [0, 0]]
        shape = {
            "type": "Polygon",
            "coordinates": [[[west + x, south + y] for x, y in ring]],
        }
        properties = {"region": f"{number}{name}"[:60] if key == "name" else name, "name": name}
        features.append({"type": "Feature", "properties": properties, "geometry": shape})
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def catalog_file(path, text):
    """A catalogue with that text wherever a catalogue has text."""
    said = json.dumps(text, ensure_ascii=False)
    source = f'source = {{ title = {said}, publisher = {said}, date = "2024" }}'
    path.write_text(
        f"""[[weapon]]
id = "evil"
name = {said}
description = {said}
[[weapon.range]]
value = "60 km"
as_printed = {said}
note = {said}
{source}
[[weapon.range]]
value = "70 km"
{source}
[[weapon.range]]
value = "90 km"
variant = {said}
{source}
""",
        encoding="utf-8",
    )
    return path
