"""Rule sets on synthetic slides made just below and above the cuts: the score at 8 and 12 % of cells on every clause, and
whether a slide at 9.5-10.5 % is called borderline. Expected scores are written down here by hand, from the rule sets' texts
(the older breast rule sets have no other clause with a cut at 10 %). Counted cells are the classifier's, as by default.
"""
import dataclasses

from phantoms import measure
from table import Aim, Report, Table

RULE_SETS = ["asco-cap-2018", "gastric-resection"]


@dataclasses.dataclass(frozen=True)
class Edge:
    """A kind of cell at the cut, on a slide whose other cells (`rest`) decide nothing."""

    pattern: str
    rest: str
    expected: dict  # rule set: (score below, score above)

    def mix(self, share):
        return f"{self.pattern}={share:.4g}" + (f",{self.rest}" if self.rest else "")


def expected(*scores):
    return dict(zip(RULE_SETS, scores))


EDGES = [
    Edge("cs", "cm=0.2,iw=0.2", expected(("2+", "3+"), ("2+", "3+"))),
    Edge("cs", "iw=0.2", expected(("2+", "3+"), ("1+", "3+"))),
    Edge("cm", "iw=0.2", expected(("1+", "2+"), ("1+", "2+"))),
    Edge("cw", "iw=0.2", expected(("1+", "2+"), ("1+", "2+"))),
    Edge("im", "iw=0.2", expected(("1+", "2+"), ("1+", "2+"))),
    Edge("is", "im=0.2,iw=0.2", expected(("2+", "2+"), ("2+", "3+"))),
    Edge("iw", "", expected(("0", "1+"), ("0", "1+"))),
]
SHARES = (0.08, 0.12)
BORDERLINE_EDGES = [EDGES[0], EDGES[3], EDGES[6]]
BORDERLINE_SHARES = (0.095, 0.10, 0.105)
CLEAR_SHARES = (0.03, 0.25)  # for comparison: far from the cut


def slides_for(edges, shares, seed, size_um):
    """{stem: (edge, share)} and what draws them."""
    stems = {f"{i}_{edge.pattern}_{round(1000 * share)}": (edge, share) for i, edge in enumerate(edges) for share in shares}
    size = ["--seed", seed, "--size", round(size_um / 0.25)]
    wanted = {stem: ["--mix", edge.mix(share), *size] for stem, (edge, share) in stems.items()}
    return stems, wanted


def share_of(percent_by_pattern, pattern):
    """Cells of a pattern among the counted, %, from a result's table."""
    if pattern == "none":
        return percent_by_pattern["none"]
    side = {"i": "incomplete", "c": "complete"}[pattern[0]]
    return percent_by_pattern[side][{"w": "weak", "m": "moderate", "s": "strong"}[pattern[1]]]


def true_percent(phantom, pattern):
    return 100 * phantom.truth["patterns"][pattern] / phantom.truth["tumour_cells"]


def measured_percent(phantom, pattern):
    counted = int(phantom.slide.summary["tumour_cells"] or 0)
    return 100 * share_of(phantom.slide.result["table"], pattern) / counted if counted else 0.0


def evaluate(herald, seed, size_um):
    stems, wanted = slides_for(EDGES, SHARES, seed, size_um)
    by_rules = {}
    by_rules[RULE_SETS[0]] = drawn = measure(herald, "rules", wanted)
    for rules in RULE_SETS[1:]:
        slides = herald.score_all(f"rules/{rules}", [herald.work / f"rules/slides/{stem}.tif" for stem in stems], "--rules", rules)
        by_rules[rules] = {stem: slides[f"{stem}.tif"] for stem in stems}
    columns = ["cells at the cut", "others", "true %", "measured %", *RULE_SETS]
    table = Table("Scores at 8 and 12 % of cells", columns, in_readme=True)
    table.notes = ["Measured: cells of that pattern, % of the counted ones."]
    report = Report([table])
    right = total = 0
    for stem, (edge, share) in stems.items():
        texts = []
        for rules in RULE_SETS:
            wish = edge.expected[rules][SHARES.index(share)]
            got = by_rules[rules][stem].slide.score if rules == RULE_SETS[0] else by_rules[rules][stem].score
            right, total = right + (got == wish), total + 1
            texts.append(got if got == wish else f"{got} (expected {wish})")
            report.figures[f"{stem} {rules}"] = {"expected": wish, "score": got}
        table.add(edge.pattern, edge.rest.replace(",", " ") or "unstained", f"{true_percent(drawn[stem], edge.pattern):.1f}",
                  f"{measured_percent(drawn[stem], edge.pattern):.1f}", *texts)
    report.aims.append(Aim("rules: scores right at 8 and 12 %", f"{total}/{total}", f"{right}/{total}", right == total))
    add_borderline(herald, report, seed, size_um)
    return report


def add_borderline(herald, report, seed, size_um):
    shares = [*CLEAR_SHARES[:1], *BORDERLINE_SHARES, *CLEAR_SHARES[1:]]
    stems, wanted = slides_for(BORDERLINE_EDGES, shares, seed, size_um)
    drawn = measure(herald, "borderline", wanted)
    table = Table("Borderline, asco-cap-2018", ["cells at the cut", *(f"{100 * share:g} %" for share in shares)])
    report.tables.append(table)
    flagged = total = 0
    for edge in BORDERLINE_EDGES:
        texts = []
        for share in shares:
            phantom = drawn[next(stem for stem, made in stems.items() if made == (edge, share))]
            is_flagged = phantom.slide.summary["borderline"] == "true"
            if share in BORDERLINE_SHARES:
                flagged, total = flagged + is_flagged, total + 1
            word = "borderline" if is_flagged else "clear"
            texts.append(f"{phantom.slide.score} {word} ({measured_percent(phantom, edge.pattern):.1f} %)")
            report.figures[f"borderline {edge.pattern} {share}"] = {"score": phantom.slide.score, "borderline": is_flagged}
        table.add(f"{edge.pattern} with {edge.rest.replace(',', ' ') or 'unstained'}", *texts)
    table.notes = [
        "In brackets: their measured share of the counted cells. The slides are small and their bootstrap intervals wide, so that",
        "clear shares may be flagged too.",
    ]
    report.aims.append(Aim("rules: borderline flagged at 9.5-10.5 %", f"{total}/{total}", f"{flagged}/{total}", flagged == total))
