"""Annotated regions and controls, through the program: what is counted, what is refused, what is done again."""
import csv
import json
import shutil
import unittest

from command import SOURCE, CommandTest

SLIDE = SOURCE / "sample_slides" / "her2_3plus.tif"
FEW = ("--set", "quality.minimum_tumour_cells=20", "--set", "controls.minimum_cells=20")


def feature(x0, y0, x1, y1, class_name):
    return {"type": "Feature",
            "geometry": {"type": "Polygon", "coordinates": [[[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]]]},
            "properties": {"objectType": "annotation", "classification": {"name": class_name}}}


class Annotations(CommandTest):
    def setUp(self):
        super().setUp()
        shutil.copy(SLIDE, self.folder / "a.tif")
        (described,) = json.loads(self.herald("inspect", "a.tif", "--json").stdout)
        self.width, self.height = (described["levels"][0][key] for key in ("width", "height"))

    def half(self, class_name):
        return feature(0, 0, self.width / 2, self.height, class_name)

    def annotate(self, *features, name="roi/a.geojson"):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))

    def score(self, *words, exit_code=0, out="out"):
        self.done = self.herald("score", "a.tif", "--out", out, *FEW, *words, exit_code=exit_code)
        (path,) = (self.folder / out / "slides").glob("*/result.json")
        return json.loads(path.read_text())

    def test_an_include_region_halves_the_cells_that_count(self):
        whole = self.score()
        self.assertIsNone(whole["annotation"])
        self.annotate(self.half("Tumor"))
        half = self.score("--roi", "roi")
        self.assertEqual(half["tumour_selection"], "roi_automatic")
        share = half["cells"]["tumour"] / whole["cells"]["tumour"]
        self.assertTrue(0.35 < share < 0.65, share)
        self.assertEqual(half["cells"]["detected"], whole["cells"]["detected"])
        self.assertEqual(sum(half["cells"]["excluded"].values()) + half["cells"]["tumour"], half["cells"]["detected"])
        self.assertEqual(half["annotation"]["objects"], {"include": 1, "exclude": 0, "control": 0, "ignored": 0})

        self.annotate(self.half("Tumor"), self.half("Necrosis"))
        none = self.score("--roi", "roi")
        self.assertEqual((none["status"], none["cells"]["tumour"]), ("indeterminate", 0))
        self.assertIn("excluded_roi", none["cells"]["excluded"])

    def test_the_same_regions_give_the_same_result_in_every_format(self):
        w, h = self.width / 2, self.height
        corners = [(0, 0), (w, 0), (w, h), (0, h)]
        self.annotate(self.half("Tumor"), name="q.geojson")
        (self.folder / "i.xml").write_text(
            '<Annotations><Annotation Name="Tumor"><Regions><Region><Vertices>' +
            "".join(f'<Vertex X="{x}" Y="{y}"/>' for x, y in corners) +
            "</Vertices></Region></Regions></Annotation></Annotations>")
        (self.folder / "s.xml").write_text(
            '<ASAP_Annotations><Annotations><Annotation Name="0" Type="Polygon" PartOfGroup="Tumor"><Coordinates>' +
            "".join(f'<Coordinate Order="{i}" X="{x}" Y="{y}"/>' for i, (x, y) in enumerate(corners)) +
            "</Coordinates></Annotation></Annotations></ASAP_Annotations>")
        results = [self.score("--roi", name, out="out " + name) for name in ("q.geojson", "i.xml", "s.xml")]
        self.assertEqual([r["annotation"]["format"] for r in results], ["qupath", "imagescope", "asap"])
        for result in results:
            for key in ("annotation", "provenance", "seconds"):
                del result[key]
        self.assertEqual(results[0], results[1])
        self.assertEqual(results[0], results[2])

    def test_a_changed_annotation_is_scored_again_and_an_unchanged_one_reused(self):
        def reused():
            return json.loads((self.folder / "out" / "run.json").read_text())["counts"]["reused"]
        self.annotate(self.half("Tumor"))
        first = self.score("--roi", "roi")
        self.score("--roi", "roi")
        self.assertEqual(reused(), 1)
        self.annotate(feature(0, 0, self.width, self.height, "Tumor"))
        self.assertGreater(self.score("--roi", "roi")["cells"]["tumour"], first["cells"]["tumour"])
        self.assertEqual(reused(), 0)

    def test_a_slide_without_an_annotation_says_so_or_fails(self):
        self.annotate(self.half("Tumor"), name="roi/other.geojson")
        result = self.score("--roi", "roi")
        self.assertEqual(result["tumour_selection"], "automatic")
        self.assertTrue(any(w.startswith("no_annotation") for w in result["quality"]["warnings"]))
        self.assertIn("annotations without a slide: other.geojson", self.done.stderr)
        (self.folder / "l.csv").write_text("slide,roi\na.tif,\nb.tif,roi/other.geojson\n")
        self.herald("score", "l.csv", "--out", "out2", "--set", "tumour.selection=roi", exit_code=1)
        with open(self.folder / "out2" / "summary.csv", newline="") as file:
            self.assertIn("no annotation", next(csv.DictReader(file))["reasons"])

    def test_a_list_names_its_annotations_relative_to_itself(self):
        (self.folder / "lists").mkdir()
        self.annotate(self.half("Tumor"), name="lists/x.geojson")
        (self.folder / "lists" / "l.csv").write_text("slide,roi\n../a.tif,x.geojson\n")
        self.herald("score", "lists/l.csv", "--out", "out", *FEW)
        (path,) = (self.folder / "out" / "slides").glob("*/result.json")
        self.assertEqual(json.loads(path.read_text())["annotation"]["file"], "x.geojson")

    def test_a_bad_annotation_fails_its_slide_naming_file_and_object(self):
        crossing = feature(0, 0, 9, 9, "Tumor")
        crossing["geometry"]["coordinates"] = [[[0, 0], [9, 9], [9, 0], [0, 9]]]
        self.annotate(self.half("Tumor"), crossing)
        result = self.score("--roi", "roi", exit_code=1)
        self.assertEqual(result["status"], "failed")
        self.assertEqual(result["reasons"], ["roi/a.geojson: object 2 (Tumor) crosses or touches itself"])
        self.annotate(self.half("Tumour bed"))
        self.assertIn('unknown class "Tumour bed"', self.score("--roi", "roi", exit_code=1)["reasons"][0])

    def test_the_dry_run_reads_annotations_as_the_run_would(self):
        for name in ("b.tif", "c.tif"):
            shutil.copy(SLIDE, self.folder / name)
        crossing = feature(0, 0, 9, 9, "Tumor")
        crossing["geometry"]["coordinates"] = [[[0, 0], [9, 9], [9, 0], [0, 9]]]
        self.annotate(self.half("Tumor"))
        self.annotate(self.half("Tumor"), crossing, name="roi/b.geojson")
        (self.folder / "l.csv").write_text("slide,roi\na.tif,roi/a.geojson\nb.tif,roi/b.geojson\nc.tif,\n")
        for words in (("a.tif", "b.tif", "c.tif", "--roi", "roi"), ("l.csv",)):
            done = self.herald("score", *words, "--dry-run", exit_code=1)
            said = dict(line.split(": ", 1) for line in done.stdout.splitlines())
            self.assertRegex(said["a.tif"], r"^\d+ s, \d+ MB; warning: the same content|^\d+ s, \d+ MB$")
            self.assertIn("failed: roi/b.geojson: object 2 (Tumor) crosses or touches itself", said["b.tif"])
            self.assertIn("; warning: no annotation", said["c.tif"])
            self.assertIn("2 slides can be scored, 1 cannot, 0 skipped, 1 without annotation,", done.stderr)
        (self.folder / "l.csv").write_text("slide,roi\na.tif,roi/absent.geojson\n")
        done = self.herald("score", "l.csv", "--dry-run", exit_code=1)
        self.assertIn("a.tif: failed: roi/absent.geojson: the annotation does not exist", done.stdout)
        self.annotate(self.half("Necrosis"))
        self.assertNotIn("annotation", self.herald("score", "a.tif", "--dry-run").stdout)
        done = self.herald("score", "a.tif", "--roi", "roi", "--dry-run", "--set", "tumour.selection=roi", exit_code=1)
        self.assertIn("no region whose class is to be included", done.stdout)

    def test_an_annotation_is_only_read_wherever_its_path_leads(self):
        self.annotate(self.half("Tumor"), name="outside.geojson")
        before = (self.folder / "outside.geojson").read_bytes()
        (self.folder / "in").mkdir()
        shutil.copy(SLIDE, self.folder / "in" / "a.tif")
        (self.folder / "in" / "l.csv").write_text("slide,roi\na.tif,../outside.geojson\n")
        self.herald("score", "in/l.csv", "--out", "out", *FEW)
        self.assertEqual((self.folder / "outside.geojson").read_bytes(), before)
        self.assertEqual({path.name for path in self.folder.iterdir()}, {"a.tif", "outside.geojson", "in", "out"})
        for path in (self.folder / "out").rglob("result.json"):
            self.assertNotIn("..", json.loads(path.read_text())["annotation"]["file"])

    def test_controls_pass_or_make_the_slide_indeterminate(self):
        self.annotate(self.half("Control 3+"))
        passed = self.score("--roi", "roi")
        self.assertEqual(passed["status"], "scored")
        (control,) = passed["controls"]
        self.assertEqual((control["name"], control["score"], control["passed"]), ("Control 3+", "3+", True))
        self.assertGreaterEqual(control["cells"], passed["cells"]["excluded"]["control"])

        self.annotate(self.half("Control 0"))
        failed = self.score("--roi", "roi")
        self.assertEqual((failed["status"], failed["score"]), ("indeterminate", None))
        self.assertRegex(failed["reasons"][0], r"^control_failed: Control 0 \(object 1\) is 3\+ by \d+ cells$")
        allowed = self.score("--roi", "roi", "--set", "controls.required=false")
        self.assertEqual((allowed["status"], allowed["controls"][0]["passed"]), ("scored", False))

    def test_roi_of_the_command_line_is_checked_before_anything_is_read(self):
        done = self.herald("score", "a.tif", "--out", "o", "--roi", "none", exit_code=2)
        self.assertEqual(done.stderr, "herald: --roi none: does not exist\n")
        shutil.copy(SLIDE, self.folder / "b.tif")
        self.annotate(name="r.json")
        done = self.herald("score", "a.tif", "b.tif", "--out", "o", "--roi", "r.json", exit_code=2)
        self.assertIn("one file for 2 slides", done.stderr)
        self.assertFalse((self.folder / "o").exists())


if __name__ == "__main__":
    unittest.main()
