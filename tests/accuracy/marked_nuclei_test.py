import needed  # noqa: F401  isort: skip
import unittest

import numpy as np

from marked_nuclei import compare
from matching import Detection

RECTANGLE = (100, 100, 200, 200)
SURE, UNSURE = 1, 0


class MarkedNuclei(unittest.TestCase):
    def found(self, marks, centroids):
        return compare(RECTANGLE, marks, centroids)

    def test_a_centroid_within_the_marks_radius_hits(self):
        self.assertEqual(self.found([(150, 150, 10, SURE)], [(157, 157)]), Detection(1, 0, 0))
        self.assertEqual(self.found([(150, 150, 10, SURE)], [(158, 158)]), Detection(0, 1, 1))

    def test_the_second_half_of_a_split_nucleus_is_false(self):
        self.assertEqual(self.found([(150, 150, 12, SURE)], [(145, 150), (156, 150)]), Detection(1, 0, 1))

    def test_one_detection_between_two_marks_leaves_one_missed(self):
        self.assertEqual(self.found([(145, 150, 10, SURE), (155, 150, 10, SURE)], [(151, 150)]), Detection(1, 1, 0))

    def test_an_unsure_mark_is_neither_found_nor_missed_nor_false(self):
        self.assertEqual(self.found([(150, 150, 10, UNSURE)], [(150, 150)]), Detection(0, 0, 0))
        self.assertEqual(self.found([(150, 150, 10, UNSURE)], []), Detection(0, 0, 0))

    def test_a_sure_mark_takes_a_detection_before_an_unsure_one_does(self):
        self.assertEqual(self.found([(150, 150, 10, UNSURE), (158, 150, 10, SURE)], [(151, 150)]), Detection(1, 0, 0))

    def test_a_mark_at_the_border_may_be_hit_from_outside(self):
        self.assertEqual(self.found([(102, 150, 10, SURE)], [(97, 150)]), Detection(1, 0, 0))

    def test_detections_outside_or_at_the_very_border_are_not_false(self):
        mark = (150, 150, 10, SURE)
        self.assertEqual(self.found([mark], [(150, 150), (90, 150), (103, 150)]), Detection(1, 0, 0))
        self.assertEqual(self.found([mark], [(150, 150), (106, 150)]), Detection(1, 0, 1))

    def test_a_mark_centred_outside_counts_as_unsure(self):
        self.assertEqual(self.found([(95, 150, 20, SURE)], [(110, 150)]), Detection(0, 0, 0))

    def test_without_marks_every_detection_inside_is_false(self):
        self.assertEqual(self.found([], np.array([(150, 150), (250, 150)])), Detection(0, 0, 1))


if __name__ == "__main__":
    unittest.main()
