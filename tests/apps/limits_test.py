"""herald limits: a laboratory's limits of blank, from the results of slides it knows to be negative."""
import json
import unittest

from compare_test import CompareTest, validator

HEADER = ["slide", "status", "score", "pct_0", "pct_1", "pct_2", "pct_3", "pct_complete", "h_score", "reasons"]


def negative(i, stained, score="0"):
    return [f"n{i}.svs", "scored", score, 100 - stained, stained, 0, 0, stained / 2, stained, ""]


class Limits(CompareTest):
    def test_are_the_95th_percentile_of_negative_slides(self):
        rows = [negative(i, i / 10) for i in range(1, 21)]
        rows += [negative(99, 0.0, "1+"), ["gone.svs", "indeterminate", "", "", "", "", "", "", "", "out_of_focus: all"]]
        done = self.herald("limits", self.table("negatives.csv", rows, HEADER), "--out", "limits")
        found = json.loads((self.folder / "limits/limits.json").read_text())
        validator("limits").validate(found)
        self.assertEqual(found["slides"], 21)
        self.assertEqual(found["left_out"], ["gone.svs"])
        self.assertEqual(found["not_zero"], ["n99.svs"])
        stained, moderate, strong, complete = found["limits"]
        # Rank 0.5 + 0.95 * 21 = 20.45 of 0, 0.1, ... 2.0.
        self.assertAlmostEqual(stained["limit_of_blank_percent"], 1.945)
        self.assertAlmostEqual(complete["limit_of_blank_percent"], 0.9725, places=2)
        self.assertEqual((moderate["largest_percent"], strong["largest_percent"]), (0, 0))
        self.assertRegex(done.stdout, r"stained +1\.00 +2\.00 +1\.9[45]")
        self.assertIn("gone.svs", done.stderr)
        self.assertIn("CLSI EP17 asks for 60", done.stderr)

    def test_the_configuration_they_write_is_taken(self):
        self.herald("limits", self.table("n.csv", [negative(i, 1.5) for i in range(10)], HEADER), "--out", "limits",
                    "--quiet")
        printed = self.herald("score", "--print-config", "--config", "limits/limits.toml").stdout
        self.assertRegex(printed, r"(?m)^percent = 1\.5$")
        self.assertRegex(printed, r"(?m)^from_rule_set = false$")

    def test_refuse_too_few_slides_and_leave_nothing(self):
        few = self.table("few.csv", [negative(i, 1) for i in range(9)], HEADER)
        said = self.herald("limits", few, "--out", "limits", exit_code=2).stderr
        self.assertEqual(said, "herald: few.csv: 9 slides with a score, a limit of blank needs 10\n")
        self.assertFalse((self.folder / "limits").exists())
        self.assertIn("name one folder", self.herald("limits", "--out", "limits", exit_code=2).stderr)

    def test_refuse_a_table_without_percentages(self):
        rows = [[f"{i}.svs", "0"] for i in range(12)]
        said = self.herald("limits", self.table("t.csv", rows, ["slide", "score"]), "--out", "limits", exit_code=2).stderr
        self.assertEqual(said, "herald: slide 0.svs has no pct_1\n")


if __name__ == "__main__":
    unittest.main()
