"""herald view as a server: what it answers, and what it refuses. The page itself is tested in a browser (tests/web)."""
import gzip
import http.client
import json
import math
import os
import random
import re
import select
import shlex
import signal
import socket
import struct
import subprocess
import unittest
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import command
from command import CommandTest
from png_pixels import rows_of

CUTS = {"moderate_od_um": 0.3, "strong_od_um": 0.4, "stained_od": 0.05}


def marked_points(svg):
    """Corners of a cell's outline as it is marked on the image, in level-0 pixels."""
    x, y, scale = map(float, re.search(r"translate\((\S+) (\S+)\) scale\((\S+)\)", svg).groups())
    path = re.search(r'class="cell-outline" d="([^"]+)"', svg).group(1)
    return {(x + scale * int(dx), y + scale * int(dy)) for dx, dy in re.findall(r"[ML](-?\d+) (-?\d+)", path)}


class Served(CommandTest):
    """A server over a folder of results, and requests to it."""

    def serve(self, *words):
        """Starts herald view; it ends with the test."""
        server = subprocess.Popen([command.PROGRAM, "view", *words], cwd=self.folder, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, text=True,
                                  preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))  # a job may ignore it
        self.addCleanup(self.end, server)
        self.assertTrue(select.select([server.stdout], [], [], 60)[0], "no address within a minute")
        self.server = server
        self.address = server.stdout.readline().strip()
        self.parts = urllib.parse.urlsplit(self.address)
        self.host = self.parts.netloc

    @staticmethod
    def end(server):
        server.send_signal(signal.SIGTERM)
        server.wait(30)
        server.stdout.close()
        server.stderr.close()

    def ask(self, path, method="GET", body=None, headers=None, raw_path=None):
        """Status, headers and body of one request below the token."""
        connection = http.client.HTTPConnection(self.parts.hostname, self.parts.port, timeout=60)
        try:
            connection.request(method, raw_path if raw_path is not None else self.parts.path + path, body,
                               headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def json(self, path):
        status, _, body = self.ask(path)
        self.assertEqual(status, 200, body)
        return json.loads(body)

    def save(self, index, text):
        return self.ask(f"api/slides/{index}/regions", "PUT", text, {"Content-Type": "application/json"})

    def results(self, run="run"):
        found = {}
        for path in (self.folder / run / "slides").glob("*/result.json"):
            result = json.loads(path.read_text())
            found[result["slide"]["path"]] = result
        return found

    def indices(self):
        return {slide["slide"]: slide["index"] for slide in self.json("api/run")["slides"]}


def square(a, b):
    return [[[a, a], [b, a], [b, b], [a, b], [a, a]]]


def region(ring, name):
    return {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": ring},
            "properties": {"objectType": "annotation", "classification": {"name": name}}}


class View(Served):
    def setUp(self):
        super().setUp()
        for seed, score in enumerate(("0", "2+", "3+"), 1):
            self.herald("phantom", "--out", "slides", "--score", score, "--size", "1024", "--seed", str(seed),
                        "--name", f"s{seed}")
        (self.folder / "slides/broken.tif").write_bytes(b"II*\0 broken")
        self.herald("score", "slides", "--out", "run", "--quiet", exit_code=1)
        self.serve("run")

    def test_the_address_answers_and_names_every_slide(self):
        self.assertRegex(self.address, r"\Ahttp://127\.0\.0\.1:\d+/[0-9a-f]{32}/\Z")
        status, headers, body = self.ask("")
        self.assertEqual((status, headers["Content-Type"]), (200, "text/html; charset=utf-8"))
        self.assertIn("default-src 'none'", headers["Content-Security-Policy"])
        for name in ("viewer.js", "viewer.css"):
            self.assertIn(name.encode(), body)
            self.assertEqual(self.ask(name)[0], 200)
        run = self.json("api/run")
        self.assertEqual([(s["slide"], s["status"], s["measured"]) for s in run["slides"]],
                         [("broken.tif", "failed", False)] + [(f"s{i}.tif", r["status"], True) for i, r in
                                                              enumerate([self.results()[f"s{k}.tif"] for k in (1, 2, 3)], 1)])
        self.assertEqual(run["rule_sets"][0]["name"], "asco-cap-2018")

    def test_moved_cuts_give_what_rescore_gives(self):
        sets = [word for name, value in CUTS.items() for word in ("--set", f"cell_class.{name}={value}")]
        self.herald("rescore", "run", "--out", "moved", "--rules", "gastric-biopsy", *sets, "--quiet", exit_code=1)
        rules = [r["name"] for r in self.json("api/run")["rule_sets"]].index("gastric-biopsy")
        query = urllib.parse.urlencode({**CUTS, "rules": rules})
        expected = self.results("moved")
        indices = self.indices()
        cohort = {slide["index"]: slide for slide in self.json("api/judge?" + query)["slides"]}
        for slide in ("s1.tif", "s2.tif", "s3.tif"):
            answer = self.json(f"api/slides/{indices[slide]}/answer?{query}")
            for key in ("status", "score", "ish", "derived", "borderline", "reasons", "flags", "percent",
                        "percent_bootstrap", "percent_complete", "table", "h_score", "audit", "controls"):
                self.assertEqual(answer[key], expected[slide][key], (slide, key))
            self.assertEqual(cohort[indices[slide]]["score"], expected[slide]["score"])
            self.assertEqual(cohort[indices[slide]]["h_score"], expected[slide]["h_score"]["value"])

    def exported(self, slide):
        """The features of cells.geojson.gz."""
        self.herald("score", f"slides/{slide}", "--out", "exported", "--geojson", "--quiet")
        path = next((self.folder / "exported/slides").glob("*/cells.geojson.gz"))
        return json.loads(gzip.open(path).read())["features"]

    def test_the_cells_layer_draws_the_outlines_that_the_geojson_has_and_no_others(self):
        features = self.exported("s2.tif")
        index = self.indices()["s2.tif"]
        about = self.json(f"api/slides/{index}")
        size = about["tile_size"]
        tiles = {}
        for x in range(-(-about["width"] // size)):
            for y in range(-(-about["height"] // size)):
                status, _, png = self.ask(f"tiles/{index}/cells/{about['max_level']}/{x}_{y}")
                self.assertEqual(status, 200)
                channels, tiles[x, y] = rows_of(png)
                self.assertEqual(channels, 4)

        def pixel(x, y):
            row = tiles[x // size, y // size][y % size]
            return tuple(row[4 * (x % size):4 * (x % size) + 4])

        inside = lambda x, y: 0 <= x < about["width"] and 0 <= y < about["height"]
        near = [(dx, dy) for dx in range(-2, 3) for dy in range(-2, 3)]  # a line is 2 pixels wide and smoothed
        outlined, misplaced, wrong_colour = set(), 0, 0
        for feature in features:
            colour = feature["properties"]["classification"]["color"]
            ring = feature["geometry"]["coordinates"][0]
            for (x0, y0), (x1, y1) in zip(ring, ring[1:]):
                steps = max(1, round(math.hypot(x1 - x0, y1 - y0)))
                for i in range(steps + 1):
                    x, y = int(x0 + (x1 - x0) * i / steps), int(y0 + (y1 - y0) * i / steps)
                    outlined.update((x + dx, y + dy) for dx, dy in near)
            coloured = seen = 0
            for x, y in ring[:-1]:
                drawn = [pixel(int(x) + dx, int(y) + dy) for dx, dy in near if inside(int(x) + dx, int(y) + dy)]
                if not drawn:
                    continue
                seen += 1
                misplaced += not any(p[3] for p in drawn)
                coloured += any(p[3] and max(abs(a - b) for a, b in zip(p, colour)) < 40 for p in drawn)
            wrong_colour += coloured < seen / 2  # of a shared border one cell's colour is seen
        vertices = sum(len(feature["geometry"]["coordinates"][0]) - 1 for feature in features)
        self.assertGreater(vertices, 5000)
        # An outline that crosses itself is its hull in the GeoJSON; cells can lie on top of one another.
        self.assertLess(misplaced, 0.001 * vertices)
        self.assertLess(wrong_colour, 0.01 * len(features))
        drawn = [(x, y) for y in range(about["height"]) for x in range(about["width"]) if pixel(x, y)[3] >= 128]
        self.assertGreater(len(drawn), vertices)
        self.assertLess(sum(place not in outlined for place in drawn), 0.001 * len(drawn))

    def test_a_click_finds_the_cell_that_the_geojson_has(self):
        features = self.exported("s3.tif")
        index = self.indices()["s3.tif"]
        for feature in random.Random(1).sample(features, 25):
            ring = feature["nucleusGeometry"]["coordinates"][0]
            x = sum(p[0] for p in ring[:-1]) / (len(ring) - 1)
            y = sum(p[1] for p in ring[:-1]) / (len(ring) - 1)
            cell = self.json(f"api/slides/{index}/cell?x={x}&y={y}")
            others = {f["id"]: f for f in features}
            self.assertIn(cell["id"], others)
            self.assertLessEqual({tuple(p) for p in others[cell["id"]]["geometry"]["coordinates"][0]},
                                 marked_points(cell["marks"]))
            name = others[cell["id"]]["properties"]["classification"]["name"]
            self.assertEqual(name, "Excluded" if not cell["counted"] else {"0": "Negative"}.get(cell["class"], cell["class"]))
        self.assertEqual(self.ask(f"api/slides/{index}/cell?x=-5000&y=-5000")[0], 404)

    def test_every_tile_of_the_pyramid_is_there_and_no_other(self):
        index = self.indices()["s2.tif"]
        about = self.json(f"api/slides/{index}")
        self.assertTrue(about["pixels"], about["message"])
        for layer, signature in (("colour", b"\xff\xd8"), ("dab", b"\xff\xd8"), ("hematoxylin", b"\xff\xd8"),
                                 ("cells", b"\x89PNG"), ("heat", b"\x89PNG"), ("tissue", b"\x89PNG")):
            for level in range(about["max_level"] + 1):
                scale = 2 ** (about["max_level"] - level)
                width, height = -(-about["width"] // scale), -(-about["height"] // scale)
                for x in range(-(-width // about["tile_size"])):
                    for y in range(-(-height // about["tile_size"])):
                        status, _, body = self.ask(f"tiles/{index}/{layer}/{level}/{x}_{y}")
                        self.assertEqual((status, body[:len(signature)]), (200, signature), (layer, level, x, y))
        for wrong in (f"{index}/colour/{about['max_level'] + 1}/0_0", f"{index}/colour/0/1_0", f"{index}/colour/3/0_999999999",
                      f"{index}/label/0/0_0", "99/colour/0/0_0", f"{index}/colour/99999999999/0_0"):
            self.assertEqual(self.ask("tiles/" + wrong)[0], 404, wrong)

    def test_drawn_regions_are_saved_for_roi_and_score_with_them(self):
        index = self.indices()["s3.tif"]
        document = {"type": "FeatureCollection", "features": [region(square(100, 900), "Tumor"), region(square(150, 300), "Exclude")]}
        save = lambda text: self.save(index, text)
        status, _, body = save(json.dumps(document))
        self.assertEqual((status, json.loads(body)["saved"]), (200, "regions/s3.tif.geojson"))
        self.assertEqual(self.json(f"api/slides/{index}")["regions"], document)
        self.herald("score", "slides/s3.tif", "--roi", "run/regions", "--out", "drawn", "--quiet")
        result = self.results("drawn")["s3.tif"]
        self.assertEqual(result["annotation"]["objects"], {"include": 1, "exclude": 1, "control": 0, "ignored": 0})
        crossing = [[[0, 0], [500, 500], [500, 0], [0, 500], [0, 0]]]
        for wrong in ("no json", "{}", json.dumps({"type": "FeatureCollection", "features": [region(crossing, "Tumor")]}),
                      json.dumps({"type": "FeatureCollection", "features": [region(square(90000, 99999), "Tumor")]})):
            status, _, body = save(wrong)
            self.assertEqual(status, 400, body)
            self.assertEqual(len(json.loads(body)["error"].splitlines()), 1)
        self.assertEqual(self.json(f"api/slides/{index}")["regions"], document, "a refused region replaces nothing")
        self.assertEqual(save(json.dumps({"type": "FeatureCollection", "features": []}))[0], 200)
        self.assertFalse((self.folder / "run/regions/s3.tif.geojson").exists())
        self.assertEqual(self.ask(f"api/slides/{index}/regions", "PUT", "{}", {"Content-Type": "text/plain"})[0], 415)

    def hostile(self, chance):
        """One request that must be refused: path, and what else http.client takes."""
        token = self.parts.path
        kind = chance.randrange(12)
        number = lambda: chance.choice(["-1", "99999999999999999999", "1e9", "nan", "%00", "..", "0x10", "4294967296", ""])
        climb = chance.choice(["../", "..%2f", "%2e%2e/", "....//", "..%5c", "%252e%252e/"]) * chance.randrange(1, 9)
        if kind == 0:
            return {"raw_path": token + climb + chance.choice(["etc/passwd", "run/run.json", "slides/s1.tif"])}
        if kind == 1:
            return {"raw_path": f"{token}tiles/{number()}/colour/{number()}/{number()}_{number()}"}
        if kind == 2:
            return {"raw_path": "/" + "".join(chance.choice("0123456789abcdef") for _ in range(32)) + "/api/run"}
        if kind == 3:
            return {"raw_path": token + "api/run", "headers": {"Host": "evil.example"}}
        if kind == 4:
            return {"raw_path": token + "api/run", "headers": {"Origin": "https://evil.example"}}
        if kind == 5:
            return {"raw_path": token + "api/judge?moderate_od_um=" + number()}
        if kind == 6:
            return {"raw_path": token + f"api/slides/1/cell?x={number()}&y={chance.choice(['-1e6', '1e300', 'x'])}"}
        if kind == 7:
            return {"raw_path": token + "api/slides/1/regions", "method": chance.choice(["POST", "DELETE", "PATCH", "OPTIONS"]), "body": "{}"}
        if kind == 8:
            return {"raw_path": token + "x" * chance.randrange(1, 5000)}
        if kind == 9:
            return {"raw_path": token + "api/slides/1/regions", "method": "PUT", "body": "[" * chance.randrange(1, 50000),
                    "headers": {"Content-Type": "application/json"}}
        if kind == 10:
            return {"raw_path": token + "api/run", "headers": {"Sec-Fetch-Site": "cross-site"}}
        return {"raw_path": token + f"api/slides/{number()}/answer"}

    def test_ten_thousand_hostile_requests_are_refused_and_the_server_lives(self):
        outside = {path for path in self.folder.rglob("*") if path.is_file()}

        def attack(seed):
            status, _, body = self.ask("", **self.hostile(random.Random(seed)))
            return status if not (400 <= status < 500) or b"root:" in body else 400

        with ThreadPoolExecutor(8) as pool:
            statuses = set(pool.map(attack, range(10000)))
        self.assertEqual(statuses, {400})
        self.assertEqual({path for path in self.folder.rglob("*") if path.is_file()}, outside, "nothing was written")
        self.assertEqual(self.ask("api/run")[0], 200)

    def test_a_body_that_is_too_large_and_a_broken_request_do_no_harm(self):
        index = self.indices()["s1.tif"]
        try:
            status, _, _ = self.ask(f"api/slides/{index}/regions", "PUT", b"x" * (3 << 20), {"Content-Type": "application/json"})
            self.assertEqual(status, 413)
        except (BrokenPipeError, ConnectionResetError):
            pass  # refused before it was sent
        for noise in (b"\0" * 4096, b"GET", b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999\r\n\r\n", b"\x16\x03\x01\x02\x00"):
            with socket.create_connection((self.parts.hostname, self.parts.port), timeout=10) as connection:
                connection.sendall(noise)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.assertEqual(self.ask("api/run")[0], 200)

    def test_a_slide_that_is_gone_is_told_and_its_cells_are_still_shown(self):
        for path in (self.folder / "slides").glob("*.tif"):
            path.rename(path.with_suffix(".moved"))
        index = self.indices()["s1.tif"]
        about = self.json(f"api/slides/{index}")
        self.assertFalse(about["pixels"])
        self.assertIn("does not exist", about["message"])
        self.assertEqual(self.ask(f"tiles/{index}/colour/0/0_0")[0], 404)
        self.assertEqual(self.ask(f"tiles/{index}/cells/0/0_0")[0], 200)

    def test_a_signal_ends_it(self):
        self.server.send_signal(signal.SIGINT)
        self.assertEqual(self.server.wait(30), 0)


class ViewOfFolders(Served):
    """Slides that are called alike, in a folder with a space, scored with options of their own."""

    def setUp(self):
        super().setUp()
        for seed, folder in enumerate(("a", "b"), 1):
            self.herald("phantom", "--out", f"my slides/{folder}", "--score", "3+", "--size", "512", "--seed", str(seed),
                        "--name", "s")
        self.herald("score", "my slides", "--out", "run", "--rules", "gastric-resection", "--set",
                    "cell_class.moderate_od_um=0.3", "--quiet")

    def drawn(self, name="Tumor"):
        return json.dumps({"type": "FeatureCollection", "features": [region(square(50, 450), name)]})

    def test_slides_called_alike_have_regions_of_their_own(self):
        self.serve("run")
        indices = self.indices()
        self.assertEqual(sorted(indices), ["a/s.tif", "b/s.tif"])
        for slide, index in indices.items():
            status, _, body = self.save(index, self.drawn())
            self.assertEqual((status, json.loads(body)["saved"]), (200, f"regions/{slide}.geojson"))
        self.assertEqual(self.save(indices["a/s.tif"], '{"type": "FeatureCollection", "features": []}')[0], 200)
        self.assertEqual(len(self.json(f"api/slides/{indices['b/s.tif']}")["regions"]["features"]), 1)
        self.herald("score", "my slides", "--roi", "run/regions", "--out", "drawn", "--quiet")
        self.assertIsNone(self.results("drawn")["a/s.tif"]["annotation"])
        self.assertEqual(self.results("drawn")["b/s.tif"]["annotation"]["objects"]["include"], 1)

    def test_the_command_it_shows_scores_with_the_regions_and_the_options_of_the_run(self):
        self.serve("run/")
        index = self.indices()["b/s.tif"]
        words = shlex.split(json.loads(self.save(index, self.drawn())[2])["command"])
        self.assertEqual(words[:2], ["herald", "score"])
        self.herald(*words[1:], "--quiet")
        [result] = self.results("NEW_RESULTS").values()
        self.assertEqual(result["rule_set"]["name"], "gastric-resection")
        self.assertEqual(result["annotation"]["objects"]["include"], 1)
        self.assertIn("moderate_od_um = 0.3", result["provenance"]["config"])

    def test_regions_that_cannot_be_drawn_here_are_left_as_they_are(self):
        path = self.folder / "run/regions/b/s.tif.geojson"
        path.parent.mkdir(parents=True)
        point = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [5, 5]}, "properties": {"objectType": "annotation"}}
        polygon = region(square(50, 450), "Tumor")
        self.serve("run")
        index = self.indices()["b/s.tif"]
        for text in (json.dumps({"type": "FeatureCollection", "features": [point, polygon]}), json.dumps([polygon]),
                     json.dumps(polygon), "{", "[]", '{"type": "FeatureCollection"}',
                     json.dumps({"type": "FeatureCollection", "features": [{**polygon, "properties": None}]})):
            path.write_text(text)
            about = self.json(f"api/slides/{index}")
            self.assertEqual(about["regions"]["features"], [], text)
            self.assertIn("regions/b/s.tif.geojson", about["regions_locked"])
            self.assertEqual(self.save(index, self.drawn())[0], 409)
            self.assertEqual(path.read_text(), text)
        path.write_text(self.drawn())
        self.assertEqual(self.json(f"api/slides/{index}")["regions_locked"], "")

    def test_it_says_which_rule_set_is_the_run_s_and_how_to_name_the_others(self):
        offered = lambda: [(r["name"], r["of_run"], r["option"]) for r in self.json("api/run")["rule_sets"]]
        self.serve("run/")
        self.assertEqual(self.json("api/run")["folder"], "run")
        self.assertEqual(offered()[0], ("gastric-resection", True, ""))
        self.assertEqual({of_run for _, of_run, _ in offered()[1:]}, {False})
        self.assertIn(("gastric-biopsy", False, "gastric-biopsy"), offered())
        self.serve("run", "--rules", "gastric-biopsy")
        self.assertEqual(offered()[0], ("gastric-biopsy", False, "gastric-biopsy"))
        self.assertIn(("gastric-resection", True, ""), offered())
        rules = (command.SOURCE / "scoring/rules/gastric-resection.toml").read_text()
        (self.folder / "own.toml").write_text(rules)
        self.serve("run", "--rules", "own.toml")
        self.assertEqual(offered()[0], ("gastric-resection", False, "own.toml"))

    def test_a_port_belongs_to_one_server(self):
        self.serve("run")
        done = self.herald("view", "run", "--port", str(self.parts.port), exit_code=1)
        self.assertRegex(done.stderr, r"\Aherald: port \d+ of 127\.0\.0\.1 is not available\n\Z")


class ViewOfMany(Served):
    def test_only_a_few_slides_stay_open(self):
        for seed in range(1, 8):
            self.herald("phantom", "--out", "slides", "--size", "256", "--seed", str(seed), "--name", f"s{seed}")
        self.herald("score", "slides", "--out", "run", "--quiet")
        self.serve("run")
        for index in self.indices().values():
            self.assertEqual(self.ask(f"tiles/{index}/colour/0/0_0")[0], 200)
        folder = Path(f"/proc/{self.server.pid}/fd")
        opened = {os.readlink(entry) for entry in folder.iterdir()}
        self.assertLessEqual(len([name for name in opened if name.endswith(".tif")]), 4)


class Usage(CommandTest):
    def test_what_cannot_be_shown_is_an_error_in_one_line(self):
        (self.folder / "empty").mkdir()
        for words in ((), ("nowhere",), ("empty",), ("a", "b")):
            done = self.herald("view", *words, exit_code=2)
            self.assertRegex(done.stderr, r"\Aherald: [^\n]+\n\Z")
        self.assertIn("herald view DIR", self.herald("view", "--help").stdout)


if __name__ == "__main__":
    unittest.main()
