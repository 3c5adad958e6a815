"""herald rescore gives, from the stored cells alone, what a full run with those settings gives, byte for byte; and it
says what it cannot do."""
import csv
import json
import re
import shutil
import unittest

from command import SOURCE, CommandTest
from results import without_times

# Sections whose options act after a slide is measured.
JUDGED = ("tumour", "cell_class", "focus", "quality", "score", "noise_floor", "controls")
# Values that change at least one of the slides below; all other options are moved automatically.
VALUES = {
    "tumour.selection": "all",
    "tumour.neighbourhood_um": "18.5",
    "focus.minimum_sharpness": "0.85",
    "focus.minimum_cells": "30",
    "tumour.probability_margin": "0.99",
    "quality.minimum_tissue_mm2": "0.2",
    "quality.minimum_assessable_share": "0.99",
    "quality.largest_out_of_focus_share": "0.001",
    "quality.edge_um": "150",
    "quality.minimum_counterstain_scale_od": "0.5",
    "quality.clear_line_um": "40",
    "quality.largest_masked_share": "0.001",
    "quality.largest_mean_arcs": "1.5",
    "quality.edge_warning_points": "50",
    "quality.minimum_tumour_cells": "100000",
    "score.bootstrap_replicates": "300",
    "score.borderline_points": "40",
    "noise_floor.from_rule_set": "false",
    "noise_floor.percent": "3",
    "noise_floor.contiguous_cells": "20",
    "controls.required": "false",
    "controls.minimum_cells": "100000",
}
# What has to be set beside an option for it to matter.
HALF_BLURRED = "focus.minimum_sharpness=0.85"
BESIDE = {
    "noise_floor.from_rule_set": ("noise_floor.percent=2", "noise_floor.contiguous_cells=5"),
    "noise_floor.percent": ("noise_floor.from_rule_set=false",),
    "noise_floor.contiguous_cells": ("noise_floor.from_rule_set=false",),
    "focus.block_um": (HALF_BLURRED,),
    "focus.minimum_cells": (HALF_BLURRED,),
    "quality.minimum_assessable_share": (HALF_BLURRED,),
    "quality.largest_out_of_focus_share": (HALF_BLURRED, "quality.minimum_assessable_share=0"),
    "quality.edge_um": ("quality.edge_warning_points=1",),
    "quality.edge_warning_points": ("quality.edge_um=150",),
    "tumour.probability_margin": ("quality.minimum_tumour_cells=400",),
    "quality.largest_masked_share": ("quality.clear_line_um=5",),
}


def feature(x0, y0, x1, y1, class_name):
    ring = [[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]]
    return {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]},
            "properties": {"objectType": "annotation", "classification": {"name": class_name}}}


def printed_options(text):
    """key -> value of what --print-config prints."""
    section, options = None, {}
    for line in text.splitlines():
        if match := re.fullmatch(r"\[(\w+)\]", line):
            section = match[1]
        elif match := re.fullmatch(r"(\w+) = (.*)", line):
            options[f"{section}.{match[1]}"] = match[2]
    return options


