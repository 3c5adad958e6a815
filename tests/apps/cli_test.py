"""The contract of the command line: exit codes, messages, streams."""
import csv
import json
import re
import unittest

from command import SOURCE, CommandTest


class Usage(CommandTest):
    def commands(self):
        names = re.findall(r"^  herald ([a-z]+) ", self.herald("--help").stdout, re.MULTILINE)
        self.assertGreater(len(names), 5)
        return names

    def fails(self, message, *words):
        done = self.herald(*words, exit_code=2)
        self.assertEqual(done.stderr, f"herald: {message}\n")
        self.assertEqual(done.stdout, "")


class Messages(Usage):
    def test_commands_are_suggested(self):
        self.fails('unknown command "scor"; did you mean "score"?', "scor")
        self.fails("a command is missing; see herald --help")

    def test_options_are_suggested(self):
        self.fails('unknown option --thread; did you mean "--threads"?', "score", "x", "--thread", "2")
        self.fails('unknown option "cell_class.stronk_od_um"; did you mean "cell_class.strong_od_um"?',
                   "score", "x", "--out", "o", "--set", "cell_class.stronk_od_um=1")
        for old in ("moderate_od", "strong_od"):  # cuts of the peak, which are no longer looked at
            self.fails(f"option cell_class.{old} is no more: strength is what a line holds across it, in optical density x um: "
                       f"cell_class.{old}_um",
                       "score", "x", "--out", "o", "--set", f"cell_class.{old}=0.3")

    def test_values_are_named_with_their_range(self):
        self.fails("--tile-size 100 is outside 128 to 16384", "score", "x", "--out", "o", "--tile-size", "100")
        self.fails("cell_class.strong_od_um = 9 is outside 0.01 to 2.55", "score", "x", "--set", "cell_class.strong_od_um=9")
        self.fails("--mpp 25 is outside 0.05 to 5 um", "score", "x", "--mpp", "25")
        self.fails("--threads 0 is outside 1 to 1024", "score", "x", "--threads", "0")
        self.fails("--memory lots is not an amount of memory such as 4G or 512M", "score", "x", "--memory", "lots")
        self.fails('--log-level warn is not one of error | warning | info', "score", "x", "--log-level", "warn")
        self.fails("--memory 1K is less than 64M", "score", "x", "--memory", "1K")
        self.fails("--memory: 100M is too little, 2 threads need 197M at least; give more memory or fewer threads",
                   "score", "x", "--memory", "100M", "--threads", "2")

    def test_what_is_missing_is_said(self):
        self.fails("nothing to score: name a slide, a folder or a list", "score", "--out", "o")
        self.fails("--out is missing: the folder for the results", "score", "x.svs")
        self.fails("c.toml: cannot be read or is empty", "score", "x.svs", "--out", "o", "--config", "c.toml")

    def test_unknown_rules_are_suggested(self):
        known = "asco-cap-2007 asco-cap-2013 asco-cap-2018 gastric-biopsy gastric-resection"
        self.fails(f'unknown rule set "gastric-bioopsy"; did you mean "gastric-biopsy"? (built in: {known})',
                   "score", "x", "--out", "o", "--rules", "gastric-bioopsy")
        told = " ".join(self.herald("score", "--help").stdout.split())
        self.assertIn(f"rule set: {known.replace(' ', ' | ')}, or a TOML file", told)

    def test_configuration_files_are_judged_by_line(self):
        for content, message in (
                ("[cell_class]\nstrong_od_um = 9\n", "line 2: cell_class.strong_od_um = 9 is outside 0.01 to 2.55"),
                ("[cell_clas]\n", 'line 1: unknown section [cell_clas]; did you mean "cell_class"?'),
                ("[focus]\nblock = 1\n", 'line 2: unknown option "focus.block"; did you mean "focus.block_um"?')):
            (self.folder / "c.toml").write_text(content)
            self.fails(f"c.toml: {message}", "score", "x", "--out", "o", "--config", "c.toml")

    def test_a_file_that_is_no_configuration_is_not_read_to_its_end(self):
        self.fails("/dev/zero: larger than 1 MiB: not a configuration", "score", "x", "--out", "o", "--config",
                   "/dev/zero")
        self.fails(f"{self.folder}: cannot be read or is empty", "score", "x", "--out", "o", "--config", self.folder)

    def test_configuration_errors_come_before_any_output(self):
        self.herald("score", "x", "--out", "o", "--set", "a.b=1", exit_code=2)
        self.assertFalse((self.folder / "o").exists())

    def test_the_version_goes_to_stdout(self):
        self.assertIn("openslide", self.herald("--version").stdout)


