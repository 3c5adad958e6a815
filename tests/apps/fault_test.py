"""What can go wrong in a night, one fault a test: what the user sees, that the rest goes on and that nothing is lost.

The fault table in README.md, beside this file, names these tests."""
import csv
import fcntl
import json
import os
import random
import re
import resource
import shutil
import signal
import struct
import subprocess
import threading
import time
import unittest
from pathlib import Path

import numpy
from PIL import Image

import command
from command import CommandTest
from flat_tiff import flat_tiff

SEED = 20260101
HANGING_SECONDS = 600  # when a run is taken for hanging: a sanitized one is slow


def outcome_of(out):
    """Everything a run left, without what may differ: times, reuse and the log."""
    found = {}
    for path in sorted(out.rglob("*")):
        name = str(path.relative_to(out))
        if path.is_dir() or name == "log.txt":
            continue
        content = path.read_bytes()
        if name == "summary.csv":
            rows = list(csv.DictReader(content.decode().splitlines()))
            content = [{key: value for key, value in row.items() if key != "seconds"} for row in rows]
        elif path.name == "result.json":
            content = json.loads(content)
            del content["seconds"]
        elif name == "run.json":
            content = json.loads(content)
            for key in ("started", "finished"):
                del content[key]
            del content["counts"]["reused"]
            for entry in content["inputs"]:
                del entry["seconds"], entry["reused"]
        found[name] = content
    return found


class FaultTest(CommandTest):
    @classmethod
    def setUpClass(cls):
        cls.phantoms = Path(cls.enterClassContext(command.tempfile.TemporaryDirectory(prefix="herald phantoms ")))
        subprocess.run([command.PROGRAM, "phantom", "--out", cls.phantoms, "--name", "slide", "--score", "2+", "--size", "832",
                        "--count", "4", "--png"], check=True, stdout=subprocess.DEVNULL)

    def setUp(self):
        super().setUp()
        self.out = self.folder / "out"
        self.slides = self.folder / "slides"
        self.slides.mkdir()

    def slide(self, name="good.tif", number=1):
        """A copy of a phantom."""
        path = self.slides / name
        shutil.copy(self.phantoms / f"slide_{number}.tif", path)
        return path

    def four_slides(self):
        return [self.slide(f"{number}.tif", number) for number in range(1, 5)]

    def score(self, *words, exit_code=0):
        threads = () if "--threads" in words else ("--threads", "2")
        return self.herald("score", "slides", "--out", "out", *threads, *words, exit_code=exit_code)

    def start(self, *words):
        return subprocess.Popen([command.PROGRAM, "score", "slides", "--out", "out", "--threads", "1", *words], cwd=self.folder,
                                stderr=subprocess.PIPE, text=True)

    def rows(self):
        with open(self.out / "summary.csv", newline="") as file:
            return {row["slide"]: row for row in csv.DictReader(file)}

    def run_json(self):
        return json.loads((self.out / "run.json").read_text())

    def fails(self, name, *parts):
        """The slide failed, the message has these parts, the good one beside it did not, and the log tells more."""
        rows = self.rows()
        self.assertEqual((rows[name]["status"], rows[name]["score"]), ("failed", ""))
        for part in parts:
            self.assertIn(part, rows[name]["reasons"])
        self.assertNotIn("\n", rows[name]["reasons"])
        for other in rows.keys() - {name}:
            self.assertIn(rows[other]["status"], ("scored", "indeterminate"), rows[other])
        (entry,) = [entry for entry in self.run_json()["inputs"] if entry["slide"] == name]
        self.assertEqual((entry["status"], "; ".join(entry["reasons"])), ("failed", rows[name]["reasons"]))
        self.log_explains(name, rows[name]["reasons"])
        self.assertEqual(list(self.out.rglob(".*")), [], "half-written files")

    def log_explains(self, name, reason):
        """The last entry of the slide says which file, how far it came and the chain of causes."""
        entries = re.split(r"\n(?=\S)", (self.out / "log.txt").read_text())
        entry = [entry for entry in entries if f" {name}: failed: " in entry][-1].split("\n    ")
        self.assertIn(f"{name}: failed: {reason} (", entry[0])
        self.assertRegex(entry[1], rf"^file: .*{re.escape(name)}$")
        self.assertRegex(entry[2], r"^stage: .+, [\d.]+ s into it, [\d.]+ s into the slide$")
        self.assertRegex(entry[3], r"^cause: (herald|std)::\w+: .")

    def as_root_only(self, *words):
        done = subprocess.run(words, capture_output=True, text=True)
        if done.returncode != 0:
            self.skipTest(f"{' '.join(map(str, words))} is not permitted here")

    def small_disk(self, options):
        self.out.mkdir()
        self.as_root_only("mount", "-t", "tmpfs", "-o", options, "none", self.out)
        self.addCleanup(subprocess.run, ["umount", self.out], check=True)


