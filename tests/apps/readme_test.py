"""Holds the project's pages to what they say: commands run, links lead somewhere, files and options exist.

Each sh block stands after a line <!-- run -->, and is run with those before it on its page, in a folder that stands for the
checkout: ./herald in it is the program, sample_slides are the project's. Or it stands after <!-- not run: REASON -->;
then its programs, presets and options are looked up.
"""
import functools
import json
import os
import re
import shlex
import subprocess
import sys
import unittest

import command
from command import SOURCE, CommandTest

LAYERS = ("stain", "segmentation", "scoring", "pipeline", "apps")
README_BYTES = 10240
BLOCK = re.compile(r"(?:<!-- (run|not run: (?P<why>[^>]+)) -->\n)?```(?P<language>\w*)\n(?P<text>.*?)```", re.DOTALL)
# A file or folder of the project, in the text of a page or a comment.
PATH = re.compile(r"(?<![\w./<-])(?:stain|segmentation|scoring|pipeline|apps|tests|sample_slides)/[\w./-]*\w")


def pages():
    """Every page: its path from the root, and its text."""
    for path in sorted(SOURCE.rglob("*.md")):
        name = path.relative_to(SOURCE)
        if not {"build", "node_modules"} & set(name.parts):
            yield name, path.read_text(encoding="utf-8")


def blocks():
    for page, text in pages():
        for found in BLOCK.finditer(text):
            yield page, found


def commands(text):
    """Words of each command of a block."""
    for line in text.replace("\\\n", " ").splitlines():
        for part in line.split("&&"):
            words = shlex.split(re.sub(r"\w+=\$\(|\)$", "", part.strip()), comments=True)
            if words and not re.fullmatch(r"\w+=\S*", words[0]):
                yield words


