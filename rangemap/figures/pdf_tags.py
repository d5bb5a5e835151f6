"""Tags for PDF: what a screen reader needs, which matplotlib does not write.

PDF 1.7 (ISO 32000-1): a file may be followed by an update that replaces some of its objects
(7.5.6). This one says the language and shows the title (7.7.2, 12.2), and makes the whole page one
figure with an alternative text (14.7, 14.8.4.5).
"""

import re

_OBJECT = rb"(?<!\d)(\d+) 0 obj\n(<<.*?>>)\nendobj"
_BEGIN = b"/Figure <</MCID 0>> BDC\n"
_END = b"\nEMC\n"


def tagged(content: bytes, *, language: str, alternative: str, bleed_pt: float = 0.0) -> bytes:
    """A PDF of one page as matplotlib writes it, with its language and alternative text.

    bleed_pt: of the page, how much around it is beyond its trim (14.11.2).
    """
    objects = {int(number): body for number, body in re.findall(_OBJECT, content, re.DOTALL)}
    catalog = _only(objects, rb"/Type /Catalog\b")
    page = _only(objects, rb"/Type /Page\b(?!s)")
    trailer = content[content.rindex(b"trailer") :]
    (size,) = (int(found) for found in re.findall(rb"/Size (\d+)", trailer))
    (info,) = re.findall(rb"/Info \d+ 0 R", trailer)
    (previous,) = re.findall(rb"startxref\n(\d+)", trailer)
    begin, end, root, parents, figure = range(size, size + 5)
    (stream,) = re.findall(rb"/Contents (\d+ 0 R)", objects[page])
    contents = b"/Contents [%d 0 R %s %d 0 R]" % (begin, stream, end)
    replaced = {
        catalog: _with(
            objects[catalog],
            b"/Lang %s /MarkInfo << /Marked true >> /StructTreeRoot %d 0 R "
            b"/ViewerPreferences << /DisplayDocTitle true >>" % (_text(language), root),
        ),
        page: _with(
            re.sub(rb"/Contents \d+ 0 R", contents, objects[page]),
            b"/StructParents 0 /Tabs /S" + _boxes(objects[page], bleed_pt),
        ),
        begin: _stream(_BEGIN),
        end: _stream(_END),
        root: b"<< /Type /StructTreeRoot /K %d 0 R /ParentTree %d 0 R /ParentTreeNextKey 1 >>"
        % (figure, parents),
        parents: b"<< /Nums [0 [%d 0 R]] >>" % figure,
        figure: b"<< /Type /StructElem /S /Figure /P %d 0 R /Pg %d 0 R /K 0 /Alt %s >>"
        % (root, page, _text(alternative)),
    }
    return _updated(content, replaced, b"/Root %d 0 R %s /Prev %s" % (catalog, info, previous))


def _boxes(page: bytes, bleed_pt: float) -> bytes:
    """Where the page is trimmed, and that what is printed goes on to its edge."""
    if not bleed_pt:
        return b""
    (box,) = re.findall(rb"/MediaBox \[([^\]]*)\]", page)
    left, bottom, right, top = map(float, box.split())
    trim = (left + bleed_pt, bottom + bleed_pt, right - bleed_pt, top - bleed_pt)
    return b" /BleedBox [%s] /TrimBox [%s]" % (box, b" ".join(b"%.4f" % each for each in trim))


def _only(objects: dict[int, bytes], mark: bytes) -> int:
    (number,) = (number for number, body in objects.items() if re.search(mark, body))
    return number


def _with(body: bytes, entries: bytes) -> bytes:
    return body.removesuffix(b">>") + entries + b" >>"


def _stream(data: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)


def _text(text: str) -> bytes:
    """A text as PDF has it beyond Latin: UTF-16 with its mark, in hexadecimal digits."""
    return b"<%s>" % ("\ufeff" + text).encode("utf-16-be").hex().encode()


def _updated(content: bytes, replaced: dict[int, bytes], trailer: bytes) -> bytes:
    made = bytearray(content if content.endswith(b"\n") else content + b"\n")
    table = b"0 1\n0000000000 65535 f \n"
    for number in sorted(replaced):
        table += b"%d 1\n%010d 00000 n \n" % (number, len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, replaced[number])
    start = len(made)
    size = max(replaced) + 1
    made += b"xref\n%strailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        *(table, size, trailer, start),
    )
    return bytes(made)