class Help(Usage):
    def test_the_overview_is_the_same_however_it_is_asked_for(self):
        overview = self.herald("--help")
        self.assertIn("not a medical device", overview.stdout)
        self.assertEqual(overview.stderr, "")
        for words in (("-h",), ("help",), ("help", "help"), ("help", "-h")):
            self.assertEqual(self.herald(*words).stdout, overview.stdout)

    def test_every_command_has_its_help_however_it_is_asked_for(self):
        for name in self.commands():
            told = self.herald(name, "--help")
            self.assertEqual(told.stderr, "")
            self.assertRegex(told.stdout, rf"\Aherald {name} [^\n]+\n")
            self.assertRegex(told.stdout, r"\n  -h \[ --help \] ")
            self.assertRegex(told.stdout, r"\nExit code: 0 ")
            for words in ((name, "-h"), ("help", name), ("--help", name), (name, "--out", "o", "-h")):
                if words[1] != "--out" or "--out " in told.stdout:
                    self.assertEqual(self.herald(*words).stdout, told.stdout)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_help_of_an_unknown_command_is_an_error_with_a_suggestion(self):
        self.fails('unknown command "scor"; did you mean "score"?', "help", "scor")
        self.fails('unknown command "nonsense"', "help", "nonsense")
        self.fails('unknown command "hepl"; did you mean "help"?', "hepl")
        self.fails("help takes one command", "help", "score", "tune")
        self.fails('unknown option --hepl; did you mean "--help"?', "score", "--hepl")


class Decoder(Usage):
    OPENS_SLIDES = {"score": ("--out", "o"), "inspect": (), "tile": ("--out", "o", "--at", "9,9")}

    def test_help_of_every_command_that_opens_slides_names_it_and_not_its_old_name(self):
        told = {name: self.herald(name, "--help").stdout for name in self.commands()}
        self.assertEqual({name for name in told if "--decoder " in told[name]}, set(self.OPENS_SLIDES))
        self.assertNotIn("--reader ", "".join(told.values()))

    def test_its_old_name_is_taken_but_not_beside_it_and_not_by_other_commands(self):
        for name in self.commands():
            if name not in self.OPENS_SLIDES:
                self.fails("unknown option --reader", name, "--reader", "direct")
                continue
            words = (name, SOURCE / "sample_slides" / "her2_0.tif", *self.OPENS_SLIDES[name])
            for option in ("--decoder", "--reader"):
                self.fails('--decoder openslid is not one of auto | direct | openslide; did you mean "openslide"?',
                           *words, option, "openslid")
            self.fails("--reader is the old name of --decoder: give only one of them",
                       *words, "--reader", "direct", "--decoder", "direct")
        self.assertEqual(list(self.folder.iterdir()), [])


