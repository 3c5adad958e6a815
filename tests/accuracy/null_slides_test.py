"""Negative slides are scored 0 or refused, whatever their cytoplasm, blur and compression: one slide of each change.
usage: null_slides_test.py PATH_OF_HERALD
"""
import needed  # noqa: F401  isort: skip
import sys
import tempfile
import unittest

import null_slides
from program import Herald

PROGRAM = sys.argv.pop(1)


class NullSlides(unittest.TestCase):
    def test_are_never_scored_above_0_and_good_ones_are_scored(self):
        with tempfile.TemporaryDirectory(prefix="herald_null_") as work:
            figures = null_slides.measure(Herald(PROGRAM, work), null_slides.CHANGES, 1)
        self.assertEqual(sum(of["slides"] for of in figures.values()), len(null_slides.CHANGES))
        for change, of in figures.items():
            with self.subTest(change.name):
                self.assertEqual(of["above_0"], 0, of)
                if change.good:
                    self.assertEqual(of["refused"], 0, of)
                    self.assertLess(of["stained_percent"], 10)


if __name__ == "__main__":
    unittest.main()
