"""herald view as a server: what it answers, and what it refuses. The page itself is tested in a browser (tests/web)."""
import http.client
import json
import random
import select
import signal
import socket
import struct
import subprocess
import unittest
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

import command
from command import CommandTest

CUTS = {"moderate_od": 0.3, "strong_od": 0.4, "stained_od": 0.05}


class View(CommandTest):
    def setUp(self):
        super().setUp()
        for seed, score in enumerate(("0", "2+", "3+"), 1):
            self.herald("phantom", "--out", "slides", "--score", score, "--size", "1024", "--seed", str(seed),
                        "--name", f"s{seed}")
        (self.folder / "slides/broken.tif").write_bytes(b"II*\0 broken")
        self.herald("score", "slides", "--out", "run", "--quiet", exit_code=1)
        self.server = subprocess.Popen([command.PROGRAM, "view", "run"], cwd=self.folder, stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE, text=True)
        self.assertTrue(select.select([self.server.stdout], [], [], 60)[0], "no address within a minute")
        self.address = self.server.stdout.readline().strip()
        self.parts = urllib.parse.urlsplit(self.address)
        self.host = self.parts.netloc

    def tearDown(self):
        self.server.send_signal(signal.SIGTERM)
        self.server.wait(30)
        self.server.stdout.close()
        self.server.stderr.close()
        super().tearDown()

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

    def results(self, run="run"):
        found = {}
        for path in (self.folder / run / "slides").glob("*/result.json"):
            result = json.loads(path.read_text())
            found[result["slide"]["path"]] = result
        return found

    def indices(self):
        return {slide["slide"]: slide["index"] for slide in self.json("api/run")["slides"]}

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

    def test_a_click_finds_the_cell_that_the_geojson_has(self):
        self.herald("score", "slides/s3.tif", "--out", "exported", "--geojson", "--quiet")
        import gzip
        path = next((self.folder / "exported/slides").glob("*/cells.geojson.gz"))
        features = json.loads(gzip.open(path).read())["features"]
        index = self.indices()["s3.tif"]
        for feature in random.Random(1).sample(features, 25):
            ring = feature["nucleusGeometry"]["coordinates"][0]
            x = sum(p[0] for p in ring[:-1]) / (len(ring) - 1)
            y = sum(p[1] for p in ring[:-1]) / (len(ring) - 1)
            cell = self.json(f"api/slides/{index}/cell?x={x}&y={y}")
            others = {f["id"]: f for f in features}
            self.assertIn(cell["id"], others)
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
        square = lambda a, b: [[[a, a], [b, a], [b, b], [a, b], [a, a]]]
        region = lambda ring, name: {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": ring},
                                     "properties": {"objectType": "annotation", "classification": {"name": name}}}
        document = {"type": "FeatureCollection", "features": [region(square(100, 900), "Tumor"), region(square(150, 300), "Exclude")]}
        headers = {"Content-Type": "application/json"}
        save = lambda text: self.ask(f"api/slides/{index}/regions", "PUT", text, headers)
        status, _, body = save(json.dumps(document))
        self.assertEqual((status, json.loads(body)["saved"]), (200, "regions/s3.geojson"))
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
        self.assertFalse((self.folder / "run/regions/s3.geojson").exists())
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
            return {"raw_path": token + "api/judge?moderate_od=" + number()}
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


class Usage(CommandTest):
    def test_what_cannot_be_shown_is_an_error_in_one_line(self):
        (self.folder / "empty").mkdir()
        for words in ((), ("nowhere",), ("empty",), ("a", "b")):
            done = self.herald("view", *words, exit_code=2)
            self.assertRegex(done.stderr, r"\Aherald: [^\n]+\n\Z")
        self.assertIn("herald view DIR", self.herald("view", "--help").stdout)


if __name__ == "__main__":
    unittest.main()
