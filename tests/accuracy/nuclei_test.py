import needed  # noqa: F401  isort: skip
import unittest

import numpy as np

from nuclei import best_combination, decode_truth, FIELDS
from matching import Detection

RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)


def paint(picture, left, top, edge, fill):
    """A filled square with an outline of two pixels around it."""
    picture[top - 2 : top + edge + 2, left - 2 : left + edge + 2] = GREEN
    picture[top : top + edge, left : left + edge] = fill


class Truth(unittest.TestCase):
    def setUp(self):
        self.picture = np.zeros((60, 60, 3), np.uint8)

    def test_the_green_outline_belongs_to_the_nucleus(self):
        paint(self.picture, 10, 10, 10, RED)
        labels = decode_truth(self.picture)
        self.assertEqual(labels.max(), 1)
        self.assertEqual((labels == 1).sum(), 14 * 14)

    def test_nuclei_that_touch_by_their_outlines_stay_apart(self):
        paint(self.picture, 10, 10, 10, BLUE)
        paint(self.picture, 22, 10, 10, BLUE)  # two green columns between the two
        labels = decode_truth(self.picture)
        self.assertEqual(labels.max(), 2)
        self.assertEqual(abs(int((labels == 1).sum()) - int((labels == 2).sum())), 0)
        self.assertEqual((labels > 0).sum(), 14 * 26)

    def test_red_beside_blue_makes_two_nuclei(self):
        self.picture[10:20, 10:20] = RED
        self.picture[10:20, 20:30] = BLUE
        self.assertEqual(decode_truth(self.picture).max(), 2)

    def test_green_far_from_any_nucleus_is_background(self):
        paint(self.picture, 10, 10, 10, RED)
        self.picture[50:55, 50:55] = GREEN
        self.assertEqual(decode_truth(self.picture)[50:55, 50:55].max(), 0)

    def test_a_slip_of_the_pen_is_no_nucleus_and_a_dark_pixel_no_hole(self):
        self.picture[40:42, 40:42] = BLUE
        paint(self.picture, 10, 10, 10, BLUE)
        self.picture[15, 15] = (0, 0, 7)
        labels = decode_truth(self.picture)
        self.assertEqual(labels.max(), 1)
        self.assertEqual(labels[15, 15], 1)
        self.assertEqual(labels[41, 41], 0)

    def test_an_empty_picture_has_no_nuclei(self):
        self.assertEqual(decode_truth(self.picture).max(), 0)


class Tuning(unittest.TestCase):
    def test_the_field_reported_on_has_no_say(self):
        good, bad = (Detection(9, 1, 1),) * 2, (Detection(1, 9, 9),) * 2
        better_on_the_first = dict(zip(FIELDS, [good, bad, bad, bad]))
        better_on_the_others = dict(zip(FIELDS, [bad, good, good, good]))
        self.assertEqual(best_combination([better_on_the_first, better_on_the_others], FIELDS[1:]), 1)
        self.assertEqual(best_combination([better_on_the_first, better_on_the_others], FIELDS[:1]), 0)


if __name__ == "__main__":
    unittest.main()
