import needed  # noqa: F401  isort: skip
import copy
import math
import unittest

import numpy as np

from phantoms import compare, figures, pooled
from program import Cells

OPTIONS = {"width_px": 1000, "height_px": 1000, "mpp_um": 0.25}


def ring(x, y, radius):
    return [x - radius, y - radius, x + radius, y - radius, x + radius, y + radius, x - radius, y + radius]


def tumour(x, y, pattern="cm", cell_class="2+", completeness=0.9, width_um=1.0, dab_od=0.3):
    return {"x": x, "y": y, "kind": "tumour", "pattern": pattern, "class": cell_class, "completeness": completeness, "width_um": width_um,
            "dab_od": dab_od, "outline": ring(x, y, 25), "nucleus": ring(x, y, 12)}


def stroma(x, y):
    return {"x": x, "y": y, "kind": "stroma", "nucleus": ring(x, y, 8)}


def measured(places, pattern="cm", cell_class="2+", completeness=0.9, counted=True):
    n = len(places)
    return Cells(np.array(places, float).reshape(-1, 2), np.zeros((n, 4, 2)), np.full(n, counted), np.full(n, cell_class), np.full(n, pattern),
                 np.full(n, completeness), np.full(n, 1.2), np.full(n, 0.35), np.full(n, "" if counted else "not_tumour"),
                 np.full(n, counted))


class Phantoms(unittest.TestCase):
    def test_a_perfect_result_has_no_error(self):
        truth = {"options": OPTIONS, "cells": [tumour(100, 100), tumour(200, 100)]}
        f = figures(compare(truth, measured([(100, 100), (200, 100)])))
        self.assertEqual((f["found"], f["false"], f["class_accuracy"], f["completeness_error_points"]), (1, 0, 1, 0))
        self.assertAlmostEqual(f["width_bias_um"], 0.2)
        self.assertAlmostEqual(f["od_bias"], 0.05)

    def test_a_missed_cell_is_wrong_among_all_and_no_matter_among_the_found(self):
        truth = {"options": OPTIONS, "cells": [tumour(100, 100), tumour(200, 100)]}
        f = figures(compare(truth, measured([(103, 100)])))
        self.assertEqual((f["found"], f["class_accuracy"], f["class_accuracy_all"]), (0.5, 1, 0.5))

    def test_a_cell_beyond_four_micrometres_is_false(self):
        truth = {"options": OPTIONS, "cells": [tumour(100, 100)]}
        self.assertEqual(figures(compare(truth, measured([(117, 100)])))["false"], 1)
        self.assertEqual(figures(compare(truth, measured([(116, 100)])))["false"], 0)

    def test_stroma_is_neither_false_nor_found_and_counts_against_the_classifier(self):
        truth = {"options": OPTIONS, "cells": [tumour(100, 100), stroma(300, 300)]}
        f = figures(compare(truth, measured([(100, 100), (300, 300)])))
        self.assertEqual((f["tumour_cells"], f["false"], f["tumour_precision"], f["tumour_recall"], f["other_rejected"]), (1, 0, 0.5, 1, 0))
        f = figures(compare(truth, measured([(100, 100), (300, 300)], counted=False)))
        self.assertEqual((f["tumour_recall"], f["other_rejected"]), (0, 1))

    def test_cells_cut_by_the_edge_are_left_out_with_what_was_found_of_them(self):
        truth = {"options": OPTIONS, "cells": [tumour(20, 100), tumour(200, 100)]}
        comparison = compare(truth, measured([(20, 100), (200, 100)]))
        self.assertEqual((len(comparison.tumour), comparison.detected, comparison.false), (1, 1, 0))

    def test_completeness_is_compared_in_points_with_its_sign(self):
        truth = {"options": OPTIONS, "cells": [tumour(100, 100, completeness=0.9)]}
        f = figures(compare(truth, measured([(100, 100)], completeness=0.6)))
        self.assertAlmostEqual(f["completeness_error_points"], 30)
        self.assertAlmostEqual(f["completeness_bias_points"], -30)

    def test_slides_add_up_cell_by_cell(self):
        truth = {"options": OPTIONS, "cells": [tumour(100, 100), tumour(200, 100), tumour(300, 100)]}
        one = compare(truth, measured([(100, 100), (200, 100), (300, 100)]))
        other = compare({**copy.deepcopy(truth), "cells": truth["cells"][:1]}, measured([]))
        self.assertEqual(figures(pooled([one, other]))["found"], 0.75)

    def test_a_slide_without_a_detected_cell_has_no_class_accuracy(self):
        f = figures(compare({"options": OPTIONS, "cells": [tumour(100, 100)]}, measured([])))
        self.assertTrue(math.isnan(f["class_accuracy"]))
        self.assertEqual(f["class_accuracy_all"], 0)


if __name__ == "__main__":
    unittest.main()