def anchors(text):
    """What GitHub calls the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


class Commands(CommandTest):
    def test_blocks_work_as_written(self):
        runnable = {}
        for page, block in blocks():
            if block[1] == "run":
                runnable.setdefault(page, []).append(block["text"])
        self.assertIn("README.md", map(str, runnable))
        if not any((SOURCE / "sample_slides").glob("*.tif*")):
            self.skipTest("sample_slides is empty")
        for page, texts in runnable.items():
            folder = self.folder / str(page).replace("/", " ")
            folder.mkdir()
            os.symlink(command.PROGRAM, folder / "herald")
            os.symlink(SOURCE / "sample_slides", folder / "sample_slides")
            for text in texts:
                done = subprocess.run(["sh", "-e", "-c", text], cwd=folder, capture_output=True, text=True)
                self.assertEqual(done.returncode, 0, f"{page}: {text}{done.stderr}")

    def test_every_block_of_commands_is_run_or_says_why_not(self):
        for page, block in blocks():
            self.assertEqual(block["language"], "sh", f"{page}: {block['text']}")
            self.assertIsNotNone(block[1], f"{page}: no mark before {block['text']}")

    def test_what_does_not_run_names_programs_presets_and_options_that_exist(self):
        for page, block in blocks():
            if block[1] != "run":
                for words in commands(block["text"]):
                    self.look_up(page, words)

    def look_up(self, page, words):
        program, options = words[0], [word.split("=")[0] for word in words if re.match(r"--[a-z]", word)]
        presets = json.loads((SOURCE / "CMakePresets.json").read_text())
        if program in ("./herald", "herald"):
            self.look_up_in_help(page, words[1], options)
        elif program in ("cmake", "ctest"):
            known = {preset["name"] for preset in presets["configurePresets"]}
            for option, value in zip(words, words[1:]):
                if option == "--preset":
                    self.assertIn(value, known, page)
        elif program == "sbatch":
            scripts = [word for word in words if word.endswith(".sbatch")]
            self.assertTrue(scripts and all((SOURCE / page.parent / script).exists() for script in scripts), words)
        elif program.endswith((".py", ".sh")):
            self.assertTrue(os.access(SOURCE / program, os.X_OK), f"{page}: {program}")
            if program.endswith(".py"):
                self.look_up_in_usage(page, SOURCE / program, options)
        elif program.startswith("build/"):
            target = program.rsplit("/", 1)[1].replace("stage", "${part}")
            self.assertTrue(any(target in path.read_text() for path in (SOURCE / "tests").rglob("CMakeLists.txt")), program)
        else:
            self.assertIn(program, ("cpack", "npm", "sudo"), f"{page}: nothing is known of this program")

    @functools.cache
    def help_of(self, name):
        return self.herald(name, "--help").stdout

    def look_up_in_help(self, page, name, options):
        if name == "test":  # the wrapper's own
            return
        for option in options:
            self.assertRegex(self.help_of(name), rf"{option}\b", f"{page}: herald {name}")

    def look_up_in_usage(self, page, script, options):
        if not options:
            return
        done = subprocess.run([sys.executable, "-B", script, "--help"], capture_output=True, text=True)
        if "ModuleNotFoundError" in done.stderr:
            self.skipTest(done.stderr.splitlines()[-1])
        for option in options:
            self.assertRegex(done.stdout, rf"{option}\b", f"{page}: {script}")

    def test_commands_in_sentences_exist(self):
        known = re.findall(r"^  herald ([a-z]+) ", self.herald("--help").stdout, re.MULTILINE)
        for page, text in pages():
            for words in re.findall(r"`(?:\./)?herald ([a-z][^`]*)`", text):
                name, *rest = words.split()
                self.assertIn(name, [*known, "help", "test"], f"{page}: {words}")
                self.look_up_in_help(page, name, [word for word in rest if re.fullmatch(r"--[a-z-]+", word)])


class Pages(unittest.TestCase):
    def test_the_readme_is_short(self):
        self.assertLessEqual((SOURCE / "README.md").stat().st_size, README_BYTES)

    def test_links_lead_to_files_and_headings(self):
        texts = {SOURCE / page: text for page, text in pages()}
        for page, text in texts.items():
            for link in re.findall(r"\]\(([^)\s]+)\)", text):
                name, _, anchor = link.partition("#")
                self.assertNotRegex(name, "^/|^https?:", f"{page}: {link}")
                target = (page.parent / name).resolve() if name else page
                self.assertTrue(target.exists(), f"{page}: {link}")
                if anchor:
                    self.assertIn(anchor, anchors(texts[target]), f"{page}: {link}")

    def test_every_page_is_reached_from_the_readme(self):
        texts = {SOURCE / page: text for page, text in pages()}
        reached, to_read = set(), [SOURCE / "README.md"]
        while to_read:
            page = to_read.pop()
            if page not in reached and page in texts:
                reached.add(page)
                to_read += [(page.parent / link.partition("#")[0]).resolve() for link in re.findall(r"\]\(([^)\s]+)\)", texts[page])]
        self.assertEqual(set(texts) - reached, set())

    def test_files_that_pages_and_comments_name_exist(self):
        sources = [path for layer in LAYERS for path in (SOURCE / layer).rglob("*") if path.suffix in (".h", ".cpp", ".ts", ".toml")]
        texts = [(path.relative_to(SOURCE), path.read_text(encoding="utf-8")) for path in sources if "node_modules" not in path.parts]
        named = [(str(page), name) for page, text in [*pages(), *texts] for name in PATH.findall(text) if "." in name]
        self.assertEqual([(page, name) for page, name in named if not (SOURCE / name).exists()], [])

    def test_the_table_of_rooms_has_their_order(self):
        order = re.findall(r'^    "([\w/]+)"', (SOURCE / "tests" / "architecture" / "rooms.h").read_text(), re.MULTILINE)
        rows = re.findall(r"^\| `([\w/]+)` \|", (SOURCE / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.MULTILINE)
        self.assertTrue(order)
        self.assertEqual([row for row in rows if row in order], order)

    def test_the_fault_table_names_every_test_of_a_fault(self):
        table = (SOURCE / "tests" / "apps" / "README.md").read_text(encoding="utf-8")
        named = re.findall(r"`(\w+)`", "".join(re.findall(r"\| ((?:`\w{12,}`(?:, )?)+) \|\n", table)))
        tests = re.findall(r"def test_(\w+)", (SOURCE / "tests" / "apps" / "fault_test.py").read_text())
        self.assertEqual(sorted(named), sorted(tests))

    def test_citation_and_changelog_know_the_version(self):
        version = re.search(r"project\(herald VERSION (\S+)", (SOURCE / "CMakeLists.txt").read_text())[1]
        self.assertIn(f"\nversion: {version}\n", (SOURCE / "CITATION.cff").read_text())
        self.assertIn(f"\n## {version}\n", (SOURCE / "CHANGELOG.md").read_text())


if __name__ == "__main__":
    unittest.main()
