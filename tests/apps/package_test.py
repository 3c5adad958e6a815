"""The Debian package: made, unpacked into an empty folder, run there, and its papers checked.

Second argument: the build folder.
"""
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

BUILD = Path(sys.argv.pop(2)).resolve() if len(sys.argv) > 2 else None

import h5py  # noqa: E402
import numpy  # noqa: E402
import command  # noqa: E402
from command import SOURCE, CommandTest  # noqa: E402

MAN = "usr/share/man/man1/herald.1.gz"
COMPLETION = "usr/share/bash-completion/completions/herald"


def run(*words, **options):
    return subprocess.run(list(map(str, words)), capture_output=True, text=True, check=True, **options).stdout


def columns(path):
    """All cells of a store, by column; not where they come from. Numbers as bytes: NaN is to be NaN."""
    found = {}

    def visit(name, node):
        if isinstance(node, h5py.Dataset):
            values = numpy.asarray(node[()])
            found[name] = values.tolist() if values.dtype == object else (str(values.dtype), values.tobytes())

    with h5py.File(path) as file:
        file["obs"].visititems(visit)
        file["obsm"].visititems(visit)
    return found


class Package(CommandTest):
    @classmethod
    def setUpClass(cls):
        for tool in ("cpack", "dpkg-deb", "dpkg-shlibdeps", "file"):
            if shutil.which(tool) is None:
                raise unittest.SkipTest(f"{tool} is absent")
        cls.made = BUILD / "package_test"
        shutil.rmtree(cls.made, ignore_errors=True)
        run("cpack", "-G", "DEB", "--config", BUILD / "CPackConfig.cmake", "-B", cls.made)
        (cls.package,) = cls.made.glob("*.deb")
        cls.root = cls.made / "root"
        run("dpkg-deb", "-x", cls.package, cls.root)
        cls.program = cls.root / "usr/bin/herald"

    def field(self, name):
        return run("dpkg-deb", "-f", self.package, name).strip()

    def test_holds_what_is_promised_and_nothing_from_the_build_tree(self):
        files = {str(path.relative_to(self.root)) for path in self.root.rglob("*") if path.is_file()}
        rules = {f"usr/share/herald/rules/{path.name}" for path in (SOURCE / "scoring" / "rules").iterdir()}
        schema = {f"usr/share/herald/schema/{path.name}" for path in (SOURCE / "pipeline" / "schema").iterdir()}
        self.assertEqual(files, rules | schema | {"usr/bin/herald", MAN, COMPLETION, "usr/share/doc/herald/copyright"})
        for path in self.root.rglob("*"):
            mode = path.stat().st_mode & 0o777
            self.assertEqual(mode, 0o755 if path.is_dir() or path == self.program else 0o644, path)
        self.assertNotIn("RUNPATH", run("readelf", "-d", self.program))
        self.assertIn("Apache-2.0", (self.root / "usr/share/doc/herald/copyright").read_text())

    def test_says_what_it_is(self):
        version = re.search(r"project\(herald VERSION (\S+)", (SOURCE / "CMakeLists.txt").read_text())[1]
        self.assertEqual(self.field("Package"), "herald")
        self.assertEqual(self.field("Version"), version)
        # As the policy wants it, and no address that could be somebody's.
        self.assertRegex(self.field("Maintainer"), r"^Herald developers <[a-z]+@[a-z]+\.invalid>$")
        self.assertEqual(self.field("Architecture"), run("dpkg", "--print-architecture").strip())
        self.assertEqual(self.package.name, f"herald_{version}_{self.field('Architecture')}.deb")
        self.assertIn(f"herald {version}", run(self.program, "--version"))

    def test_declares_every_library_it_needs(self):
        declared = {word.split()[0].split(":")[0] for word in re.split(r"[,|]", self.field("Depends"))}
        needed = re.findall(r"\(NEEDED\).*\[(.*)\]", run("readelf", "-d", self.program))
        self.assertIn("libopenslide.so.0", needed)
        for library in needed:
            owners = {line.split(":")[0] for line in run("dpkg", "-S", f"*/{library}").splitlines()}
            self.assertTrue(owners & declared, f"{library} of {owners} is not in {sorted(declared)}")

    def test_the_installed_program_gives_the_results_of_the_built_one(self):
        slide = SOURCE / "sample_slides" / "her2_2plus.tif"
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(self.folder)}
        run(self.program, "score", slide, "--out", "installed", "--geojson", cwd=self.folder, env=environment)
        self.herald("score", slide, "--out", "built", "--geojson")
        (folder,) = (self.folder / "built" / "slides").iterdir()
        installed = self.folder / "installed" / "slides" / folder.name
        results = []
        for path in (folder, installed):
            results.append(json.loads((path / "result.json").read_text()))
            del results[-1]["seconds"], results[-1]["provenance"]["herald"]  # that one names the program's bytes
        self.assertEqual(*results)
        for name in ("tissue.geojson", "overview.jpg", "heatmap.png", "cells.geojson.gz"):
            self.assertEqual((installed / name).read_bytes(), (folder / name).read_bytes(), name)
        built, from_package = columns(folder / "cells.h5ad"), columns(installed / "cells.h5ad")
        self.assertIn("membrane_peak", built)
        self.assertEqual(built.keys(), from_package.keys())
        self.assertEqual([name for name in built if built[name] != from_package[name]], [])

    def test_installed_rule_sets_are_those_built_in(self):
        for path in (self.root / "usr/share/herald/rules").iterdir():
            printed = [re.sub(", file content .*", "", run(self.program, "score", "--print-config", "--rules", rules))
                       for rules in (path, path.stem)]
            self.assertEqual(*printed)

    def test_the_man_page_is_clean_and_names_every_option(self):
        page = self.made / "herald.1"
        page.write_bytes(gzip.decompress((self.root / MAN).read_bytes()))
        if shutil.which("groff") is None:
            self.skipTest("groff is absent")
        done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-rLL=110n", page], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        shown = re.sub("\x1b\\[[0-9;]*m|.\b", "", done.stdout).replace("\u2010", "-")
        commands = re.findall(r"^  herald ([a-z]+) ", self.herald("--help").stdout, re.MULTILINE)
        self.assertIn("score", commands)
        for name in commands:
            self.assertIn(f"HERALD {name.upper()}", shown)
            options = re.findall(r"^  .*?(--[a-z-]+)", self.herald(name, "--help").stdout, re.MULTILINE)
            self.assertTrue(options)
            for option in options:
                self.assertRegex(shown, rf"(?m)^ +(-h \[ )?{option}\b")


class Completion(CommandTest):
    def complete(self, *words):
        """What bash offers for the last word, with the built program as herald."""
        (self.folder / "bin").mkdir(exist_ok=True)
        link = self.folder / "bin" / "herald"
        if not link.exists():
            link.symlink_to(command.PROGRAM)
        script = ('source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
                  '_herald herald "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"; '
                  'printf "%s\\n" "${COMPREPLY[@]}"')
        completion = SOURCE / "apps" / "packaging" / "herald.bash"
        environment = dict(os.environ, PATH=f"{self.folder / 'bin'}:{os.environ['PATH']}")
        lines = run("bash", "-c", script, "bash", completion, "herald", *words, cwd=self.folder, env=environment)
        return lines.splitlines()

    def test_offers_commands_options_and_choices(self):
        self.assertEqual(self.complete("sco"), ["score"])
        self.assertEqual(self.complete("hel"), ["help"])
        self.assertEqual(self.complete("help", "insp"), ["inspect"])
        self.assertEqual(self.complete("score", "--geo"), ["--geojson"])
        self.assertEqual(self.complete("inspect", "--fo"), ["--formats"])
        self.assertEqual(self.complete("score", "--decoder", ""), ["auto", "direct", "openslide"])
        self.assertEqual(self.complete("score", "--log-level", "w"), ["warning"])
        self.assertEqual(self.complete("score", "--set", "cell_class.str"), ["cell_class.strong_od_um="])

    def test_offers_rule_sets_and_files(self):
        (self.folder / "gastric mine.toml").write_text("")
        self.assertEqual(self.complete("score", "--rules", "gastric"),
                         ["gastric-biopsy", "gastric-resection", "gastric mine.toml"])
        self.assertEqual(self.complete("score", "gas"), ["gastric mine.toml"])


if __name__ == "__main__":
    unittest.main()
