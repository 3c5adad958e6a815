import needed  # noqa: F401  isort: skip
import pathlib
import tempfile
import unittest

import h5py
import numpy as np
from PIL import Image

from program import Herald, ProgramError, ScoredSlide, read_cells

CATEGORIES = {
    "class": ["0", "1+", "2+", "3+"],
    "pattern": ["none", "incomplete", "complete"],
    "intensity": ["none", "weak", "moderate", "strong"],
    "excluded": ["not_tumour", "slide_edge"],
}


def write_store(path, codes, seeds, offsets):
    """A cell store as pipeline/cells/cell_store.h describes it; codes: {column: code of each cell}."""
    n = len(seeds)
    with h5py.File(path, "w") as store:
        for name, categories in CATEGORIES.items():
            store[f"obs/{name}/categories"] = [c.encode() for c in categories]
            store[f"obs/{name}/codes"] = np.array(codes[name], np.int8)
        store["obs/seed_x"], store["obs/seed_y"] = np.reshape(seeds, (n, 2)).astype(np.int32).T
        for name in ("completeness", "width_um", "dab_od"):
            store[f"obs/{name}"] = np.full(n, 0.5, np.float32)
        store["obs/tumour"] = np.array(codes["excluded"], int) != 0  # 0 is not_tumour
        store["obsm/spatial"] = np.reshape(seeds, (n, 2)).astype(float)
        store["obsm/nucleus_outline"] = np.reshape(offsets, (n, 8)).astype(np.int16)
        store["uns/herald/outline_step_px"] = 0.25


class Store(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.path = pathlib.Path(temporary.name) / "cells.h5ad"

    def test_outlines_run_in_quarter_pixels_round_the_seeds_centre(self):
        codes = {"class": [2, 0], "pattern": [1, 0], "intensity": [3, 0], "excluded": [-1, 0]}
        write_store(self.path, codes, [(10, 20), (50, 60)], [[-4, -8, 4, -8, 4, 8, -4, 8]] * 2)
        cells = read_cells(self.path)
        self.assertEqual(cells.nucleus[0].tolist(), [[9.5, 18.5], [11.5, 18.5], [11.5, 22.5], [9.5, 22.5]])
        self.assertEqual(cells.cell_class.tolist(), ["2+", "0"])
        self.assertEqual(cells.pattern.tolist(), ["is", "none"])
        self.assertEqual(cells.counted.tolist(), [True, False])
        self.assertEqual(cells.excluded.tolist(), ["", "not_tumour"])
        self.assertEqual(cells.tumour.tolist(), [True, False])

    def test_a_slide_without_cells_can_be_read(self):
        write_store(self.path, dict.fromkeys(CATEGORIES, []), np.empty((0, 2)), np.empty((0, 8)))
        cells = read_cells(self.path)
        self.assertEqual((len(cells.centroid), len(cells.nucleus), len(cells.pattern)), (0, 0, 0))


class Program(unittest.TestCase):
    def test_a_refused_slide_shows_its_reason_in_place_of_a_score(self):
        summary = {"status": "indeterminate", "score": "", "reasons": "too_coarse: 0.7 um per pixel; other"}
        self.assertEqual(ScoredSlide("a.tif", summary, None).score, "– too_coarse")
        self.assertEqual(ScoredSlide("a.tif", {"status": "scored", "score": "2+"}, None).score, "2+")

    def test_a_picture_reaches_the_program_with_its_pixels_and_its_pixel_size(self):
        rgb = np.random.default_rng(1).integers(0, 256, (5, 7, 3), np.uint8)
        herald = Herald("/bin/true", "/nowhere")
        with tempfile.TemporaryDirectory() as work:
            herald.work = pathlib.Path(work)

            def score(name, files, *words):
                with Image.open(files[0]) as picture:
                    self.assertTrue((np.asarray(picture) == rgb).all())
                    self.assertAlmostEqual(float(picture.info["dpi"][0]), 101600, delta=1)
                self.assertEqual(words, ("--mpp", 0.25, "--threads", 1, "--rules", "x"))
                return {files[0].name: "scored"}

            herald.score = score
            self.assertEqual(herald.score_picture("a", rgb, 0.25, "--rules", "x"), "scored")
            self.assertEqual(list(herald.work.rglob("*.tif")), [])

    def test_wrong_usage_is_told_with_the_programs_words(self):
        with tempfile.TemporaryDirectory() as work:
            with self.assertRaisesRegex(ProgramError, "exit code 2\nno such thing"):
                script = pathlib.Path(work) / "program"
                script.write_text("#!/bin/sh\necho no such thing >&2\nexit 2\n")
                script.chmod(0o755)
                Herald(script, work).score("out", [])


if __name__ == "__main__":
    unittest.main()
