import needed  # noqa: F401  isort: skip
import pathlib
import tempfile
import unittest

import numpy as np
from PIL import Image

import marked_fields
import recolour
from marked_fields import EPITHELIUM, LYMPHOCYTE, STROMA
from table import Report, Table
from tumour_choice import add, corners, inside

SIZE = 120
PLACES = np.array([[40.0, 60.0], [56.0, 60.0], [90.0, 30.0]])
KINDS = np.array([EPITHELIUM, STROMA, LYMPHOCYTE])


def hematoxylin_and_eosin():
    """Discs of haematoxylin at PLACES on a field of eosin."""
    y, x = np.mgrid[:SIZE, :SIZE] + 0.5
    blue = sum(np.hypot(x - px, y - py) < 6 for px, py in PLACES) * 0.6
    unit = [v / np.linalg.norm(v) for v in (recolour.HEMATOXYLIN, marked_fields.EOSIN)]
    pink = 0.3 * (x < 100)
    return np.rint(240 * 10 ** -(blue[..., None] * unit[0] + pink[..., None] * unit[1])).astype(np.uint8)


def brown_of(picture):
    return recolour.stain_amounts(picture, marked_fields.LIGHT)[..., 1]


class Regions(unittest.TestCase):
    def test_four_numbers_are_a_rectangle_and_more_a_polygon(self):
        self.assertEqual(corners([1, 2, 5, 9]), [(1, 2), (5, 2), (5, 9), (1, 9)])
        self.assertEqual(corners([0, 0, 4, 0, 0, 4]), [(0, 0), (4, 0), (0, 4)])

    def test_places_are_inside_by_the_even_odd_rule(self):
        places = np.array([[1.0, 1.0], [3.0, 3.0], [9.0, 9.0], [10.5, 9.0]])
        regions = [corners([0, 0, 4, 0, 0, 4]), corners([8, 8, 10, 10])]
        self.assertEqual(inside(regions, places).tolist(), [True, False, True, False])


class Fields(unittest.TestCase):
    def test_eosin_goes_and_haematoxylin_stays(self):
        amount = marked_fields.hematoxylin_of(hematoxylin_and_eosin())
        self.assertAlmostEqual(amount[60, 40], 0.6, delta=0.02)
        self.assertLess(amount[100, 20], 0.02)

    def test_without_lines_there_is_no_dab(self):
        picture = marked_fields.recoloured(hematoxylin_and_eosin(), PLACES, KINDS, 1, (), 3)
        self.assertLess(np.abs(np.median(brown_of(picture))), 0.01)

    def test_lines_are_drawn_round_the_kinds_that_are_asked_for(self):
        for kinds, stained in (((EPITHELIUM,), 0), ((LYMPHOCYTE,), 2)):
            brown = brown_of(marked_fields.recoloured(hematoxylin_and_eosin(), PLACES, KINDS, 1, kinds, 3))
            near = [np.hypot(*(np.mgrid[:SIZE, :SIZE] + 0.5)[::-1] - p[:, None, None]) for p in PLACES]
            most = [brown[(distance > 10) & (distance < 16)].max() for distance in near]
            self.assertGreater(most[stained], 0.35)
            self.assertLess(most[2 - stained], 0.15)

    def test_a_meeting_line_lies_between_the_two_cells(self):
        line = marked_fields.lines((SIZE, SIZE), PLACES, np.array([True, False, False]))
        self.assertGreater(line[60, 47], 0.8)
        self.assertLess(line[60, 40], 0.01)

    def test_test_fields_share_no_patient_with_the_others(self):
        with tempfile.TemporaryDirectory() as shared:
            folder = pathlib.Path(shared) / marked_fields.FOLDER
            folder.mkdir(parents=True)
            for part, names in (("train", "TCGA-AA-0001-b.png TCGA-AA-0002-a.png"), ("val", ""), ("test", "TCGA-AA-0001-a.png")):
                (folder / f"brca_ds_{part}.txt").write_text(names)
            self.assertEqual(marked_fields.names(pathlib.Path(shared)), ["TCGA-AA-0001-a.png"])
            self.assertEqual(marked_fields.names(pathlib.Path(shared), "train"), ["TCGA-AA-0002-a.png"])
            self.assertIsNone(marked_fields.names(pathlib.Path(shared) / "absent"))

    def test_marks_are_read_as_x_and_y(self):
        with tempfile.TemporaryDirectory() as shared:
            folder = pathlib.Path(shared) / marked_fields.FOLDER
            for part in ("images", "labels"):
                (folder / part).mkdir(parents=True)
            Image.new("RGB", (50, 30)).save(folder / "images/a.png")
            (folder / "labels/a_gt_class_coords.txt").write_text("10 20 2\n29 49 3\n30 0 1\n")
            _, places, kinds = marked_fields.read(pathlib.Path(shared), "a.png")
            self.assertEqual(places.tolist(), [[20.5, 10.5], [49.5, 29.5]])
            self.assertEqual(kinds.tolist(), [EPITHELIUM, STROMA])


class Figures(unittest.TestCase):
    def test_shares_are_of_the_marks_found(self):
        report = Report([Table("t", ["c"] * 10)])
        kinds = np.array([EPITHELIUM] * 4 + [LYMPHOCYTE] * 2 + [STROMA] * 2)
        found = np.array([1, 1, 1, 0, 1, 0, 1, 1], bool)
        taken = np.array([1, 1, 0, 0, 1, 0, 0, 0], bool)
        add(report, "plain", kinds, found, taken, 8, 4)
        figures = report.figures["plain"]
        self.assertAlmostEqual(figures["epithelium"], 2 / 3)
        self.assertEqual((figures["lymphocytes"], figures["stroma"]), (1, 0))
        self.assertAlmostEqual(figures["balanced"], (2 / 3 + 1 - 1 / 3) / 2)
        self.assertAlmostEqual(figures["f1_counted"], 2 * 2 / (4 + 4))
        self.assertAlmostEqual(figures["f1_detected"], 2 * 3 / (4 + 8))


if __name__ == "__main__":
    unittest.main()
