import needed  # noqa: F401  isort: skip
import json
import unittest

import numpy as np

import perturbations
import rules
from cores import differences
from phantoms import PATTERNS
from program import Cells
from table import Report, Table, with_tables, without_nan


def cells(places, completeness, counted):
    n = len(places)
    return Cells(np.array(places, float), np.zeros((n, 4, 2)), np.array(counted), np.full(n, "0"), np.full(n, "none"), np.array(completeness),
                 np.zeros(n), np.zeros(n), np.where(counted, "", "not_tumour"), np.array(counted))


class Tables(unittest.TestCase):
    def setUp(self):
        self.table = Table("Title", ["name", "value"])
        self.table.add("long name", "1")
        self.table.add("b", "22|")

    def test_text_is_aligned_names_left_and_numbers_right(self):
        self.assertEqual(self.table.text().splitlines(), ["Title", "-----", "name       value", "long name      1", "b            22|"])

    def test_markdown_keeps_bars_inside_their_cells(self):
        self.assertEqual(self.table.markdown().splitlines()[2:], ["| name | value |", "|---|---:|", "| long name | 1 |", "| b | 22\\| |"])

    def test_a_row_of_another_length_is_refused(self):
        with self.assertRaisesRegex(ValueError, "Title: 1 cells for 2 columns"):
            self.table.add("alone")

    def test_a_document_gets_the_tables_between_its_marks_and_keeps_the_rest(self):
        document = "a\n<!-- accuracy: begin -->\nold\n<!-- accuracy: end -->\nb\n"
        once = with_tables(document, [self.table])
        self.assertTrue(once.startswith("a\n<!-- accuracy: begin -->\n\n**Title**\n") and once.endswith("<!-- accuracy: end -->\nb\n"))
        self.assertNotIn("old", once)
        self.assertEqual(with_tables(once, [self.table]), once)
        with self.assertRaisesRegex(ValueError, "has no lines <!-- accuracy: begin -->"):
            with_tables("a", [self.table])

    def test_what_could_not_be_measured_is_null_in_json(self):
        figures = without_nan({"a": float("nan"), "b": [np.float64(0.5), 3, "x", None, True]})
        self.assertEqual(json.dumps(figures), '{"a": null, "b": [0.5, 3, "x", null, true]}')

    def test_an_aim_that_could_not_be_measured_is_not_reached(self):
        report = Report()
        report.aim_at_least("x", 0.5, float("nan"))
        report.aim_at_most("x", 0.5, float("nan"))
        report.aim_at_least("x", 0.5, 0.5)
        self.assertEqual([aim.reached for aim in report.aims], [False, False, True])


class Perturbations(unittest.TestCase):
    def report(self, **worse):
        good = {"least_found": 0.9, "completeness_error_points": 3.0, "class_accuracy": 0.95, "slides_refused": 0}
        report = Report(figures={"as it is": {**good, "class_accuracy": 0.1}, "blur": good, "JPEG": {**good, **worse}})
        perturbations.add_aims(report)
        return report.aims

    def test_the_worst_change_decides_and_is_named(self):
        accuracy = self.report(class_accuracy=0.80)[2]
        self.assertFalse(accuracy.reached)
        self.assertIn("0.80 (JPEG); 1 of 2 reach it", accuracy.measured)

    def test_the_unchanged_slides_have_no_say(self):
        self.assertTrue(all(aim.reached for aim in self.report()))

    def test_what_was_not_measured_is_the_worst(self):
        error = self.report(completeness_error_points=float("nan"))[1]
        self.assertFalse(error.reached)
        self.assertIn("(JPEG)", error.measured)


class Rules(unittest.TestCase):
    def test_every_edge_draws_shares_that_leave_room(self):
        for edge in rules.EDGES:
            shares = dict(part.split("=") for part in edge.mix(0.12).split(","))
            self.assertLess(sum(map(float, shares.values())), 1)
            self.assertIn(edge.pattern, PATTERNS)
            self.assertEqual(float(shares[edge.pattern]), 0.12)
            self.assertEqual(sorted(edge.expected), sorted(rules.RULE_SETS))

    def test_a_patterns_share_is_read_from_the_results_table(self):
        table = {"none": 1, "incomplete": {"weak": 2, "moderate": 3, "strong": 4}, "complete": {"weak": 5, "moderate": 6, "strong": 7}}
        self.assertEqual([rules.share_of(table, pattern) for pattern in PATTERNS], [1, 2, 3, 4, 5, 6, 7])


class PixelSize(unittest.TestCase):
    def test_the_same_cell_is_compared_at_both_pixel_sizes_when_it_counts_in_both(self):
        fine = cells([(100, 100), (300, 100), (500, 100)], [0.5, 0.5, 0.5], [True, True, False])
        coarse = cells([(150.5, 50), (51, 50), (250, 50)], [0.4, 0.7, 0.1], [True, True, True])
        self.assertEqual(sorted(np.round(differences(fine, coarse)).tolist()), [-10, 20])


if __name__ == "__main__":
    unittest.main()
