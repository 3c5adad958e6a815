"""tests/calibration/calibrate_cuts.py classifies cells from the store exactly as the program does, and notices if not."""
import subprocess
import sys
import unittest

try:
    import h5py
    import scipy  # noqa: F401 (the script needs it)
except ImportError:
    sys.exit(77)

import command
from command import CommandTest

SCRIPT = command.SOURCE / "tests" / "calibration" / "calibrate_cuts.py"


class Calibration(CommandTest):
    def check(self):
        words = [sys.executable, "-B", SCRIPT, "--check", self.folder / "results"]
        return subprocess.run(words, capture_output=True, text=True)

    def test_classes_come_out_of_the_store_as_the_program_wrote_them(self):
        self.herald("phantom", "--out", "slides", "--score", "2+", "--seed", 120, "--size", 768)
        cuts = ["--set", "cell_class.stained_od=0.045", "--set", "cell_class.strong_od_um=0.39"]
        self.herald("score", "slides", "--out", "results", "--set", "tumour.selection=all", "--quiet", *cuts)
        done = self.check()
        self.assertEqual(done.returncode, 0, done.stderr)
        store = next((self.folder / "results").glob("slides/*/cells.h5ad"))
        with h5py.File(store, "r+") as file:
            file["obsm/membrane_contrast"][0] = 255
            file["obsm/membrane_contrast"][1] = 0
        done = self.check()
        self.assertEqual(done.returncode, 1)
        self.assertIn("are classified otherwise than the program did", done.stderr)

    def test_a_folder_without_results_is_no_success(self):
        self.assertEqual(self.check().returncode, 1)


if __name__ == "__main__":
    unittest.main()
