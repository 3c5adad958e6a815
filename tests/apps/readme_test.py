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
    @staticmethod
    def readme():
        return (command.SOURCE / "README.md").read_text()

    def test_commands_work_as_written(self):
        blocks = re.findall(r"<!-- run -->\n+```sh\n(.*?)```", self.readme(), re.DOTALL)
        self.assertTrue(blocks, "no block is marked to be run")
        if not any((command.SOURCE / "sample_slides").glob("*.tif*")):
            self.skipTest("sample_slides is empty")
        os.symlink(command.PROGRAM, self.folder / "herald")
        os.symlink(command.SOURCE / "sample_slides", self.folder / "sample_slides")
        for block in blocks:
            done = subprocess.run(["sh", "-e", "-c", block], cwd=self.folder, capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, block + done.stderr)

    def test_the_fault_table_names_every_test_of_a_fault(self):
        table = re.search(r"\*\*Faults\*\*.*?\n\n(.*?)\n\n", self.readme(), re.DOTALL).group(1)
        named = re.findall(r"`(\w+)`", "".join(re.findall(r"\| ((?:`\w{12,}`(?:, )?)+) \|\n", table + "\n")))
        tests = re.findall(r"def test_(\w+)", (command.SOURCE / "tests" / "apps" / "fault_test.py").read_text())
        self.assertEqual(sorted(named), sorted(tests))


if __name__ == "__main__":
    unittest.main()
