"""Runs what the README tells people to type: every sh block after a line <!-- run -->, in order, in one folder.

The folder stands for the checkout: ./herald in it is the program, sample_slides are the project's.
"""
import os
import re
import subprocess
import unittest

import command
from command import CommandTest


class Readme(CommandTest):
    def test_commands_work_as_written(self):
        blocks = re.findall(r"<!-- run -->\n+```sh\n(.*?)```", (command.SOURCE / "README.md").read_text(), re.DOTALL)
        self.assertTrue(blocks, "no block is marked to be run")
        if not any((command.SOURCE / "sample_slides").glob("*.tif*")):
            self.skipTest("sample_slides is empty")
        os.symlink(command.PROGRAM, self.folder / "herald")
        os.symlink(command.SOURCE / "sample_slides", self.folder / "sample_slides")
        for block in blocks:
            done = subprocess.run(["sh", "-e", "-c", block], cwd=self.folder, capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, block + done.stderr)


if __name__ == "__main__":
    unittest.main()