class Score(CommandTest):
    def rows(self):
        with open(self.folder / "out" / "summary.csv", newline="") as file:
            return list(csv.DictReader(file))

    def test_a_missing_file_fails_by_name(self):
        done = self.herald("score", "missing.svs", "--out", "out", exit_code=1)
        self.assertEqual(done.stdout, "")
        (row,) = self.rows()
        self.assertEqual((row["slide"], row["status"], row["score"]), ("missing.svs", "failed", ""))
        self.assertIn("does not exist", row["reasons"])

    def test_a_folder_without_slides_has_its_own_exit_code(self):
        (self.folder / "notes.txt").write_text("x")
        done = self.herald("score", ".", "--out", "out", exit_code=3)
        self.assertIn("no slide found", done.stderr)

    def test_selection_by_regions_needs_regions(self):
        done = self.herald("score", "x", "--out", "out", "--set", "tumour.selection=roi", exit_code=2)
        self.assertIn("no slide has regions", done.stderr)

    def test_dry_run_lists_and_writes_nothing(self):
        for name in ("b.svs", "a.png", "c.txt"):
            (self.folder / name).write_text("")
        done = self.herald("score", ".", "--dry-run", exit_code=1)
        self.assertEqual(done.stdout, "a.png: failed: ./a.png: is empty\nb.svs: failed: ./b.svs: is empty\n")
        self.assertIn("1 other files ignored", done.stderr)
        self.assertEqual(len(list(self.folder.iterdir())), 3)

    def test_memory_is_foretold_for_what_is_given(self):
        self.herald("phantom", "--out", ".", "--name", "p", "--size", 320)

        def predicted(*words):
            (slide,) = json.loads(self.herald("inspect", "p.tif", "--json", "--threads", "2", *words).stdout)
            return slide["predicted_memory_bytes"] / 2**20, slide["failure"]
        usual, _ = predicted()
        little, failure = predicted("--memory", "200M")
        self.assertTrue(little <= 200 < usual, (little, usual))
        self.assertIsNone(failure)
        done = self.herald("score", "p.tif", "--dry-run", "--threads", "2", "--memory", "200M")
        self.assertRegex(done.stdout, rf"p.tif: \d+ s, {little:.0f} MB\n")
        done = self.herald("inspect", "p.tif", "--threads", "2", "--memory", "100M")
        self.assertIn("  fails       --memory: 100M is too little, 2 threads need ", done.stdout)
        self.assertNotIn("  memory ", done.stdout)

    def test_a_slide_too_large_for_the_memory_fails_in_the_dry_run_as_in_the_run(self):
        self.herald("phantom", "--out", ".", "--name", "p", "--size", 320)
        words = ("score", "p.tif", "--threads", "1", "--memory", "170M", "--mpp", "0.1")
        said = self.herald(*words, "--dry-run", exit_code=1).stdout
        self.assertIn("p.tif: failed: --memory: 170M is too little, 1 thread needs ", said)
        self.herald(*words, "--out", "out", exit_code=1)
        (row,) = self.rows()
        self.assertIn(f"p.tif: failed: {row['reasons']}", said)

    def test_the_printed_configuration_can_be_used(self):
        printed = self.herald("score", "--print-config", "--set", "cell_class.strong_od_um=0.5").stdout
        self.assertIn("strong_od_um = 0.5", printed)
        (self.folder / "c.toml").write_text(printed)
        self.assertEqual(self.herald("score", "--print-config", "--config", "c.toml").stdout, printed)

    def test_every_result_holds_the_configuration_that_gives_it_again(self):
        self.herald("phantom", "--out", ".", "--name", "p", "--size", 320)
        provenance = []
        for out, words in (("first", ("--set", "cell_class.strong_od_um=0.5")), ("again", ("--config", "first.toml")),
                           ("other", ("--set", "cell_class.strong_od_um=0.6"))):
            self.herald("score", "p.tif", "--out", out, *words)
            (result,) = (self.folder / out / "slides").glob("*/result.json")
            provenance.append(json.loads(result.read_text())["provenance"])
            self.assertEqual(json.loads((self.folder / out / "run.json").read_text())["provenance"]["config"],
                             provenance[-1]["config"])
            (self.folder / f"{out}.toml").write_text(provenance[-1]["config"])
        first, again, other = provenance
        self.assertIn("strong_od_um = 0.5\n", first["config"])
        self.assertEqual((again["config"], again["config_hash"]), (first["config"], first["config_hash"]))
        self.assertNotEqual(other["config_hash"], first["config_hash"])

    def test_the_bad_ones_fail_or_are_indeterminate_and_the_batch_goes_on(self):
        bad = self.shared("bad")
        done = self.herald("score", bad, "--out", "out", "--threads", "1", exit_code=1)
        rows = self.rows()
        self.assertEqual(len(rows), sum(path.is_file() for path in bad.iterdir()))
        for row in rows:
            self.assertIn(row["status"], ("failed", "indeterminate"), row)
            self.assertEqual(row["score"], "")
            self.assertTrue(row["reasons"], row)
            self.assertNotIn("\n", row["reasons"])
        self.assertEqual(done.stdout, "")
        hidden = [path for path in (self.folder / "out").rglob(".*")]
        self.assertEqual(hidden, [], "half-written files")
        run = json.loads((self.folder / "out" / "run.json").read_text())
        self.assertEqual(run["exit_code"], 1)


    def test_the_result_is_the_same_but_for_the_decoder_named(self):
        slide = SOURCE / "sample_slides" / "her2_2plus.tif"
        results = []
        for option, decoder in (("--decoder", "direct"), ("--decoder", "openslide"), ("--reader", "openslide")):
            out = f"{option}={decoder}"
            self.herald("score", slide, "--out", out, option, decoder)
            (folder,) = (self.folder / out / "slides").iterdir()
            result = json.loads((folder / "result.json").read_text())
            self.assertEqual(result["slide"].pop("reader"), decoder)
            del result["seconds"]
            results.append((result, (folder / "cells.h5ad").read_bytes()))
        self.assertEqual(results[0], results[1])
        self.assertEqual(results[1], results[2])

    def test_one_that_cannot_read_the_file_fails_it(self):
        slide = self.shared("slides/fluorescence_dapi.ndpi")
        done = self.herald("inspect", slide, "--decoder", "direct", exit_code=1)
        self.assertIn("cannot be read directly: its format (hamamatsu) is not a plain tiled TIFF", done.stdout)