class Rescore(CommandTest):
    def setUp(self):
        super().setUp()
        slides = self.folder / "slides"
        slides.mkdir()
        for name in ("her2_1plus", "her2_3plus"):
            shutil.copy(SOURCE / "sample_slides" / f"{name}.tif", slides)
        (described,) = json.loads(self.herald("inspect", slides / "her2_3plus.tif", "--json").stdout)
        width, height = described["levels"][0]["width"], described["levels"][0]["height"]
        self.half, self.height = width / 2, height
        (self.folder / "roi").mkdir()
        (self.folder / "roi/her2_3plus.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [
            feature(0, 0, self.half, height, "Tumor"), feature(0, 0, self.half / 4, height / 4, "Necrosis"),
            feature(self.half, 0, width, height, "Control 1+")]}))

    def score(self, out, *words, exit_code=0):
        self.herald("score", "slides", "--out", out, "--quiet", *words, exit_code=exit_code)

    def rescore(self, folder, out, *words, exit_code=0):
        return self.herald("rescore", folder, "--out", out, "--quiet", *words, exit_code=exit_code)

    def content(self, path):
        """Without what tells of the way rather than of the result."""
        content = without_times(path)
        if path.name == "result.json":
            content = re.sub(rb'"command": "[^\n]*"', b'"command"', content)
        return content

    def assert_same(self, full, again):
        names = {path.relative_to(full) for path in full.rglob("*") if path.name in ("result.json", "cells.h5ad")}
        self.assertTrue(names)
        for name in sorted(names):
            self.assertEqual(self.content(full / name), self.content(again / name), name)
        self.assertEqual(without_times(full / "summary.csv"), without_times(again / "summary.csv"))

    def test_every_option_that_acts_after_measurement_gives_what_a_full_run_gives(self):
        defaults = printed_options(self.herald("score", "--print-config").stdout)
        judged = {key: value for key, value in defaults.items() if key.split(".")[0] in JUDGED}
        self.assertLess(20, len(judged))
        self.score("measured", "--roi", "roi")
        for key, default in judged.items():
            value = VALUES.get(key) or repr(round(float(default) * 0.83, 4)).removesuffix(".0")
            beside = [word for setting in BESIDE.get(key, ()) for word in ("--set", setting)]
            with self.subTest(f"{key}={value}"):
                self.score("full", "--roi", "roi", *beside, "--set", f"{key}={value}")
                self.rescore("measured", "again", "--cells", *beside, "--set", f"{key}={value}")
                self.assert_same(self.folder / "full", self.folder / "again")
                self.rescore("measured", "without", *beside)
                changed = self.results("without") != self.results("again")
                self.assertTrue(changed, "the option changes nothing: choose another value")
                for out in ("full", "again", "without"):
                    shutil.rmtree(self.folder / out)

    def results(self, out):
        found = []
        for path in sorted((self.folder / out).rglob("result.json")):
            result = json.loads(path.read_text())
            for key in ("provenance", "seconds"):
                del result[key]
            found.append(result)
        return found

    def test_rules_regions_and_several_changes_at_once_give_what_a_full_run_gives(self):
        self.score("measured")
        (self.folder / "mine.toml").write_text(
            (SOURCE / "scoring/rules/gastric-resection.toml").read_text().replace('name = "gastric', 'name = "my-gastric'))
        settings = ("--rules", "mine.toml", "--roi", "roi", "--set", "cell_class.strong_od_um=0.4", "--set",
                    "controls.required=false")
        self.score("full", *settings)
        self.rescore("measured", "again", "--geojson", *settings)
        self.assert_same(self.folder / "full", self.folder / "again")
        self.assertEqual(len(list((self.folder / "again").rglob("cells.geojson.gz"))), 2)
        # From there back: the file of rules has to be named.
        done = self.herald("rescore", "again", "--out", "back", exit_code=2)
        self.assertIn('again was scored with the rule file of "my-gastric-resection": name it with --rules', done.stderr)
        self.rescore("again", "back", "--cells", "--rules", "asco-cap-2018", "--set", "cell_class.strong_od_um=0.48",
                     "--set", "controls.required=true", "--roi", "roi")
        self.score("full 2", "--roi", "roi")
        self.assert_same(self.folder / "full 2", self.folder / "back")

    def test_an_option_that_needs_the_slide_is_refused(self):
        self.score("measured")
        for option, message in (
                ("nucleus.minimum_score_od=0.009", "nucleus.minimum_score_od cannot be changed by rescore: it takes effect "
                 "while a slide is measured; score the slides again with herald score"),
                ("annotation.include=Krebs", "annotation.include cannot be changed by rescore: it takes effect when "
                 "annotations are read; name them with --roi"),
                ("cell_class.strong=1", 'did you mean "cell_class.strong_od_um"?')):
            done = self.herald("rescore", "measured", "--out", "again", "--set", option, exit_code=2)
            self.assertIn(message, done.stderr)
            self.assertEqual(done.stderr.count("\n"), 1)
            self.assertFalse((self.folder / "again").exists())

    def test_the_results_alone_are_written_unless_cells_are_asked_for(self):
        self.score("measured")
        self.rescore("measured", "again", "--set", "cell_class.strong_od_um=0.3")
        self.assertEqual({path.name for path in (self.folder / "again").rglob("*") if path.is_file()},
                         {"summary.csv", "run.json", "log.txt", "report.html", "result.json"})
        run = json.loads((self.folder / "again/run.json").read_text())
        self.assertEqual(run["rescored_from"], "../measured")
        # The same folder is taken again, another one is not.
        self.rescore("measured", "again", "--set", "cell_class.strong_od_um=0.31")
        done = self.herald("rescore", "measured", "--out", "measured", exit_code=2)
        self.assertEqual(done.stderr, "herald: measured: the folder is not empty; name a new one for the results\n")

    def test_a_folder_is_not_written_onto_itself(self):
        self.score("measured")
        self.rescore("measured", "again", "--cells")
        (self.folder / "link").symlink_to("again")
        (self.folder / "below").mkdir()
        (self.folder / "twin").mkdir()
        for name in ("run.json", "summary.csv", "slides"):
            (self.folder / "twin" / name).symlink_to(f"../again/{name}")
        before = {path: path.read_bytes() for path in (self.folder / "again").rglob("*") if path.is_file()}
        self.assertLess(5, len(before))
        for source, out in (("again", "again"), ("again", "link"), ("link", "again"), ("again", "below/../again/."),
                            ("again", "twin"), ("twin", "again")):
            with self.subTest(source=source, out=out):
                done = self.rescore(source, out, "--cells", "--set", "cell_class.strong_od_um=0.5", exit_code=2)
                self.assertEqual(done.stderr, f"herald: {out}: is the folder being read, {source}; name another one "
                                              "for the results\n")
                after = {path: path.read_bytes() for path in (self.folder / "again").rglob("*") if path.is_file()}
                self.assertEqual(after, before)

    def test_failed_slides_stay_failed_and_a_lost_store_fails_its_slide(self):
        (self.folder / "slides/broken.tif").write_bytes(b"II*\0 broken")
        (self.folder / "slides/same.tif").symlink_to(self.folder / "slides/her2_1plus.tif")
        self.score("measured", exit_code=1)
        self.rescore("measured", "again", exit_code=1)
        def rows(out):
            with open(self.folder / out / "summary.csv", newline="") as file:
                return {row["slide"]: (row["status"], row["score"], row["reasons"]) for row in csv.DictReader(file)}
        self.assertEqual(rows("again"), rows("measured"))
        self.assertEqual(rows("again")["same.tif"][0], "skipped")
        (store,) = (self.folder / "measured").rglob("her2_3plus*/cells.h5ad")
        store.write_bytes(store.read_bytes()[:5000])
        done = self.rescore("measured", "again", exit_code=1)
        self.assertNotIn("HDF5", done.stderr)
        status, score, reason = rows("again")["her2_3plus.tif"]
        self.assertEqual((status, score), ("failed", ""))
        self.assertIn("cells.h5ad: cannot read file", reason)
        self.assertEqual(rows("again")["her2_1plus.tif"], rows("measured")["her2_1plus.tif"])

    def test_what_is_no_folder_of_results_is_refused_in_one_line(self):
        for words, message in ((("slides",), "slides/run.json: cannot be opened: No such file or directory"),
                               ((), "name one folder of results of herald score")):
            done = self.herald("rescore", *words, "--out", "again", exit_code=2)
            self.assertEqual(done.stderr, f"herald: {message}\n")
        self.score("measured")
        run = self.folder / "measured/run.json"
        run.write_text(re.sub(r'"finished": "[^"]*"', '"finished": null', run.read_text()))
        done = self.herald("rescore", "measured", "--out", "again", exit_code=2)
        self.assertEqual(done.stderr, "herald: measured: its run is unfinished: run it again to completion\n")


if __name__ == "__main__":
    unittest.main()
