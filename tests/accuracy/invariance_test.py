"""The bench's own arithmetic, and one run on small synthetic slides. usage: invariance_test.py PATH_OF_HERALD"""
import needed  # noqa: F401  isort: skip
import json
import math
import pathlib
import subprocess
import sys
import tempfile
import unittest

import numpy as np

import invariant_cores
import invariant_nuclei
import invariant_phantoms
from invariant_cores import PLAIN, Comparison, Seen, compare
from matching import Detection
from phantoms import TumourCells
from recolour import Change
from table import Report, Table

PROGRAM = sys.argv.pop(1)
INVARIANCE = pathlib.Path(__file__).resolve().parent / "invariance.py"
STAIN = {"background": [235.2, 233, 243], "background_source": "glass", "source": "estimated"}


def invariance(*words):
    return subprocess.run([sys.executable, "-B", INVARIANCE, *words], capture_output=True, text=True)


def seen(places, excluded=None, classes=None, quality=None):
    n = len(places)
    excluded = np.array(excluded or [""] * n, dtype="U16")
    return Seen(np.reshape(np.array(places, float), (n, 2)), excluded, np.array(classes or ["0"] * n), {"stain": STAIN, "quality": quality or {}})


def row(table, name):
    return dict(zip(table.columns, next(r for r in table.rows if r[0] == name)))


class Cores(unittest.TestCase):
    def test_a_core_is_found_again_in_itself(self):
        core = seen([(10, 10), (30, 10)], ["", "not_tumour"])
        comparison = compare(core, core)
        self.assertEqual((comparison.found_again, comparison.new, comparison.decided_alike, comparison.share("")), (1, 0, 1, 0.5))

    def test_a_cell_is_found_again_within_three_micrometres_and_only_once(self):
        comparison = compare(seen([(10, 10), (30, 10)]), seen([(12, 10), (11, 10), (34, 10)]))
        self.assertEqual((comparison.before, comparison.after, comparison.again, comparison.known), (2, 3, 1, 1))
        self.assertAlmostEqual(comparison.new, 2 / 3)

    def test_another_reason_is_another_decision(self):
        comparison = compare(seen([(10, 10), (30, 10), (50, 10)], ["", "", "dust"]), seen([(10, 10), (30, 10), (50, 10)], ["", "fold", "dust"]))
        self.assertEqual((comparison.again, comparison.alike), (3, 2))
        self.assertEqual(dict(comparison.reasons), {"": 1, "fold": 1, "dust": 1})

    def test_reasons_are_counted_by_the_class_before(self):
        comparison = compare(seen([(10, 10), (30, 10)], classes=["0", "3+"]), seen([(10, 10), (30, 10)], ["out_of_focus", ""], ["2+", "2+"]))
        self.assertEqual(dict(comparison.by_class), {("out_of_focus", "0"): 1, ("", "3+"): 1})

    def test_of_a_piece_only_the_inside_is_judged(self):
        window = (100, 100, 100)
        whole = seen([(150, 150), (105, 150), (20, 20)])
        piece = seen([(150, 150), (116, 150)])
        comparison = compare(whole, piece, window)
        self.assertEqual((comparison.before, comparison.after, comparison.again, comparison.known), (1, 2, 1, 1))

    def test_a_partner_may_lie_in_the_border_of_a_piece(self):
        comparison = compare(seen([(116, 150)]), seen([(114, 150)]), (100, 100, 100))
        self.assertEqual((comparison.found_again, comparison.after), (1, 0))
        self.assertTrue(math.isnan(comparison.new))

    def test_no_cells_at_all_can_be_compared(self):
        comparison = compare(seen([(10, 10)]), seen([]))
        self.assertEqual((comparison.found_again, comparison.after), (0, 0))
        self.assertTrue(math.isnan(comparison.decided_alike))

    def test_cores_are_pooled_by_cells_and_the_worst_is_named(self):
        change = Change("h0.4", "haematoxylin × 0.4")
        before = seen([(10, 10), (30, 10)])
        good, bad = seen([(10, 10), (30, 10)]), seen([(10, 10)], ["dust"], quality={"tissue_mm2": 3, "out_of_focus_mm2": 1})
        by_change = {change: {"a.tif": (compare(before, good), good), "b.tif": (compare(before, bad), bad)}}
        table = invariant_cores.table_of_changes(by_change, 2)
        self.assertEqual(row(table, change.name), {
            "change": change.name, "cores": "2", "cells": "3", "found again %": "75.0", "least": "50.0", "of core": "b", "new %": "0.0",
            "decided alike %": "66.7", "counted %": "66.7", "dust %": "33.3", "area out of focus %": "–"})

    def test_a_core_without_result_misses_the_aim(self):
        report, one = Report(), seen([(10, 10)])
        by_core = {"a.tif": (compare(one, one), one)}
        invariant_cores.add_aims(report, Change("h0.4", "x"), by_core, 1)
        invariant_cores.add_aims(report, Change("h0.4", "x"), by_core, 2)
        self.assertEqual([aim.reached for aim in report.aims], [True, False])

    def test_a_solid_piece_is_held_against_the_same_place_in_the_whole(self):
        solid = Change("solid", "solid piece", solid=True)
        piece = seen([(150, 150)], ["not_tumour"])
        compared = {PLAIN: (Comparison(), piece), solid: (compare(seen([(150, 150), (155, 150)]), piece, (100, 100, 100)), piece)}
        table = invariant_cores.table_of_core("a.tif", compared)
        whole, alone = row(table, "whole core, in the solid piece"), row(table, "solid piece, 0.0 % of it glass")
        self.assertEqual((whole["cells"], whole["counted %"], whole["not_tumour %"]), ("2", "100.0", "0.0"))
        self.assertEqual((alone["cells"], alone["counted %"], alone["not_tumour %"], alone["background"]), ("1", "0.0", "100.0", "235,233,243"))

    def test_area_out_of_focus_is_of_all_tissue(self):
        self.assertEqual(seen([], quality={"tissue_mm2": 1, "out_of_focus_mm2": 3}).area_share_out_of_focus(), 0.75)

    def test_cores_without_their_data_are_skipped(self):
        self.assertIsNone(invariant_cores.evaluate(None, pathlib.Path("/nowhere")))


