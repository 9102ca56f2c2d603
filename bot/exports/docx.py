"""A document as a DOCX file on A4, set as offices set theirs, with its seal and page numbers at the foot."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from bot.exports.beside import beside
from bot.exports.document import Document, Facts, Grid, Section, Signatures
from bot.exports.neutral import legal
from bot.exports.table import Note, local

BODY, HEADING = "FangSong", "SimHei"
_EAST = {BODY: "仿宋", HEADING: "黑体"}
_LABEL_WIDTH, _TEXT_WIDTH = 26, 170  # millimetres: of the labels, of the page between its margins
_GREY = RGBColor(0x66, 0x66, 0x66)
_RULE = "　" * 38


def write_docx(path: Path, document: Document, note: Note) -> int:
    """Write the document; returns the number of rows in its grids. Text is text: there are no fields or links in it."""
    with beside(path) as draft:
        written = _Writer(note)
        written.head(document)
        rows = sum([written.add(block) for block in document.blocks])
        written.save(draft)
    return rows


class _Writer:
    def __init__(self, note: Note) -> None:
        self._file = docx.Document()
        self._page()
        self._style()
        about = self._file.core_properties
        about.author, about.title, about.subject = "榕树 Rongshu", legal(note.title), legal(note.scope)
        about.created = about.modified = local(note.made_at)
        about.comments = note.seal
        self._foot(note)

    def _page(self) -> None:
        page = self._file.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin = page.right_margin = Mm(20)
        page.top_margin, page.bottom_margin = Mm(22), Mm(20)

    def _style(self) -> None:
        style = self._file.styles["Normal"]
        style.font.size = Pt(12)
        _set_font(style, BODY)
        style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.line_spacing = 1.4

    def _foot(self, note: Note) -> None:
        paragraph = self._file.sections[0].footer.paragraphs[0]
        paragraph.style = self._file.styles["Normal"]  # the footer's own has a tab stop in the middle
        stops = paragraph.paragraph_format.tab_stops
        stops.add_tab_stop(Mm(_TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
        _small(paragraph.add_run(f"{note.seal}\t第 "))
        _field(paragraph, "PAGE")
        _small(paragraph.add_run(" 页，共 "))
        _field(paragraph, "NUMPAGES")
        _small(paragraph.add_run(" 页"))

    def head(self, document: Document) -> None:
        title = self._file.add_paragraph()
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = title.add_run(legal(document.title))
        run.font.size = Pt(20)
        _set_font(run, HEADING)
        if document.under:
            under = self._file.add_paragraph(legal(document.under))
            under.alignment = WD_ALIGN_PARAGRAPH.CENTER
            under.paragraph_format.space_after = Pt(6)

    def add(self, block: object) -> int:
        if isinstance(block, Facts):
            self._facts(block)
        elif isinstance(block, Section):
            self._section(block)
        elif isinstance(block, Signatures):
            self._signatures(block)
        elif isinstance(block, Grid):
            self._grid(block)
            return len(block.rows)
        return 0

    def save(self, draft: Path) -> None:
        self._file.save(str(draft))

    def _facts(self, block: Facts) -> None:
        table = self._table([_LABEL_WIDTH, _TEXT_WIDTH - _LABEL_WIDTH])
        for label, said in block.pairs:
            cells = self._row(table, [label, said])
            for run in cells[0].paragraphs[0].runs:
                _set_font(run, HEADING)
            cells[0].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.DISTRIBUTE

    def _section(self, block: Section) -> None:
        if block.heading:
            heading = self._file.add_paragraph()
            heading.paragraph_format.space_before = Pt(10)
            heading.paragraph_format.keep_with_next = True
            _set_font(heading.add_run(legal(block.heading)), HEADING)
        for number, line in enumerate(block.lines, 1):
            said = f"{number}. {line}" if block.numbered else line
            paragraph = self._file.add_paragraph(legal(said))
            paragraph.paragraph_format.first_line_indent = Pt(24)
        for _ in range(0 if block.lines else block.blank):
            self._file.add_paragraph().add_run(_RULE).font.underline = True

    def _grid(self, block: Grid) -> None:
        table = self._table(block.widths)
        for cell in self._row(table, block.headings):
            paragraph = cell.paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            for run in paragraph.runs:
                _set_font(run, HEADING)
        _mark(table.rows[0], "w:tblHeader")
        for row in block.rows:
            self._row(table, row)
            if block.height is not None:
                table.rows[-1].height = Mm(block.height)
                table.rows[-1].height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST

    def _signatures(self, block: Signatures) -> None:
        self._file.paragraphs[-1].paragraph_format.keep_with_next = True  # no signatures alone on a page
        paragraph = self._file.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(24)
        paragraph.paragraph_format.keep_with_next = True
        share = _TEXT_WIDTH / len(block.labels)
        for place in range(1, len(block.labels)):
            paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(share * place))
        paragraph.add_run("\t".join(f"{label}签字：" for label in block.labels))
        dates = self._file.add_paragraph()
        for place in range(1, len(block.labels)):
            dates.paragraph_format.tab_stops.add_tab_stop(Mm(share * place))
        dates.add_run("\t".join("　　　　年　　月　　日" for _ in block.labels))

    def _table(self, widths: Sequence[float]) -> Any:
        table = self._file.add_table(rows=0, cols=len(widths))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        return table

    def _row(self, table: Any, texts: Sequence[str]) -> Any:
        row = table.add_row()
        _mark(row, "w:cantSplit")
        for cell, column, said in zip(row.cells, table.columns, texts, strict=True):
            cell.width = column.width
            cell.text = legal(said)
            cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        return row.cells


def _set_font(of: Any, name: str) -> None:
    """Both fonts of a run or style: Word keeps one for Latin and one for Chinese."""
    of.font.name = name
    of.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _EAST[name])


def _small(run: Any) -> None:
    run.font.size = Pt(8)
    run.font.color.rgb = _GREY


def _field(paragraph: Any, name: str) -> None:
    """A number that the reader's program fills in."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = paragraph.add_run("1")
    _small(run)
    paragraph._p.remove(run._r)
    field.append(run._r)
    paragraph._p.append(field)


def _mark(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))
