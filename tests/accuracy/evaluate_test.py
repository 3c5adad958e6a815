"""Runs the evaluation itself on one small synthetic slide. usage: evaluate_test.py PATH_OF_HERALD"""
import needed  # noqa: F401  isort: skip
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = sys.argv.pop(1)
EVALUATE = pathlib.Path(__file__).resolve().parent / "evaluate.py"


def evaluate(*words):
    return subprocess.run([sys.executable, "-B", EVALUATE, *words], capture_output=True, text=True)


class Evaluate(unittest.TestCase):
    def test_one_small_slide_gives_the_tables_and_the_figures(self):
        with tempfile.TemporaryDirectory() as folder:
            figures = pathlib.Path(folder) / "figures.json"
            done = evaluate("--herald", PROGRAM, "--only", "phantoms", "--scores", "2+", "--seeds", "7", "--size-um", "192", "--markdown", "--json", figures)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("**Synthetic slides: cells and membranes**", done.stdout)
            self.assertIn("| moderate to intense, incomplete |", done.stdout)
            self.assertIn("**Aims**", done.stdout)
            measured = json.loads(figures.read_text())["figures"]["phantoms"]["2+"]
        self.assertGreater(measured["tumour_cells"], 50)
        self.assertGreater(measured["found"], 0.5)
        self.assertGreater(measured["class_accuracy"], 0.5)
        self.assertLess(measured["completeness_error_points"], 30)

    def test_an_unknown_part_is_refused_by_name(self):
        done = evaluate("--herald", PROGRAM, "--only", "nucleii")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--only nucleii is not one of nuclei", done.stderr)

    def test_a_missing_program_is_named(self):
        done = evaluate("--herald", "/nowhere/herald", "--only", "phantoms")
        self.assertEqual(done.returncode, 2)
        self.assertIn("/nowhere/herald is not a program", done.stderr)


if __name__ == "__main__":
    unittest.main()
