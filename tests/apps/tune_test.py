"""tune on a made-up cohort: what it writes, that rescore gives the scores it promises, and what it refuses.

Usage: tune_test.py HERALD WRITE_COHORT
"""
import csv
import json
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

import command
from command import CommandTest
from results import files_of

WRITE_COHORT = Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 else None
QUICK = ("--folds", 3, "--repeats", 1, "--bootstrap", 10)


class Tune(CommandTest):
    def setUp(self):
        super().setUp()
        subprocess.run([WRITE_COHORT, self.folder / "results", "40", "150"], check=True)
        self.readers = self.folder / "results" / "readers.csv"

    def tune(self, *words, exit_code=0):
        return self.herald("tune", "results", "--reference", self.readers, *QUICK, *words, exit_code=exit_code)

    def scores(self, folder):
        with open(self.folder / folder / "summary.csv", newline="") as file:
            return {row["slide"]: row["score"] for row in csv.DictReader(file)}

    def refused(self, message, *words):
        before = files_of(self.folder)
        done = self.herald("tune", *words, exit_code=2)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertIn(message, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertEqual(files_of(self.folder), before)

    def test_rescore_with_the_file_gives_the_scores_tune_promises(self):
        done = self.tune("--out", "F.toml")
        for part in ("cross-validated", "optimism-corrected", "95 % interval", "slides change"):
            self.assertIn(part, done.stdout)
        found = json.loads((self.folder / "F.json").read_text())
        start = self.scores("results")
        self.assertEqual({s["slide"]: s["start"] for s in found["slides"]}, start)
        self.herald("rescore", "results", "--config", "F.toml", "--out", "again", "--quiet")
        self.assertEqual({s["slide"]: s["tuned"] for s in found["slides"]}, self.scores("again"))
        printed = self.herald("score", "--print-config", "--config", "F.toml").stdout
        chosen = found["cuts"]["cell_class.strong_od_um"]["chosen"]["value"]
        self.assertIn(f"\nstrong_od_um = {chosen:g}\n", printed)

    def test_the_evidence_follows_its_schema(self):
        try:
            import jsonschema
        except ImportError:
            self.skipTest("python3-jsonschema is absent")
        self.tune("--out", "F.toml", "--quiet")
        schema = json.loads((command.SOURCE / "pipeline/schema/herald.tune-1.schema.json").read_text())
        jsonschema.Draft7Validator.check_schema(schema)
        jsonschema.Draft7Validator(schema).validate(json.loads((self.folder / "F.json").read_text()))

    def test_threads_do_not_matter_and_the_seed_does(self):
        for out, words in (("1.toml", ("--threads", 1)), ("3.toml", ("--threads", 3)), ("s.toml", ("--seed", 9))):
            self.tune("--out", out, "--quiet", *words)
        self.assertEqual((self.folder / "1.json").read_bytes(), (self.folder / "3.json").read_bytes())
        self.assertEqual((self.folder / "1.toml").read_bytes(), (self.folder / "3.toml").read_bytes())
        agreement = [json.loads((self.folder / name).read_text())["agreement"] for name in ("1.json", "s.json")]
        self.assertEqual(agreement[0]["start"], agreement[1]["start"])
        self.assertNotEqual(agreement[0]["cross_validated"], agreement[1]["cross_validated"])

    def test_what_cannot_be_tuned_on_is_refused_in_one_line_and_nothing_is_written(self):
        given = ("--reference", self.readers, "--out", "F.toml")
        self.refused("name the folder of results", *given)
        self.refused("--reference is missing", "results", "--out", "F.toml")
        self.refused("--out is missing", "results", "--reference", self.readers)
        self.refused("must end in .toml", "results", "--reference", self.readers, "--out", "F.json")
        self.refused("there is no folder", "results", "--reference", self.readers, "--out", "nowhere/F.toml")
        self.refused("run.json", "nowhere", *given)
        self.refused("did you mean \"linear\"", "results", *given, "--objective", "linaer")
        self.refused("--fish-sensitivity 2", "results", *given, "--fish-sensitivity", 2)
        self.refused("tumour.selection cannot be changed", "results", *given, "--set", "tumour.selection=automatic")
        self.refused("folds = 1", "results", *given, "--folds", 1)
        lines = self.readers.read_text().splitlines(keepends=True)
        (self.folder / "few.csv").write_text("".join(lines[:31]))
        folder = next((self.folder / "results/slides").iterdir()).name
        (self.folder / "mine.toml").write_text((command.SOURCE / "scoring/rules/asco-cap-2018.toml").read_text())
        (self.folder / "link.json").symlink_to("results/run.json")
        for out, words in (("results/run.toml", ()), (f"results/slides/{folder}/result.toml", ()), ("link.toml", ()),
                           ("mine.toml", ("--rules", "mine.toml"))):
            self.refused("would be written over", "results", "--reference", self.readers, "--out", out, *words)
        self.refused("20 are needed", "results", "--reference", "few.csv", "--out", "F.toml")
        (self.folder / "others.csv").write_text("slide,reader,score\nelsewhere.svs,a,2+\n")
        self.refused("none of its 1 slides", "results", "--reference", "others.csv", "--out", "F.toml")

    def test_a_missing_or_damaged_cell_store_is_named(self):
        given = ("results", "--reference", self.readers, "--out", "F.toml", *QUICK)
        store = next((self.folder / "results" / "slides").glob("slide_7.tif-*"), None) or next(
            (self.folder / "results" / "slides").glob("slide_7-*"))
        shutil.move(store / "cells.h5ad", self.folder / "kept")
        self.refused("cells.h5ad: is missing", *given)
        (store / "cells.h5ad").write_bytes((self.folder / "kept").read_bytes()[:2000])
        self.refused("cells.h5ad", *given)


if __name__ == "__main__":
    unittest.main()
