"""PDF and DOCX files made for tests: letters of any script, without any font file."""

import io
from collections.abc import Sequence
from datetime import datetime

import docx
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

#: a line: text, height on the page, size of its letters
Printed = tuple[str, float, float]


def printed(
    paragraphs: Sequence[str], heading: str | None = None, width: int = 70, top: float = 760.0
) -> list[Printed]:
    """Lay paragraphs out as a printer does: lines of a width, a gap between paragraphs."""
    lines: list[Printed] = []
    y = top
    if heading:
        for part in _wrapped(heading, 40):
            lines.append((part, y, 18.0))
            y -= 22
        y -= 10
    for paragraph in paragraphs:
        for part in _wrapped(paragraph, width):
            lines.append((part, y, 11.0))
            y -= 14
        y -= 10
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def pdf(
    pages: Sequence[Sequence[Printed]],
    metadata: dict[str, str] | None = None,
    *,
    rtl: bool = False,
    password: str | None = None,
) -> bytes:
    """A PDF file of printed pages. Right-to-left lines are drawn as they look, from the left."""
    writer = PdfWriter()
    letters = sorted({c for page in pages for text, _, _ in page for c in text})
    codes = {letter: number + 1 for number, letter in enumerate(letters)}
    font = _font(writer, codes)
    for lines in pages:
        page = writer.add_blank_page(612, 792)
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        content = DecodedStreamObject()
        content.set_data("\n".join(_drawn(line, codes, rtl) for line in lines).encode())
        page[NameObject("/Contents")] = writer._add_object(content)
    if metadata:
        writer.add_metadata({name: TextStringObject(value) for name, value in metadata.items()})
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _drawn(line: Printed, codes: dict[str, int], rtl: bool) -> str:
    text, y, size = line
    shown = text[::-1] if rtl else text
    glyphs = "".join(f"{codes[letter]:04x}" for letter in shown)
    return f"BT /F1 {size} Tf 1 0 0 1 72 {y} Tm <{glyphs}> Tj ET"


def _font(writer: PdfWriter, codes: dict[str, int]):
    """A font of no shapes: what each code means stands in its ToUnicode table."""
    table = "\n".join(
        f"<{code:04x}> <{letter.encode('utf-16-be').hex()}>" for letter, code in codes.items()
    )
    meaning = DecodedStreamObject()
    meaning.set_data(
        (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def "
            "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
            f"{len(codes)} beginbfchar\n{table}\nendbfchar endcmap end end"
        ).encode()
    )
    name = NameObject
    descendant = DictionaryObject(
        {
            name("/Type"): name("/Font"),
            name("/Subtype"): name("/CIDFontType2"),
            name("/BaseFont"): name("/Plain"),
            name("/DW"): NumberObject(500),
            name("/CIDSystemInfo"): DictionaryObject(
                {
                    name("/Registry"): TextStringObject("Adobe"),
                    name("/Ordering"): TextStringObject("Identity"),
                    name("/Supplement"): NumberObject(0),
                }
            ),
        }
    )
    return writer._add_object(
        DictionaryObject(
            {
                name("/Type"): name("/Font"),
                name("/Subtype"): name("/Type0"),
                name("/BaseFont"): name("/Plain"),
                name("/Encoding"): name("/Identity-H"),
                name("/DescendantFonts"): ArrayObject([writer._add_object(descendant)]),
                name("/ToUnicode"): writer._add_object(meaning),
            }
        )
    )


def docx_file(
    paragraphs: Sequence[str],
    heading: str | None = None,
    *,
    title: str = "",
    author: str = "",
    created: datetime | None = None,
    table: Sequence[str] = (),
) -> bytes:
    """A DOCX file; `table` is a row of cells after the paragraphs."""
    document = docx.Document()
    if heading:
        document.add_heading(heading, 1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if table:
        cells = document.add_table(1, len(table)).rows[0].cells
        for cell, text in zip(cells, table, strict=True):
            cell.text = text
    about = document.core_properties
    about.title, about.author = title, author
    if created is not None:
        about.created = about.modified = created
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
