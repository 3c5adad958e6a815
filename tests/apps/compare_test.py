"""herald compare: agreement with readers, changes between runs, and what cannot be compared."""
import csv
import json
import os
import re
import subprocess
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import command
from command import SOURCE, CommandTest
from results import files_of

GOLDEN = [[534, 32, 0], [47, 42, 2], [3, 12, 49]]  # PMC3828190, table 3; classes 0|1+, 2+, 3+
HOSTILE = '<img src=x onerror=alert(1)>"\'&.svs'


def validator(name):
    try:
        import jsonschema
    except ModuleNotFoundError as missing:
        raise unittest.SkipTest(f"{missing} (Debian: python3-jsonschema)")
    schema = json.loads((SOURCE / "pipeline/schema" / f"herald.{name}-1.schema.json").read_text())
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


class CompareTest(CommandTest):
    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")
        return name

    def table(self, name, rows, header):
        with open(self.folder / name, "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header, *rows])
        return name

    def compared(self, *words):
        done = self.herald("compare", *words)
        document = json.loads((self.folder / words[-1] / "compare.json").read_text())
        validator("compare").validate(document)
        self.page(self.folder / words[-1] / "compare.html")
        return document, done

    def page(self, path):
        """Self-contained, without scripts, and every drawing well-formed."""
        html = path.read_text(encoding="utf-8")
        self.assertNotRegex(html, r"<(script|link|img|iframe|object)\b|https?://|NaN|nan\b|\binf\b")
        self.assertIn("research and quality assurance only", html)
        for drawing in re.findall(r"<svg.*?</svg>", html, re.DOTALL):
            ElementTree.fromstring(drawing)
        return html


class AgainstReaders(CompareTest):
    def golden(self):
        rows = [(f"slide {i}-{j}-{n}", reference, program) for i, reference in enumerate(("0", "2+", "3+"))
                for j, program in enumerate(("1+", "2+", "3+")) for n in range(GOLDEN[i][j])]
        self.table("other.csv", [(slide, program) for slide, _, program in rows], ["slide", "score"])
        self.table("readers.csv", [(slide, "x", score) for slide, score, _ in rows], ["slide", "reader", "score"])

    def test_other_programs_tables_give_the_published_numbers(self):
        self.golden()
        document, done = self.compared("other.csv", "--reference", "readers.csv", "--classes", "0|1+,2+,3+", "--out", "out")
        self.assertEqual(document["classes"], ["0|1+", "2+", "3+"])
        self.assertEqual(document["matrix"], GOLDEN)
        told = [document["agreement"]["value"], document["kappa"]["unweighted"]["value"], document["kappa"]["quadratic"]["value"],
                document["ac1"]["value"], document["ac2"]["linear"]["value"], document["ac2"]["quadratic"]["value"],
                *document["kappa"]["linear"].values()]
        for ours, published in zip(told, [0.8669, 0.6116, 0.7992, 0.8393, 0.9039, 0.9446, 0.7080, 0.6495, 0.7665], strict=True):
            self.assertAlmostEqual(ours, published, delta=5e-5)
        self.assertEqual((document["two_step_errors"], len(document["discordant"]), document["n"]), (3, 96, 721))
        self.assertEqual(set(document["cuts"]), {">=2+", "3+"})
        self.assertEqual(document["cuts"][">=2+"]["ppa"]["count"], 42 + 2 + 12 + 49)
        self.assertIn("721 slides compared with majority, 86.7 % the same score, linear kappa 0.71: out/compare.html", done.stderr)
        with open(self.folder / "out/statistics.csv", newline="") as file:
            rows = {(row["judged"], row["statistic"], row["method"]): row for row in csv.DictReader(file)}
        self.assertAlmostEqual(float(rows["program", "kappa linear", "Fleiss-Cohen-Everitt"]["high"]), 0.7665, delta=5e-5)
        with open(self.folder / "out/discordant.csv", newline="") as file:
            self.assertEqual([row["steps"] for row in csv.DictReader(file)][:4], ["-2", "-2", "-2", "1"])

    def test_the_same_input_gives_the_same_bytes(self):
        self.golden()
        for out in ("one", "two"):
            self.compared("other.csv", "--reference", "readers.csv", "--out", out)
        for name in files_of(self.folder / "one"):
            self.assertEqual((self.folder / "one" / name).read_bytes(), (self.folder / "two" / name).read_bytes(), name)
        self.assertEqual({str(name) for name in files_of(self.folder / "one")},
                         {"compare.json", "compare.html", "slides.csv", "discordant.csv", "statistics.csv"})

    def test_readers_files_of_all_kinds(self):
        self.table("other.csv", [("a/x.svs", "0"), ("y.svs", "2+"), ("z.svs", ""), ("w.svs", "3+")], ["slide", "score"])
        (self.folder / "readers.csv").write_bytes(
            "\ufeffslide;reader;score;ish;pct_complete\r\nx;Ä;0;;\r\ny;Ä;HER2 3+;pos;12,5\r\nz;Ä;2;neg;\r\nnone;Ä;0;;\r\n".encode())
        document, done = self.compared("other.csv", "--reference", "readers.csv", "--out", "out")
        for part in ("a semicolon separates the fields", 'score "HER2 3+" is taken as 3+', 'line 4: score "2" is taken as 2+',
                     "read, but not among the program's slides: 1: none", "among the program's slides, but read by nobody: 1: w.svs"):
            self.assertIn(part, done.stderr)
        self.assertEqual(document["slides"] | {"unread": 0}, {"program": 4, "read": 4, "matched": 3, "compared": 2,
                         "indeterminate": 1, "failed": 0, "without_reference": 0, "unknown": ["none"], "unread": 0})
        self.assertEqual(document["unscored"]["indeterminate"], [0, 0, 1, 0])
        self.assertEqual([slide["slide"] for slide in document["not_scored"]], ["z.svs"])
        self.assertEqual(document["ish"]["unscored"], {"negative": 1, "positive": 0})

    def test_what_cannot_be_compared_writes_nothing(self):
        self.write("other.csv", "slide,score\na.svs,0\nb.svs,1+\n")
        good = self.write("good.csv", "slide,reader,score\na,x,0\n")
        (self.folder / "full").mkdir()
        self.write("full/there", "")
        before = files_of(self.folder)
        for message, words in (
                ('bad.csv: line 2: score "2-3" is not one of 0, 1+, 2+, 3+', ("other.csv", "--reference", "bad.csv", "--out", "o")),
                ("have no slide in common", ("other.csv", "--reference", "strange.csv", "--out", "o")),
                ("none.csv: cannot be read or is empty", ("other.csv", "--reference", "none.csv", "--out", "o")),
                ("nowhere: cannot be read or is empty", ("nowhere", "--reference", good, "--out", "o")),
                ('--reference-by "y" is not one of', ("other.csv", "--reference", good, "--out", "o", "--reference-by", "y")),
                ('classes "0,1+": 2+ is missing', ("other.csv", "--reference", good, "--out", "o", "--classes", "0,1+")),
                ("--ties none is not one of settle | exclude", ("other.csv", "--reference", good, "--out", "o", "--ties", "none")),
                ("full: the folder is not empty", ("other.csv", "--reference", good, "--out", "full")),
                ("--out is missing", ("other.csv", "--reference", good)),
                ("nothing to compare", ("--out", "o")),
                ("--classes needs --reference", ("other.csv", "other.csv", "--classes", "0,1+|2+,3+", "--out", "o")),
                ("3 folders: at most two can be compared", ("a", "b", "c", "--out", "o")),
                ("has no evidence of slides", ("other.csv", "--out", "o")),
                ('did you mean "--reference"?', ("other.csv", "--referense", good, "--out", "o"))):
            with self.subTest(message):
                self.write("bad.csv", "slide,reader,score\na,x,2-3\n")
                self.write("strange.csv", "slide,reader,score\nq,x,2+\n")
                done = self.herald("compare", *words, exit_code=2)
                self.assertIn(message, done.stderr)
                self.assertEqual((done.stderr.count("\n"), done.stdout), (1, ""))
                self.assertEqual(files_of(self.folder) - before, {Path("bad.csv"), Path("strange.csv")})

    def test_a_full_disk_leaves_nothing_behind(self):
        self.golden()
        script = f'ulimit -f 2; trap "" XFSZ; exec "{command.PROGRAM}" compare other.csv --reference readers.csv --out out'
        done = subprocess.run(["bash", "-c", script], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(sorted(os.listdir(self.folder)), ["other.csv", "readers.csv"])

    def test_hostile_names_are_text(self):
        self.table("other.csv", [(HOSTILE, "0"), ("</style><b>", "1+")], ["slide", "score"])
        self.table("readers.csv", [(HOSTILE, HOSTILE, "3+"), ("</style><b>", HOSTILE, "1+")], ["slide", "reader", "score"])
        self.compared("other.csv", "--reference", "readers.csv", "--out", "out")
        html = (self.folder / "out/compare.html").read_text()
        self.assertEqual(html.count("</style>"), 1)
        self.assertIn("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;.svs", html)
        with open(self.folder / "out/slides.csv", newline="") as file:
            self.assertEqual({row["slide"] for row in csv.DictReader(file)}, {HOSTILE, "</style><b>"})


class BetweenRuns(CompareTest):
    def score(self):
        for number, score in enumerate(("0", "2+")):
            self.herald("phantom", "--out", "slides", "--name", f"s{number}", "--size", 768, "--score", score, "--seed", number)
        self.herald("score", "slides", "--out", "a", "--set", "tumour.selection=all", "--quiet")

    def test_evidence_changes_and_drift(self):
        self.score()
        self.write("readers.csv", "slide,reader,score\ns0,x,1+\ns1,x,0\n")
        document, _ = self.compared("a", "--reference", "readers.csv", "--out", "deep/agreement")
        for slide in document["discordant"]:
            self.assertTrue((self.folder / "deep/agreement" / slide["evidence"] / "result.json").is_file())
        self.assertEqual(len(document["discordant"]), 2)
        html = (self.folder / "deep/agreement/compare.html").read_text()
        for link in re.findall(r'href="([^"]*)"', html):
            self.assertTrue((self.folder / "deep/agreement" / link).is_file(), link)

        self.herald("score", "slides", "--out", "b", "--set", "tumour.selection=all", "--quiet", "--rules", "asco-cap-2013",
                    "--set", "cell_class.moderate_od_um=0.9", "--set", "cell_class.strong_od_um=0.95")
        self.herald("compare", "a", "b", "--out", "changes")
        changes = json.loads((self.folder / "changes/changes.json").read_text())
        validator("changes").validate(changes)
        self.page(self.folder / "changes/changes.html")
        self.assertEqual(changes["slides"], {"both": 2, "only_first": [], "only_second": []})
        self.assertIn("cell_class.moderate_od_um", {setting["name"] for setting in changes["settings"]})
        self.assertNotIn("herald", {setting["name"] for setting in changes["settings"]})
        self.assertEqual(changes["shifts"]["h_score"]["n"], 2)
        self.assertLess(changes["shifts"]["h_score"]["bias"], 0)
        self.assertIn("background red", {drift["measure"] for drift in changes["drift"]})

        self.herald("compare", "a", "--out", "drift")
        drift = json.loads((self.folder / "drift/changes.json").read_text())
        validator("changes").validate(drift)
        self.assertIsNone(drift["second"])
        with open(self.folder / "drift/drift.csv", newline="") as file:
            self.assertEqual({row["slide"] for row in csv.DictReader(file)}, {"s0.tif", "s1.tif"})


if __name__ == "__main__":
    unittest.main()
