"""Runs the program and compares: what the command-line tests share."""
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROGRAM = Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 else None
SOURCE = Path(os.environ.get("HERALD_SOURCE_DIR", Path(__file__).resolve().parents[2]))
SHARED = Path(os.environ.get("HERALD_SHARED_DATA", SOURCE.parent / "shared" / "data"))


class CommandTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="herald test ")  # a space in every path
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)

    def herald(self, *words, exit_code=0):
        done = subprocess.run([PROGRAM, *map(str, words)], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, exit_code, done.stderr + done.stdout)
        return done

    def shared(self, name):
        path = SHARED / name
        if not path.exists():
            self.skipTest(f"{path} is absent")
        return path
