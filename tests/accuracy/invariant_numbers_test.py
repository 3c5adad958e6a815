"""What is found and excluded does not depend on stain, scanner or pixel size: the bench's figures on a few slides, as limits.

The whole tables are those of invariance.py; the limits here lie a little below what they show. usage:
invariant_numbers_test.py PATH_OF_HERALD
"""
import needed  # noqa: F401  isort: skip
import dataclasses
import os
import pathlib
import sys
import tempfile
import unittest

import numpy as np

import invariant_cores
import invariant_nuclei
import invariant_phantoms
from invariant_phantoms import apart, shares_by_class
from program import Herald

PROGRAM = sys.argv.pop(1)
SOURCE = pathlib.Path(__file__).resolve().parents[2]
SHARED = pathlib.Path(os.environ.get("HERALD_SHARED_DATA", SOURCE.parent / "shared" / "data"))
CAMERA = invariant_phantoms.CAMERA
BENCHES = {change.key: change for bench in (invariant_nuclei, invariant_cores) for change in bench.CHANGES}
# Those of the bench, all with one camera.
CHANGES = [dataclasses.replace(BENCHES[key], **CAMERA) for key in ("plain", "h0.4", "h1.5", "dab0.3", "blur0.5", "sharp0.6", "0.48um", "0.16um")]
BLURRED = dataclasses.replace(BENCHES["blur1.5"], **CAMERA)
SIZE_UM = 400


class Invariance(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="herald_invariance_")
        self.addCleanup(temporary.cleanup)
        self.herald = Herald(PROGRAM, temporary.name)

    def cells(self, change, layout="even mix"):
        return invariant_phantoms.compared(self.herald, invariant_phantoms.LAYOUTS[layout], change, [9005], SIZE_UM).tumour

    def test_cells_of_every_class_are_found_sharp_and_counted_whatever_the_stain_and_the_scanner(self):
        for change in CHANGES:
            with self.subTest(change.name):
                shares = shares_by_class(self.cells(change))
                self.assertGreaterEqual(np.nanmin(shares["found"]), 0.92, shares["found"])
                self.assertLessEqual(apart(shares["found"]), 0.08, shares["found"])
                self.assertNotIn("out_of_focus", shares)
                self.assertGreaterEqual(np.nanmin(shares["counted"]), 0.88, shares["counted"])
                self.assertLessEqual(apart(shares["counted"]), 0.08, shares["counted"])

    def test_stroma_muscle_and_lymphocytes_do_not_count(self):
        change = CHANGES[0]
        comparison = invariant_phantoms.compared(self.herald, invariant_phantoms.LAYOUTS["muscle, lymphoid tissue"], change, [9005], SIZE_UM)
        self.assertGreater(comparison.other_detected, 60)
        self.assertLessEqual(comparison.other_counted, 0.1 * comparison.other_detected)

    def found_on(self, change, *words):
        cells = invariant_phantoms.compared(self.herald, ("--optics", "light", *words), change, [9005], SIZE_UM).tumour
        return cells.where(cells.found)

    def test_the_class_is_that_of_the_membrane_whatever_the_optics_and_the_pixels(self):
        for key in ("plain", "blur0.5", "sharp0.6", "0.48um", "0.16um"):
            with self.subTest(key):
                cells = self.found_on(dataclasses.replace(BENCHES[key], **CAMERA), "--mix", invariant_phantoms.EVEN)
                self.assertGreaterEqual(np.mean(cells.measured_class == cells.cell_class), 0.80 if key == "plain" else 0.73)

    def test_a_blush_stains_no_membrane(self):
        for blush_od in (0.05, 0.15, 0.25):
            with self.subTest(blush_od):
                cells = self.found_on(CHANGES[0], "--score", "0", "--blush-od", blush_od)
                none = cells.where(cells.cell_class == "0")
                self.assertGreaterEqual(np.mean(none.measured_class == "0"), {0.05: 0.95, 0.15: 0.85, 0.25: 0.75}[blush_od])

    def test_blur_of_one_and_a_half_micrometres_is_out_of_focus_whatever_the_class(self):
        cells = self.cells(BLURRED)
        found = cells.where(cells.found)
        self.assertGreaterEqual(np.mean(found.exclusion == "out_of_focus"), 0.9)

    def test_nuclei_of_the_fields_are_found_whatever_the_counterstain(self):
        report = invariant_nuclei.evaluate(self.herald, SHARED, ["plain", "h0.25", "h1.5", "0.48um"])
        if report is None:
            self.skipTest(f"{SHARED / 'nuclei'} is absent")
        for key, least in (("plain", 0.79), ("h0.25", 0.77), ("h1.5", 0.77), ("0.48um", 0.75)):
            with self.subTest(key):
                self.assertGreaterEqual(report.figures[key]["f1"], least)
                self.assertGreaterEqual(report.figures[key]["iou_f1"], 0.50)
                self.assertLessEqual(report.figures[key]["out_of_focus"], 0.05)


if __name__ == "__main__":
    unittest.main()
