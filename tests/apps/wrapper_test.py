"""The wrapper ./herald: from any folder, with spaces in its path, quick when nothing changed, silent but for failures."""
import os
import shutil
import subprocess
import time
import unittest

import command
from command import CommandTest

FAKE_PROGRAM = '#!/bin/sh\nprintf "%s|" "$@"\npwd\nexit 3\n'
# Stands for cmake: builds a program that only repeats its arguments, or fails when told to.
FAKE_CMAKE = """#!/bin/sh
echo "chatter of cmake"
[ ! -e fail ] || { echo "the cause"; exit 1; }
mkdir -p build/release/apps
cp program build/release/apps/herald
echo x >> builds
"""


class Wrapper(CommandTest):
    def setUp(self):
        super().setUp()
        self.root = self.folder / "a checkout"
        for layer in ("apps", "pipeline", "scoring", "segmentation", "stain", ".ci", "bin"):
            (self.root / layer).mkdir(parents=True)
        (self.root / "stain" / "a.cpp").write_text("")
        for name in ("CMakeLists.txt", "CMakePresets.json"):
            (self.root / name).write_text("")
        (self.root / ".ci" / "packages").write_text("# none\n[score]\n[test]\n")
        shutil.copy(command.SOURCE / "herald", self.root / "herald")
        self.script("program", FAKE_PROGRAM)
        self.script("bin/cmake", FAKE_CMAKE)
        self.environment = dict(os.environ, PATH=f"{self.root / 'bin'}:{os.environ['PATH']}")

    def script(self, name, text):
        (self.root / name).write_text(text)
        (self.root / name).chmod(0o755)

    def call(self, *words):
        return subprocess.run([self.root / "herald", *words], cwd=self.folder, env=self.environment,
                              capture_output=True, text=True)

    def builds(self):
        return len((self.root / "builds").read_text().split())

    def test_builds_once_and_passes_everything_on(self):
        first = self.call("score", "two words", "")
        self.assertEqual((first.returncode, first.stdout), (3, f"score|two words||{self.folder}\n"))
        self.assertNotIn("chatter", first.stdout + first.stderr)
        built = self.builds()
        self.assertEqual(self.call("x").stderr, "")
        self.assertEqual(self.builds(), built)

    def test_builds_again_when_a_source_is_newer(self):
        self.call()
        built = self.builds()
        time.sleep(0.05)
        (self.root / "stain" / "a.cpp").write_text("// changed")
        self.call()
        self.assertGreater(self.builds(), built)

    def test_a_failed_build_tells_its_cause_and_runs_nothing(self):
        (self.root / "fail").write_text("")
        failed = self.call("score")
        self.assertEqual((failed.returncode, failed.stdout), (2, ""))
        self.assertIn("the cause", failed.stderr)

    def test_is_quick_when_nothing_changed(self):
        """Against a shell that starts as many programs: on a busy machine both take longer."""
        def seconds(call):
            start = time.perf_counter()
            call()
            return time.perf_counter() - start
        self.call()
        programs = ["bash", "-c", "(find . -quit); (readlink -f .); (dirname .); bash -c :"]
        ratios = sorted(seconds(self.call) / seconds(lambda: subprocess.run(programs, cwd="/", capture_output=True))
                        for _ in range(9))
        self.assertLess(ratios[len(ratios) // 2], 5)

    def test_works_through_a_link(self):
        os.symlink(self.root / "herald", self.folder / "link")
        done = subprocess.run([self.folder / "link", "x"], cwd="/", env=self.environment, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (3, "x|/\n"))


if __name__ == "__main__":
    unittest.main()
