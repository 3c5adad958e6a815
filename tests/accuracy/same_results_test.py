"""The comparison of two builds' results sees what differs, and passes over what may."""
import json
import tempfile
import unittest
from pathlib import Path

try:
    import h5py
    import numpy as np
except ImportError:
    raise SystemExit(77)

import same_results


class SameResults(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.before, self.after = (self.folder(Path(temporary.name) / side) for side in ("before", "after"))

    def folder(self, out):
        slide = out / "slides" / "a-00000000"
        slide.mkdir(parents=True)
        (out / "summary.csv").write_text("slide,score,seconds,reasons\na.tif,2+,1.5,dull\n")
        config = "[cell_class]\nstrong_od = 0.48  # of Herald 1\n"
        self.result = {"score": "2+", "h_score": {"value": 201.5}, "reasons": ["dull"],
                       "cells": {"detected": 3}, "provenance": {"herald": "1", "config": config}}
        (slide / "result.json").write_text(json.dumps(self.result))
        with h5py.File(slide / "cells.h5ad", "w") as store:
            store["obs/width_um"] = np.array([1.0, np.nan, 2.0], "f4")
            store["uns/herald/measured_slide"] = json.dumps({"slide": {"notes": ["a"], "width": 2}})
            store["obs"].attrs["_index"] = "index"
        return out

    def found(self):
        return same_results.compare(self.before, self.after)[1]

    def test_equal_folders_are_equal(self):
        files, found = same_results.compare(self.before, self.after)
        self.assertEqual(found, [])
        self.assertEqual(sorted(file.name for file in files), ["cells.h5ad", "result.json", "summary.csv"])

    def test_versions_seconds_and_texts_may_differ(self):
        self.result["provenance"] = {"herald": "2", "config": "[cell_class]\n\nstrong_od = 0.48  # of Herald 2\n"}
        self.result["reasons"] = ["in other words"]
        (self.after / "slides/a-00000000/result.json").write_text(json.dumps(self.result))
        (self.after / "summary.csv").write_text("slide,score,seconds,reasons\na.tif,2+,0.5,other\n")
        self.assertEqual(self.found(), [])

    def test_a_number_an_option_a_column_and_a_file_are_seen(self):
        self.result["h_score"]["value"] = 201.6
        self.result["provenance"]["config"] = "[cell_class]\nstrong_od = 0.5\n"
        (self.after / "slides/a-00000000/result.json").write_text(json.dumps(self.result))
        (self.after / "summary.csv").write_text("slide,score,ish\na.tif,2+,reflex\n")
        text = "\n".join(self.found())
        for place in ("/h_score/value: 201.5 -> 201.6", "/provenance/config", "/a.tif/ish: only after"):
            self.assertIn(place, text)
        (self.after / "slides/a-00000000/cells.h5ad").unlink()
        self.assertIn("cells.h5ad: only before", "\n".join(self.found()))

    def test_one_bit_of_a_cell_is_seen(self):
        with h5py.File(self.after / "slides/a-00000000/cells.h5ad", "a") as store:
            store["obs/width_um"][2] = np.nextafter(np.float32(2), np.float32(3))
        self.assertEqual(len(self.found()), 1)
        self.assertIn("obs/width_um", self.found()[0])


if __name__ == "__main__":
    unittest.main()
