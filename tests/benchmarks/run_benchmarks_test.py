"""Runs the benchmarks once on one tiny synthetic slide, timing nothing. usage: run_benchmarks_test.py HERALD PROGRAMS"""
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "accuracy")]
PROGRAMS = sys.argv.pop(2)
HERALD = sys.argv.pop(1)

import processes  # noqa: E402
import report  # noqa: E402


def benchmarks(*words):
    command = [sys.executable, "-B", HERE / "run_benchmarks.py", "--herald", HERALD, "--programs", PROGRAMS, *words]
    return subprocess.run([str(word) for word in command], capture_output=True, text=True)


class RunBenchmarks(unittest.TestCase):
    def test_a_tiny_slide_gives_the_table_and_refreshes_a_document(self):
        with tempfile.TemporaryDirectory() as folder:
            document = pathlib.Path(folder) / "README.md"
            document.write_text("a\n<!-- speed: begin -->\nold\n<!-- speed: end -->\nb\n")
            done = benchmarks("--phantom-px", 512, "--rounds", 1, "--no-warm-up", "--markdown", "--share", 1, "--readme", document)
            self.assertEqual(done.returncode, 0, done.stderr)
            text = document.read_text()
        for name in ("Herald", "Herald, 1 thread", "OpenSlide reading alone", "JPEG decoding alone"):
            self.assertIn(f"| synthetic 512 px, 0 Mpx | {name} |", done.stdout)
        self.assertIn("| speed-up from one thread | ≥ 1.85 |", done.stdout)
        self.assertTrue(text.startswith("a\n<!-- speed: begin -->\n\n**Speed**\n"), text)
        self.assertTrue(text.endswith("<!-- speed: end -->\nb\n"), text)
        self.assertNotIn("old", text)

    def test_what_cannot_run_is_refused_by_name(self):
        self.assertIn("nothing to measure", benchmarks().stderr)
        self.assertIn("--only Qu is not one of", benchmarks("--phantom-px", 512, "--only", "Qu").stderr)
        done = benchmarks("--slide", HERE / "report.py", "--rounds", 1)
        self.assertEqual(done.returncode, 2)
        self.assertIn("report.py is no TIFF", done.stderr)


class Figures(unittest.TestCase):
    def test_ratios_are_taken_within_rounds(self):
        runs = report.Measurements()
        for number, (slow, fast) in enumerate([(2.0, 1.0), (30.0, 10.0), (4.0, 1.0)]):
            runs.add("s", "slow", number, processes.Measurement(slow, 1, 1, ""))
            runs.add("s", "fast", number, processes.Measurement(fast, 1, 1, ""))
        runs.add("s", "slow", 3, processes.Measurement(100, 1, 1, ""))  # without its partner
        self.assertEqual(runs.ratio("wall_s", ("s", "slow"), ("s", "fast")), 3.0)
        self.assertIsNone(runs.ratio("wall_s", ("s", "slow"), ("s", "nobody")))

    def test_a_process_is_measured_with_its_children(self):
        busy = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'sum(range(10**7)); x = bytearray(10**8)'])"
        done = processes.measure([sys.executable, "-c", busy])
        self.assertGreater(done.cpu_s, 0.05)
        self.assertGreater(done.peak_mb, 90)
        with self.assertRaisesRegex(processes.RunFailed, "exit code 3"):
            processes.measure([sys.executable, "-c", "raise SystemExit(3)"])


if __name__ == "__main__":
    unittest.main()
