import needed  # noqa: F401  isort: skip
import math
import unittest

import numpy as np

from matching import Detection, match_centroids, match_outlines, nearest_pairs, one_to_one, polygon_pixels


def square(x, y, edge):
    return [(x, y), (x + edge, y), (x + edge, y + edge), (x, y + edge)]


def two_squares():
    labels = np.zeros((20, 30), int)
    labels[2:12, 2:12] = 1
    labels[2:12, 15:25] = 2
    return labels


class Matching(unittest.TestCase):
    def test_each_is_used_once_and_the_nearest_first(self):
        pairs = nearest_pairs([(0, 0), (1, 0), (9, 0)], [(1.2, 0), (30, 0)], 3)
        self.assertEqual(pairs, [(1, 0)])

    def test_one_beyond_the_radius_is_no_pair_and_one_on_it_is(self):
        self.assertEqual(nearest_pairs([(3, 0)], [(0, 0)], 3), [(0, 0)])
        self.assertEqual(nearest_pairs([(3.01, 0)], [(0, 0)], 3), [])

    def test_each_target_has_its_own_radius(self):
        self.assertEqual(nearest_pairs([(4, 0), (104, 0)], [(0, 0), (100, 0)], [3, 5]), [(1, 1)])

    def test_ties_do_not_depend_on_the_order_of_candidates(self):
        candidates = [(0, 1, 1.0), (0, 0, 1.0), (1, 0, 1.0)]
        self.assertEqual(one_to_one(candidates), one_to_one(candidates[::-1]))

    def test_nothing_matches_nothing(self):
        self.assertEqual(nearest_pairs([], [], 3), [])
        self.assertTrue(math.isnan(Detection().f1))

    def test_a_second_centroid_in_a_nucleus_is_false(self):
        found = match_centroids([(5, 5), (6, 6), (20, 5), (13, 5), (-1, 3), (29, 40)], two_squares())
        self.assertEqual(found, Detection(hits=2, missed=0, false=4))
        self.assertAlmostEqual(found.f1, 2 * 2 / (2 * 2 + 4))

    def test_a_nucleus_without_a_centroid_is_missed(self):
        self.assertEqual(match_centroids([(5, 5)], two_squares()), Detection(hits=1, missed=1, false=0))

    def test_pixels_of_a_polygon_are_those_whose_centre_it_holds(self):
        rows, columns = polygon_pixels(square(2.4, 3.6, 3), (20, 20))
        self.assertEqual(sorted(set(columns)), [2, 3, 4])
        self.assertEqual(sorted(set(rows)), [4, 5, 6])
        self.assertEqual(len(rows), 9)

    def test_a_polygon_is_cut_off_at_the_edge_of_the_picture(self):
        rows, columns = polygon_pixels(square(-5, -5, 7), (20, 20))
        self.assertEqual((len(rows), rows.max(), columns.max()), (4, 1, 1))
        self.assertEqual(len(polygon_pixels(square(30, 30, 5), (20, 20))[0]), 0)

    def test_overlap_of_one_half_counts_and_less_does_not(self):
        # 10 x 10 against its own upper part of n rows: intersection over union n / 10.
        half = [(2, 2), (12, 2), (12, 7), (2, 7)]
        less = [(2, 2), (12, 2), (12, 6), (2, 6)]
        self.assertEqual(match_outlines([half], two_squares()), Detection(hits=1, missed=1, false=0))
        self.assertEqual(match_outlines([less], two_squares()), Detection(hits=0, missed=2, false=1))

    def test_of_two_outlines_on_one_nucleus_the_second_is_false(self):
        found = match_outlines([square(2, 2, 10), square(3, 2, 10), square(15, 2, 10)], two_squares())
        self.assertEqual(found, Detection(hits=2, missed=0, false=1))


if __name__ == "__main__":
    unittest.main()