class Inspect(CommandTest):
    def test_a_slide_is_described(self):
        core = self.shared("her2_cores/core_0_a6d0d6a6.tif")
        (described,) = json.loads(self.herald("inspect", core, "--json").stdout)
        self.assertEqual((described["mpp"], described["mpp_source"]), (0.25, "tiff-resolution"))
        self.assertEqual(len(described["levels"]), 6)
        width_mm, height_mm = described["size_mm"]
        self.assertAlmostEqual(width_mm, described["levels"][0]["width"] * 0.25 / 1000)
        self.assertGreater(described["predicted_seconds"], 0)
        self.assertIn("0.25 um (tiff-resolution)", self.herald("inspect", core).stdout)

    def test_what_decodes_it_can_be_chosen(self):
        slide = SOURCE / "sample_slides" / "her2_0.tif"
        told = {}
        for decoder in ("auto", "direct", "openslide"):
            (told[decoder],) = json.loads(self.herald("inspect", slide, "--json", "--decoder", decoder).stdout)
        self.assertEqual([told[decoder].pop("reader") for decoder in told], ["direct", "direct", "openslide"])
        self.assertEqual(told["direct"], told["openslide"])
        self.assertIn("read directly", self.herald("inspect", slide).stdout)

    def test_disagreement_is_warned_of(self):
        core = self.shared("her2_cores/core_0_a6d0d6a6.tif")
        (described,) = json.loads(self.herald("inspect", core, "--mpp", "0.5", "--json").stdout)
        self.assertEqual(described["warnings"],
                         ["pixel sizes disagree: 0.5 um (command-line, used) and 0.25 um (tiff-resolution)"])

    def test_what_does_not_open_is_told_and_the_rest_is_shown(self):
        done = self.herald("inspect", "none.svs", "--json", exit_code=1)
        self.assertIn("does not exist", json.loads(done.stdout)[0]["error"])

    def test_formats_are_listed(self):
        self.assertIn("ndpi", self.herald("inspect", "--formats").stdout)


if __name__ == "__main__":
    unittest.main()