class BadSlides(FaultTest):
    def test_a_corrupt_tile_in_the_middle_fails_its_slide(self):
        self.slide()
        for name, damage in (("zeroed.tif", lambda tile: bytes(len(tile))),
                             ("cut.tif", lambda tile: tile[:len(tile) // 2] + bytes(len(tile) - len(tile) // 2))):
            with self.subTest(name):
                path = self.slide(name)
                offset, size = middle_tile(path)
                content = bytearray(path.read_bytes())
                content[offset:offset + size] = damage(bytes(content[offset:offset + size]))
                path.write_bytes(content)
                self.score(exit_code=1)
                self.fails(name, f"slides/{name}: level 0 at (")
                path.unlink()

    def test_a_corrupt_tile_of_a_real_core_fails_it(self):
        self.slide()
        path = self.slides / "core.tif"
        shutil.copy(self.shared("her2_cores/core_2_a5593c5e.tif"), path)
        offset, size = middle_tile(path)
        with open(path, "r+b") as file:
            file.seek(offset + size // 4)
            file.write(bytes(size // 2))
        self.score(exit_code=1)
        self.fails("core.tif", "slides/core.tif: level 0 at (")

    def test_a_truncated_file_fails(self):
        self.slide()
        path = self.slide("short.tif")
        os.truncate(path, path.stat().st_size * 6 // 10)
        self.score(exit_code=1)
        self.fails("short.tif", "short.tif")

    def test_what_is_no_file_or_empty_fails(self):
        self.slide()
        (self.slides / "folder.svs").mkdir()
        self.slide("folder.svs/inside.tif", 2)
        (self.slides / "empty.svs").touch()
        self.score(exit_code=1)
        self.fails("empty.svs", "slides/empty.svs: is empty")
        self.assertEqual(self.rows()["folder.svs/inside.tif"]["status"], "scored")
        (self.slides / "empty.svs").unlink()
        os.mkfifo(self.slides / "pipe.svs")
        self.score(exit_code=1)
        self.fails("pipe.svs", "is not a regular file")

    def test_an_unreadable_file_fails(self):
        self.slide()
        path = self.slide("secret.tif")
        path.chmod(0)
        locked = self.slides / "locked"
        locked.mkdir(0)
        self.addCleanup(locked.chmod, 0o755)

        def both_fail(stderr):
            rows = self.rows()
            self.assertEqual({name: row["status"] for name, row in rows.items()},
                             {"good.tif": "scored", "locked": "failed", "secret.tif": "failed"}, stderr)
            self.assertEqual(rows["secret.tif"]["reasons"], "slides/secret.tif: cannot be read: Permission denied")
            self.assertEqual(rows["locked"]["reasons"], "slides/locked: the folder cannot be searched: Permission denied")
            for name, row in rows.items():
                if row["status"] == "failed":
                    self.log_explains(name, row["reasons"])
        if os.geteuid() != 0:
            return both_fail(self.score(exit_code=1).stderr)
        for folder in (self.folder, self.slides):
            folder.chmod(0o755)
        self.out.mkdir()
        os.chown(self.out, 65534, 65534)

        def as_nobody(*words):
            def drop():
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            return subprocess.run([command.PROGRAM, *words], cwd=self.folder, preexec_fn=drop, capture_output=True, text=True)
        try:
            if as_nobody("--version").returncode != 0:
                self.skipTest("another user cannot run the program here")
        except (OSError, subprocess.SubprocessError) as error:
            self.skipTest(f"root cannot become another user here: {error}")
        done = as_nobody("score", "slides", "--out", "out")
        self.assertEqual(done.returncode, 1, done.stderr)
        both_fail(done.stderr)

    def test_loops_of_links_end(self):
        self.slide()
        (self.slides / "up").symlink_to(self.slides)
        (self.slides / "a.tif").symlink_to("b.tif")
        (self.slides / "b.tif").symlink_to("a.tif")
        self.score(exit_code=1)
        rows = self.rows()
        self.assertEqual(sorted(rows), ["a.tif", "b.tif", "good.tif"])
        for name in ("a.tif", "b.tif"):
            self.assertEqual(rows[name]["status"], "failed")
        self.assertIn("Too many levels of symbolic links", rows["a.tif"]["reasons"])

    def test_any_name_works(self):
        names = ["two words.tif", "Gewebe ✂️ 😀.tif", "line\nbreak.tif", "quote\",comma.tif", "escape\x1b[2J.tif"]
        for number, name in enumerate(names):
            self.slide(name, 1 + number % 4)
        done = self.score()
        self.assertEqual({name: row["status"] for name, row in self.rows().items()}, {name: "scored" for name in names})
        self.assertEqual(sorted(entry["slide"] for entry in self.run_json()["inputs"]), sorted(names))
        self.assertEqual(len(list((self.out / "slides").iterdir())), len(names))
        self.assertNotIn("\x1b", done.stderr)
        self.assertIn("line\\nbreak.tif", done.stderr)

    def test_the_same_stem_twice_is_two_slides(self):
        for folder in ("a", "b"):
            (self.slides / folder).mkdir()
            self.slide(f"{folder}/x.tif", 1 if folder == "a" else 2)
        self.score()
        self.assertEqual(sorted(self.rows()), ["a/x.tif", "b/x.tif"])
        self.assertEqual(len(list((self.out / "slides").glob("x-*"))), 2)

    def test_a_file_that_changes_while_it_is_read_fails(self):
        path = self.slide("growing.tif")
        running = self.start()
        stop = threading.Event()

        def touch():
            moment = 1_000_000_000
            while not stop.wait(0.002):
                moment += 1_000_000_000
                os.utime(path, ns=(moment, moment))
        thread = threading.Thread(target=touch)
        thread.start()
        try:
            self.assertEqual(running.wait(HANGING_SECONDS), 1, running.stderr.read())
        finally:
            stop.set()
            thread.join()
            running.stderr.close()
        self.fails("growing.tif", "changed while it was read")
        (result,) = (self.out / "slides").glob("*/result.json")
        self.assertIsNone(json.loads(result.read_text())["score"])
        self.score()

    def test_absurd_sizes_are_refused(self):
        self.slide()
        pixels = numpy.full((16, 16, 3), 200, numpy.uint8)
        path = self.slides / "huge.tif"
        for size in ((2**32 - 1, 2**32 - 1), (1_000_000, 1_000_000), (0, 16), (100_000, 1)):
            with self.subTest(size, layout="one strip"):
                path.write_bytes(flat_tiff(pixels, claimed_size=size))
                self.score(exit_code=1)
                self.fails("huge.tif", "slides/huge.tif: ")
        for size in ((2**32 - 1, 2**32 - 1), (1_000_000, 1_000_000), (16_960, 16_960), (0, 16)):
            with self.subTest(size, layout="tiles"):
                self.slide("huge.tif")
                content = bytearray(path.read_bytes())
                for tag, number in zip((256, 257), size):
                    _, first, _, _ = tag_values(path)[tag]
                    struct.pack_into("<HII", content, first - 6, 4, 1, number)  # one LONG
                path.write_bytes(content)
                self.score(exit_code=1)
                self.fails("huge.tif", "slides/huge.tif: ")

    def test_an_implausible_pixel_size_in_the_file_is_none(self):
        self.slide()
        pixels = numpy.full((64, 64, 3), 200, numpy.uint8)
        for resolution in ((0, 1), (0, 0), (1, 0), (40, 1)):  # mpp: infinite, no number, 0, 250
            with self.subTest(resolution):
                (self.slides / "sizeless.tif").write_bytes(flat_tiff(pixels, resolution=resolution))
                self.score(exit_code=1)
                self.fails("sizeless.tif", "pixel size is not known")

    def test_an_implausible_pixel_size_of_the_user_is_refused_before_anything_is_read(self):
        for mpp in ("0", "nan", "250", "-1"):
            done = self.herald("score", "slides", "--out", "out", f"--mpp={mpp}", exit_code=2)
            self.assertIn(f"--mpp {mpp} is outside 0.05 to 5 um", done.stderr)
            (self.folder / "list.csv").write_text(f"slide,mpp\na.tif,{mpp}\n")
            done = self.herald("score", "list.csv", "--out", "out", exit_code=2)
            self.assertIn("list.csv: line 2: mpp", done.stderr)
        self.assertFalse(self.out.exists())

    def test_16_bit_rgba_and_stripped_files_give_what_8_bit_gives(self):
        pixels = numpy.asarray(Image.open(self.phantoms / "slide_1.png").convert("RGB"))
        opaque = numpy.full(pixels.shape[:2] + (1,), 255, numpy.uint8)
        kinds = {"8 bit": flat_tiff(pixels), "16 bit": flat_tiff(pixels.astype(numpy.uint16) * 257),
                 "RGBA": flat_tiff(numpy.concatenate([pixels, opaque], axis=2)),
                 "strips": flat_tiff(pixels, rows_per_strip=7)}
        for name, content in kinds.items():
            (self.slides / f"{name}.tif").write_bytes(content)
        self.score()
        measured = {tuple(row[column] for column in ("status", "score", "tumour_cells", "h_score", "tissue_mm2"))
                    for row in self.rows().values()}
        self.assertEqual(len(measured), 1, measured)
        self.assertGreater(int(self.rows()["8 bit.tif"]["tumour_cells"]), 50)

    def test_grey_is_not_assessable(self):
        pixels = numpy.asarray(Image.open(self.phantoms / "slide_1.png").convert("L"))
        (self.slides / "grey.tif").write_bytes(flat_tiff(pixels))
        self.score()
        row = self.rows()["grey.tif"]
        self.assertEqual((row["status"], row["score"]), ("indeterminate", ""))
        self.assertIn("not_ihc", row["reasons"])


def tag_values(path):
    """Of the first level's tags: type, offset of the first value, size of a value, number of values."""
    content = path.read_bytes()
    big = content[2] == 43
    start, = struct.unpack_from("<Q" if big else "<I", content, 8 if big else 4)
    entries, = struct.unpack_from("<Q" if big else "<H", content, start)
    places = {}
    for i in range(entries):
        at = start + (8 + 20 * i if big else 2 + 12 * i)
        tag, kind = struct.unpack_from("<HH", content, at)
        count, = struct.unpack_from("<Q" if big else "<I", content, at + 4)
        size = {3: 2, 4: 4, 16: 8}.get(kind, 1)
        first = at + (12 if big else 8)
        if count * size > (8 if big else 4):
            first, = struct.unpack_from("<Q" if big else "<I", content, first)
        places[tag] = kind, first, size, count
    return places


def middle_tile(path):
    """Offset and size of the tile in the middle of the first level."""
    content, tags = path.read_bytes(), tag_values(path)

    def middle(tag):
        _, first, size, count = tags[tag]
        return struct.unpack_from({2: "<H", 4: "<I", 8: "<Q"}[size], content, first + size * (count // 2))[0]
    return middle(324), middle(325)


class BadFolders(FaultTest):
    def test_an_output_folder_that_cannot_be_written_is_refused_at_once(self):
        self.slide()
        (self.folder / "file").touch()
        for out in ("file", "file/below", "/proc/herald"):
            done = self.herald("score", "slides", "--out", out, exit_code=2)
            self.assertRegex(done.stderr, r"\Aherald: [^\n]*" + out.split("/")[-1] + r"[^\n]*\n\Z")
        (self.out / "summary.csv").mkdir(parents=True)
        self.assertIn("summary.csv: cannot put the file in its place", self.score(exit_code=2).stderr)

    def test_a_read_only_disk_is_refused_at_once(self):
        self.slide()
        self.small_disk("ro,size=1m")
        self.assertEqual(self.score(exit_code=2).stderr,
                         "herald: out: nothing can be written to this folder: Read-only file system\n")

    def test_a_full_disk_fails_its_slides_and_leaves_nothing_half_written(self):
        self.four_slides()
        self.small_disk("size=500k")
        done = self.score(exit_code=1)
        self.assertIn("No space left on device", done.stderr)
        self.assertEqual([path for path in self.out.rglob(".*")], [])
        self.subset_is_whole()
        rows = self.rows()
        self.assertEqual(sorted(rows), ["1.tif", "2.tif", "3.tif", "4.tif"])
        failed = [row for row in rows.values() if row["status"] == "failed"]
        self.assertGreater(len(failed), 0)
        for row in failed:
            self.assertIn("No space left on device", row["reasons"])
        self.as_root_only("mount", "-o", "remount,size=100m", self.out)
        self.score()
        self.assertEqual({row["status"] for row in self.rows().values()}, {"scored"})

    def test_a_file_size_limit_fails_its_slides_and_leaves_nothing_half_written(self):
        self.four_slides()
        limit = (60_000, resource.RLIM_INFINITY)
        done = subprocess.run([command.PROGRAM, "score", "slides", "--out", "out"], cwd=self.folder, capture_output=True, text=True,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit))
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual([row["status"] for row in self.rows().values()], 4 * ["failed"])
        for row in self.rows().values():
            self.assertIn("File too large", row["reasons"])
        self.assertEqual([path for path in self.out.rglob(".*")], [])
        self.subset_is_whole()
        self.score()

    def subset_is_whole(self):
        """Every result that is there is complete."""
        for folder in (self.out / "slides").iterdir():
            result = json.loads((folder / "result.json").read_text())
            if result["status"] != "failed":
                for name in ("cells.h5ad", "tissue.geojson", "overview.jpg", "report.html"):
                    self.assertGreater((folder / name).stat().st_size, 0)

    def test_a_stderr_that_cannot_be_written_stops_nothing(self):
        self.slide()
        if not Path("/dev/full").exists():
            self.skipTest("no /dev/full here")
        with open("/dev/full", "w") as full:
            done = subprocess.run([command.PROGRAM, "score", "slides", "--out", "out"], cwd=self.folder, stderr=full)
        self.assertEqual(done.returncode, 0)
        self.assertEqual(len(self.rows()), 1)


class Interruptions(FaultTest):
    def wait_for_slide(self, running):
        """Until the first slide is done."""
        for line in running.stderr:
            if line.startswith("[1/"):
                return
        self.fail("the run ended")

    def test_signals_end_the_run_resumably(self):
        self.four_slides()
        self.score()
        expected = outcome_of(self.out)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number):
                shutil.rmtree(self.out)
                running = self.start()
                self.wait_for_slide(running)
                running.send_signal(number)
                _, told = running.communicate(timeout=HANGING_SECONDS)
                self.assertEqual(running.returncode, 130, told)
                self.assertIn("the same command resumes", told)
                run = self.run_json()
                self.assertEqual((run["exit_code"], run["finished"]), (130, None))
                done = [entry["slide"] for entry in run["inputs"]]
                self.assertGreaterEqual(len(done), 1)
                self.assertGreaterEqual(len(run["remaining"]), 1)
                self.assertEqual(done + run["remaining"], ["1.tif", "2.tif", "3.tif", "4.tif"])
                self.assertEqual(sorted(self.rows()), done)
                self.assertEqual(list(self.out.rglob(".*")), [])
                self.score()
                self.assertTrue(self.run_json()["inputs"][0]["reused"])
                self.assertEqual(outcome_of(self.out), expected)

    def test_killed_at_any_moment_the_next_run_gives_the_same(self):
        self.four_slides()
        began = time.monotonic()
        self.herald("score", "slides", "--out", "out", "--threads", "1")
        whole = time.monotonic() - began
        expected = outcome_of(self.out)
        moments = random.Random(SEED)
        for attempt in range(10):
            shutil.rmtree(self.out)
            running = self.start()
            time.sleep(moments.uniform(0, whole))
            running.kill()
            running.communicate()
            self.score()
            self.assertEqual(outcome_of(self.out), expected, f"attempt {attempt}")

    def in_work(self):
        """Since when and on which slide a run works, or was working when it was killed."""
        path = self.out / ".herald.in_work"
        try:
            return path.stat().st_mtime_ns, path.read_text().partition(" ")[2].rstrip("\n")
        except FileNotFoundError:
            return None, None

    def die_at(self, slide):
        before, _ = self.in_work()
        running = self.start()
        while running.poll() is None:
            since, name = self.in_work()
            if name == slide and since != before:
                break
            time.sleep(0.001)
        running.kill()
        running.communicate()
        since, name = self.in_work()
        self.assertEqual(name, slide)
        self.assertNotEqual(since, before)

    def test_a_slide_that_kills_two_runs_is_set_aside(self):
        self.four_slides()
        self.score("--threads", "1")
        expected = outcome_of(self.out)
        shutil.rmtree(self.out)
        for _ in range(2):
            self.die_at("2.tif")
        for _ in range(2):
            self.score("--threads", "1", exit_code=1)
            self.assertEqual([row["status"] for row in self.rows().values()], ["scored", "failed", "scored", "scored"])
            self.assertEqual(self.rows()["2.tif"]["reasons"],
                             "slides/2.tif: set aside: the program died 2 times in a row while working on this slide "
                             "(a crash, or out of memory); --force tries again")
        self.score("--threads", "1", "--force")
        self.assertEqual(outcome_of(self.out), expected)

    def test_what_a_killed_run_left_is_removed(self):
        self.slide()
        half = self.out / "slides" / "other-00000000"
        half.mkdir(parents=True)
        (half / ".herald.unfinished").touch()
        (half / "cells.h5ad").write_text("half")
        (half / ".result.json.partial-1-1").write_text("half")
        (self.out / ".cells.partial-1-1").write_text("half")
        kept = self.out / "slides" / "notes-00000000"
        kept.mkdir()
        (kept / "mine.txt").write_text("mine")
        self.score()
        self.assertFalse(half.exists())
        self.assertEqual(list(self.out.rglob(".*")), [])
        self.assertEqual((kept / "mine.txt").read_text(), "mine")

    def test_files_of_somebody_else_below_slides_stay(self):
        case = self.slides / "caseA"
        case.mkdir()
        self.slide("caseA/good.tif")
        for name in ("result.json", "cells.h5ad", "cells.geojson.gz", "tissue.geojson", "overview.jpg", "heatmap.png",
                     "report.html", ".scan.partial-1-1"):
            (case / name).write_text(f"my {name}")
        (self.folder / "link").symlink_to(self.folder)
        (self.folder / "list.csv").write_text("slide\nslides/caseA/good.tif\n")
        def everything():
            return {path: path.is_file() and path.read_bytes() for path in self.folder.rglob("*")}
        before = everything()
        for words in (("slides",), (".",), ("slides/caseA/good.tif",), ("list.csv",), ("link/slides", "--dry-run")):
            for out in (".", "link"):
                with self.subTest(words=words, out=out):
                    done = self.herald("score", *words, "--out", out, exit_code=2)
                    self.assertRegex(done.stderr, r"\Aherald: [^\n]+: is an input and lies where the results would be "
                                                  r"written, in [^\n]*slides; name another folder for the results\n\Z")
                    self.assertEqual(everything(), before)
        # Nor does a run touch them that writes its results beside them.
        (self.folder / "other").mkdir()
        self.slide().rename(self.folder / "other/good.tif")
        self.herald("score", "other", "--out", ".")
        after = everything()
        self.assertEqual({path: after[path] for path in before}, before)

    def test_a_slides_folder_that_holds_other_files_fails_its_slide(self):
        self.slide()
        self.score()
        (folder,) = (self.out / "slides").iterdir()
        shutil.rmtree(self.out)
        folder.mkdir(parents=True)
        (folder / "overview.jpg").write_text("mine")
        self.score(exit_code=1)
        self.assertIn("overview.jpg: already exists and is not known to be from this program", self.rows()["good.tif"]["reasons"])
        self.assertEqual([path.name for path in folder.iterdir()], ["overview.jpg"])
        self.assertEqual((folder / "overview.jpg").read_text(), "mine")

    def test_its_own_pictures_are_no_slides(self):
        self.slide()
        self.score()
        (self.out / "run.json").unlink()
        self.herald("score", "out", "--out", "again", exit_code=3)
        self.herald("score", "out/slides", "--out", "again", exit_code=3)

    def test_a_second_run_into_the_same_folder_is_refused(self):
        self.four_slides()
        running = self.start()
        self.wait_for_slide(running)
        before = (self.out / "log.txt").read_text().count("begins")
        refused = self.score(exit_code=2)
        self.assertRegex(refused.stderr, rf"\Aherald: out: another run \(process {running.pid} on [^\n]+\) is writing")
        _, told = running.communicate(timeout=HANGING_SECONDS)
        self.assertEqual(running.returncode, 0, told)
        self.assertEqual(before, 1)
        self.assertEqual(len(self.rows()), 4)

    def test_a_lock_is_one_only_as_long_as_its_holder_lives(self):
        self.slide()
        self.out.mkdir()
        with open(self.out / ".herald.lock", "w") as lock:
            lock.write("process 7 on elsewhere\n")
            lock.flush()
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.assertIn("another run (process 7 on elsewhere) is writing", self.score(exit_code=2).stderr)
        self.score()


class Lists(FaultTest):
    def test_ten_thousand_entries_half_of_them_missing_have_a_row_each(self):
        self.slide()
        entries = [f"missing_{i}.tif" for i in range(5000)] + 5000 * ["slides/good.tif"]
        (self.folder / "list.csv").write_text("slide\n" + "".join(entry + "\n" for entry in entries))
        self.herald("score", "list.csv", "--out", "out", "--quiet", exit_code=1)
        with open(self.out / "summary.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        statuses = [row["status"] for row in rows]
        self.assertEqual({status: statuses.count(status) for status in set(statuses)},
                         {"failed": 5000, "skipped": 4999, "scored": 1})
        self.assertEqual([row["reasons"] for row in rows],
                         ["; ".join(entry["reasons"]) for entry in self.run_json()["inputs"]])
        self.assertEqual([row["slide"] for row in rows if row["status"] != "scored" and not row["reasons"]], [])
        self.log_explains("missing_4999.tif", "missing_4999.tif: does not exist")
        self.assertEqual((self.out / "log.txt").read_text().count(": failed: "), 5000)

    def test_a_dry_run_names_the_problems_and_writes_nothing(self):
        good = self.slide()
        (self.slides / "link.tif").symlink_to(good)
        shutil.copy(good, self.slides / "twin.tif")
        white = numpy.full((1024, 1024, 3), (238, 238, 245), numpy.uint8)
        (self.slides / "blank.tif").write_bytes(flat_tiff(white))
        Image.fromarray(white).save(self.slides / "sizeless.png")
        (self.slides / "broken.svs").write_text("no slide")
        done = self.herald("score", "slides", "--out", "out", "--dry-run", exit_code=1)
        said = dict(line.split(": ", 1) for line in done.stdout.splitlines())
        self.assertRegex(said["good.tif"], r"^\d+ s, \d+ MB$")
        self.assertEqual(said["link.tif"], "skipped: duplicate: the same file as good.tif")
        self.assertIn("warning: the same content as good.tif", said["twin.tif"])
        self.assertIn("indeterminate: no_tissue", said["blank.tif"])
        self.assertIn("failed: pixel size is not known", said["sizeless.png"])
        self.assertIn("failed: slides/broken.svs: ", said["broken.svs"])
        self.assertIn("2 slides can be scored, 3 cannot, 1 skipped", done.stderr)
        self.assertFalse(self.out.exists())
        for name in ("blank.tif", "sizeless.png", "broken.svs"):
            (self.slides / name).unlink()
        self.herald("score", "slides", "--dry-run")


if __name__ == "__main__":
    unittest.main()
