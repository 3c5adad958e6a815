"""What a page lets a reader move: help, configuration file, report, viewer and rescore know one range of it, take both
its limits and refuse what is just outside, in the same words."""
import json
import re
import subprocess
import unittest
import urllib.parse

import command
from view_test import Served

JUST = 1e-6  # outside a limit


def printed_ranges(text):
    """key -> (low, high) of every number of what --print-config prints."""
    ranges, section, comment = {}, "", ""
    for line in text.splitlines():
        if match := re.fullmatch(r"\[(\w+)\]", line):
            section = match[1]
        elif line.startswith("# "):
            comment = line
        elif match := re.match(r"(\w+) = ", line):
            if limits := re.search(r" ([-.\de]+) to ([-.\de]+)(?: [^;]*)?; default [-0-9]", comment):
                ranges[f"{section}.{match[1]}"] = (float(limits[1]), float(limits[2]))
    return ranges


class OptionLimits(Served):
    def setUp(self):
        super().setUp()
        self.herald("phantom", "--out", "slides", "--score", "2+", "--size", "1024", "--seed", "3", "--name", "s")
        self.herald("score", "slides", "--out", "run", "--quiet")
        report = next((self.folder / "run/slides").glob("*/report.html")).read_text()
        page = re.search(r'<script[^>]* id="herald-page"[^>]*>(.*?)</script>', report, re.DOTALL)
        self.page = json.loads(page[1])
        self.cuts = self.page["cuts"]

    def settings_at(self, cut, value):
        """The cut at a value, and the other one of its pair out of its way."""
        settings = {cut["name"]: value}
        for other in self.cuts:
            if cut["below"] == other["name"]:
                settings[other["name"]] = other["high"]
            if other["below"] == cut["name"]:
                settings[other["name"]] = other["low"]
        return settings

    def ways(self, settings):
        """Exit code or status, and message, of each way to say so."""
        sets = [word for name, value in settings.items() for word in ("--set", f"cell_class.{name}={value!r}")]
        (self.folder / "cuts.toml").write_text(
            "[cell_class]\n" + "".join(f"{name} = {value!r}\n" for name, value in settings.items()))
        for way, words in (("--set", ("score", "--print-config", *sets)),
                           ("file", ("score", "--print-config", "--config", "cuts.toml")),
                           ("rescore", ("rescore", "run", "--out", f"moved{self.runs}", "--quiet", *sets))):
            done = subprocess.run([command.PROGRAM, *words], cwd=self.folder, capture_output=True, text=True)
            yield way, done.returncode == 0, done.stderr
        self.runs += 1
        status, _, body = self.ask("api/judge?" + urllib.parse.urlencode(settings))
        yield "viewer", status == 200, "" if status == 200 else json.loads(body)["error"]

    def test_every_way_knows_the_same_ranges(self):
        printed = printed_ranges(self.herald("score", "--print-config").stdout)
        self.assertLess(80, len(printed))
        of_page = {cut["key"]: (cut["low"], cut["high"]) for cut in self.cuts}
        self.assertEqual(of_page, {key: value for key, value in printed.items() if key.startswith("cell_class.")})
        self.assertEqual([cut["name"] for cut in self.cuts], list(self.page["request"]["cell_class"]))
        self.serve("run")
        self.assertEqual(self.json("api/run")["cuts"], self.cuts)
        for cut in self.cuts:
            self.assertTrue(cut["low"] <= cut["usual_low"] < cut["usual_high"] <= cut["high"], cut)

    def test_every_way_takes_both_limits_and_nothing_outside(self):
        self.runs = 0
        self.serve("run")
        for cut in self.cuts:
            for limit, outwards in ((cut["low"], -JUST), (cut["high"], JUST)):
                for way, taken, message in self.ways(self.settings_at(cut, limit)):
                    with self.subTest(f"{cut['name']} = {limit}: {way}"):
                        self.assertTrue(taken, message)
                outside = limit + outwards
                for way, taken, message in self.ways(self.settings_at(cut, outside)):
                    with self.subTest(f"{cut['name']} = {outside!r}: {way}"):
                        self.assertFalse(taken)
                        self.assertRegex(message, rf"{cut['key']} = \S+ is outside {cut['low']:g} to {cut['high']:g}\b")


if __name__ == "__main__":
    unittest.main()
