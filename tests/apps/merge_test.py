"""Shards, joined, are the run over the whole list; and what cannot be joined is refused in one line."""
import json
import os
import shutil
import subprocess
import time
import unittest

import command
from command import CommandTest
from results import assert_same_results, files_of

OPTIONS = ("--set", "tumour.selection=all", "--threads", "1", "--quiet")


class Merge(CommandTest):
    def setUp(self):
        super().setUp()
        slides = self.folder / "slides"
        for name in ("a", "b 2", "d"):
            self.herald("phantom", "--out", slides, "--name", name, "--size", 768, "--score", "2+", "--seed", 5)
        self.herald("phantom", "--out", slides, "--name", "é", "--size", 256)  # too few cells
        (slides / "again.tif").symlink_to(slides / "a.tif")  # skipped
        (slides / "c.tif").write_bytes(b"II*\0 broken")  # failed
        (slides / "notes.txt").write_text("ignored")

    def score(self, shard, out, *options):
        self.herald("score", "slides", *OPTIONS, *options, "--shard", shard, "--out", out,
                    exit_code=self.code_of(shard))

    def code_of(self, shard):
        number, count = map(int, shard.split("/"))
        names = ["a.tif", "again.tif", "b 2.tif", "c.tif", "d.tif", "é.tif"]
        return 1 if "c.tif" in names[number - 1::count] else 0

    def refused(self, message, *words):
        before = files_of(self.folder)
        done = self.herald("merge", *words, exit_code=2)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertIn(message, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertEqual(files_of(self.folder), before)

    def test_shards_of_any_number_make_the_whole_run(self):
        self.herald("score", "slides", *OPTIONS, "--out", "whole", exit_code=1)
        for count in (2, 9):
            shards = [f"shards {count}/{number}" for number in range(1, count + 1)]
            for number, out in enumerate(shards, 1):
                self.score(f"{number}/{count}", out)
            done = self.herald("merge", *reversed(shards), "--out", f"merged {count}/", exit_code=1)
            self.assertEqual(done.stderr, f"6 slides of {count} shards joined, 1 failed: merged {count}/summary.csv\n")
            assert_same_results(self, self.folder / "whole", self.folder / f"merged {count}")
        empty = json.loads((self.folder / "shards 9/9/run.json").read_text())
        self.assertEqual((empty["exit_code"], empty["inputs"], empty["list"]["slides"]), (0, [], 6))
        self.assertEqual(empty["shard"], {"number": 9, "count": 9})

    def test_a_dry_run_lists_the_shard(self):
        done = self.herald("score", "slides", "--dry-run", "--shard", "2/3")
        self.assertEqual([line.split(":")[0] for line in done.stdout.splitlines()], ["again.tif", "d.tif"])
        self.assertEqual(self.herald("score", "slides", "--dry-run", "--shard", "9/9").stdout, "")

    def test_missing_shards_are_joined_without_only_when_asked(self):
        self.score("1/3", "1")
        self.score("3/3", "3")
        self.refused("1 of 3 shards missing: 2; name their folders too", "1", "3", "--out", "out")
        done = self.herald("merge", "1", "3", "--out", "out", "--allow-missing", exit_code=1)
        self.assertIn("missing or unfinished shards: 2\n", done.stderr)
        run = json.loads((self.folder / "out/run.json").read_text())
        self.assertEqual((run["missing_shards"], run["exit_code"], run["shard"]), ([2], 1, None))
        self.assertEqual([entry["slide"] for entry in run["inputs"]], ["a.tif", "b 2.tif", "c.tif", "é.tif"])

    def test_what_does_not_belong_together_is_refused(self):
        self.score("1/2", "1")
        self.score("2/2", "2")
        self.score("2/2", "other_configuration", "--set", "cell_class.strong_od_um=0.6")
        self.score("2/2", "other_rules", "--rules", "asco-cap-2013")
        self.score("2/2", "other_pixel_size", "--mpp", "0.3")
        self.score("3/3", "other_count")
        (self.folder / "slides/z.png").write_bytes(b"")
        self.score("2/2", "other_list")
        shutil.copytree(self.folder / "2", self.folder / "other_program")
        run = self.folder / "other_program/run.json"
        run.write_text(run.read_text().replace('"herald": "', '"herald": "9'))
        for other, message in (
                ("other_configuration", "other_configuration: not the same configuration or rule set as 1: "),
                ("other_rules", "other_rules: not the same configuration or rule set as 1: "),
                ("other_pixel_size", "other_pixel_size: not the same command line as 1: "),
                ("other_list", "other_list: not the same list of slides as 1: "),
                ("other_count", "other_count: not the same number of shards as 1: 3 and 2"),
                ("other_program", "other_program: not the same program as 1: "),
                ("1", "shard 1/2 is in both 1 and 1"),
                ("slides", "slides/run.json: cannot be opened: No such file or directory"),
                ("nowhere", "nowhere/run.json: cannot be opened: No such file or directory")):
            with self.subTest(other):
                self.refused(message, "1", other, "--out", "out")
        (self.folder / "full").mkdir()
        (self.folder / "full/.hidden").write_text("")
        self.refused("full: the folder is not empty", "1", "2", "--out", "full")
        self.refused("slides/notes.txt: is not a folder", "1", "2", "--out", "slides/notes.txt")
        self.refused("nothing to merge", "--out", "out")
        self.refused("--out is missing", "1", "2")
        self.refused('did you mean "--allow-missing"?', "1", "--out", "o", "--allow_missing")

    def test_a_killed_merge_is_cleared_away_by_the_next_and_a_living_one_is_not(self):
        self.score("1/2", "1")
        self.score("2/2", "2")
        log = (self.folder / "2/log.txt").read_bytes()
        (self.folder / "2/log.txt").unlink()
        os.mkfifo(self.folder / "2/log.txt")  # who reads it waits
        merge = subprocess.Popen([command.PROGRAM, "merge", "1", "2", "--out", "out"], cwd=self.folder)
        while not list(self.folder.glob(".out.partial-*/slides/*")):
            self.assertIsNone(merge.poll())
            time.sleep(0.01)
        done = self.herald("merge", "1", "2", "--out", "out", exit_code=2)
        self.assertRegex(done.stderr, rf"\Aherald: [^\n]*/out: another merge or comparison \(process {merge.pid} on [^\n]+\) is writing[^\n]+\n\Z")
        merge.kill()
        merge.wait()
        self.assertTrue(list(self.folder.glob(".out.*")))
        (self.folder / "2/log.txt").unlink()
        (self.folder / "2/log.txt").write_bytes(log)
        self.herald("merge", "1", "2", "--out", "out", exit_code=1)
        self.assertEqual(list(self.folder.glob(".*")), [])

    def test_wrong_shards_are_usage_errors(self):
        for shard, message in (("0/3", "--shard 0/3 is outside 1/3 to 3/3"), ("4/3", "--shard 4/3 is outside 1/3 to 3/3"),
                               ("3", "--shard 3 is not i/n, the i-th of n parts, such as 2/8")):
            done = self.herald("score", "slides", "--out", "out", "--shard", shard, exit_code=2)
            self.assertEqual(done.stderr, f"herald: {message}\n")

    def test_help_tells_of_both(self):
        self.assertIn("--allow-missing", self.herald("merge", "--help").stdout)
        self.assertIn("--shard", self.herald("score", "--help").stdout)
        self.assertIn("merge", self.herald("--help").stdout)


if __name__ == "__main__":
    unittest.main()