class Nuclei(unittest.TestCase):
    def test_fields_are_pooled_by_nuclei_and_the_worst_is_named(self):
        report = Report([Table("x", [str(i) for i in range(10)])])
        measured = {"a": (Detection(9, 1, 1), Detection(5, 5, 5), {"": 9, "out_of_focus": 1}), "b": (Detection(1, 9, 9), Detection(), {"": 10})}
        invariant_nuclei.add(report, Change("h0.4", "pale"), measured)
        self.assertEqual(report.tables[0].rows, [["pale", "20", "20", "0.50", "0.50", "0.50", "0.50", "0.10", "b", "5.0"]])
        self.assertEqual([aim.reached for aim in report.aims], [False, True])

    def test_fields_without_their_data_are_skipped(self):
        self.assertIsNone(invariant_nuclei.evaluate(None, pathlib.Path("/nowhere")))


class Phantoms(unittest.TestCase):
    def cells(self, classes, exclusion, found=None):
        n = len(classes)
        found = np.ones(n, bool) if found is None else found
        exclusion = np.array(exclusion)
        blank = np.zeros(n)
        return TumourCells(blank, np.array(classes), blank, blank, blank, found, found & (exclusion == ""), blank, blank, blank, blank, blank, exclusion)

    def test_exclusions_are_shares_of_the_found_cells_of_a_class(self):
        classes = ["0"] * 100 + ["3+"] * 60
        found = np.arange(160) >= 50  # half of class 0 is missed
        exclusion = ["", "out_of_focus"] * 50 + [""] * 60
        shares = invariant_phantoms.shares_by_class(self.cells(classes, exclusion, found))
        self.assertEqual([shares[what][0] for what in ("found", "counted", "out_of_focus")], [0.5, 0.5, 0.5])
        self.assertEqual([shares[what][3] for what in ("found", "counted", "out_of_focus")], [1, 1, 0])
        self.assertEqual(invariant_phantoms.apart(shares["out_of_focus"]), 0.5)

    def test_a_class_with_few_cells_has_no_say(self):
        shares = invariant_phantoms.shares_by_class(self.cells(["0"] * 60 + ["3+"] * 5, [""] * 60 + ["dust"] * 5))
        self.assertTrue(math.isnan(shares["dust"][3]))
        self.assertTrue(math.isnan(invariant_phantoms.apart(shares["dust"])))


class Command(unittest.TestCase):
    def test_small_slides_give_the_table_and_the_figures(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "figures.json"
            done = invariance("--herald", PROGRAM, "--only", "phantoms", "--fields", "1", "--size-um", "192", "--changes", "plain", "--markdown", "--json", path)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("**Invariance: synthetic slides, % by true class**", done.stdout)
            self.assertIn("| even mix | plain | found |", done.stdout)
            self.assertNotIn("blur", done.stdout.partition("**Aims**")[0].partition("Found:")[0])
            figures = json.loads(path.read_text())["figures"]["phantoms"]
        self.assertEqual(list(figures), [f"{layout}, plain" for layout in invariant_phantoms.LAYOUTS])

    def test_an_unknown_change_is_refused_by_name(self):
        done = invariance("--herald", PROGRAM, "--changes", "h0.4,h9")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--changes h9 is not one of plain, camera", done.stderr)

    def test_the_document_gets_whole_tables_only(self):
        done = invariance("--herald", PROGRAM, "--fields", "1", "--readme", "x.md")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--readme wants whole tables", done.stderr)


if __name__ == "__main__":
    unittest.main()
