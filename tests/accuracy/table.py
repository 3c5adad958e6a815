"""Tables of a report, as aligned text or Markdown, and the aims they are held against."""
import dataclasses
import math


@dataclasses.dataclass
class Table:
    title: str
    columns: list
    rows: list = dataclasses.field(default_factory=list)  # of texts
    notes: list = dataclasses.field(default_factory=list)
    in_readme: bool = False

    def add(self, *cells):
        if len(cells) != len(self.columns):
            raise ValueError(f"{self.title}: {len(cells)} cells for {len(self.columns)} columns")
        self.rows.append([str(cell) for cell in cells])

    def add_figures(self, name, figures, columns, *last):
        """A row from a dictionary; columns: (heading, key, text of a value) each. None = nothing was measured."""
        cells = ["–" if figures is None else form(figures[key]) for _, key, form in columns]
        self.add(name, *cells, *last)

    def text(self):
        widths = [max(len(row[i]) for row in [self.columns, *self.rows]) for i in range(len(self.columns))]
        lines = [self.title, "-" * len(self.title)]
        for row in [self.columns, *self.rows]:
            first = row[0].ljust(widths[0])
            lines.append("  ".join([first, *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:]))]).rstrip())
        return "\n".join([*lines, *self.notes]) + "\n"

    def markdown(self):
        line = lambda row: "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"  # noqa: E731
        rule = "|" + "---|" + "---:|" * (len(self.columns) - 1)
        lines = [f"**{self.title}**", "", line(self.columns), rule, *(line(row) for row in self.rows)]
        return "\n".join([*lines, *(["", *self.notes] if self.notes else [])]) + "\n"


@dataclasses.dataclass
class Aim:
    what: str
    aim: str
    measured: str
    reached: bool


@dataclasses.dataclass
class Report:
    """What a part gives: tables to read, figures for a program (JSON), aims."""

    tables: list = dataclasses.field(default_factory=list)
    figures: dict = dataclasses.field(default_factory=dict)
    aims: list = dataclasses.field(default_factory=list)

    def aim_at_least(self, what, least, measured, form="{:.2f}"):
        self.aims.append(Aim(what, "≥ " + form.format(least), form.format(measured), bool(measured >= least)))

    def aim_at_most(self, what, most, measured, form="{:.2f}"):
        self.aims.append(Aim(what, "≤ " + form.format(most), form.format(measured), bool(measured <= most)))


def table_of_aims(aims):
    table = Table("Aims", ["what", "aim", "measured", "reached"])
    for aim in aims:
        table.add(aim.what, aim.aim, aim.measured, "yes" if aim.reached else "NO")
    return table


def between_marks(document, text, section):
    """The document with this text in place of what stands between the two marks of the section."""
    first, last = f"<!-- {section}: begin -->\n", f"<!-- {section}: end -->\n"
    before, begin, rest = document.partition(first)
    _, end, after = rest.partition(last)
    if not (begin and end):
        raise ValueError(f"the document has no lines {first.strip()} and {last.strip()}")
    return before + begin + text + end + after


def with_tables(document, tables, section="accuracy"):
    """The document with these tables, in Markdown, between the two marks of the section."""
    return between_marks(document, "\n" + "".join(table.markdown() + "\n" for table in tables), section)


def without_nan(figures):
    """The same with plain numbers, and None where nothing could be measured: JSON has no NaN."""
    if isinstance(figures, dict):
        return {key: without_nan(value) for key, value in figures.items()}
    if isinstance(figures, (list, tuple)):
        return [without_nan(value) for value in figures]
    if isinstance(figures, (str, bool, int)) or figures is None:
        return figures
    return None if math.isnan(figures) else float(figures)


def percent(share):
    return "–" if math.isnan(share) else f"{100 * share:.1f}"


def number(value, decimals=2):
    return "–" if math.isnan(value) else f"{value:.{decimals}f}"


def points(value):
    return number(value, 1)


def optical_density(value):
    return number(value, 3)


def headings(columns):
    return [heading for heading, _, _ in columns]
