"""No output holds what a slide's label image or tags say of the patient.

Slides with a planted name are inspected and scored with all outputs; then every byte that came out is searched for the
name, as it stands, unpacked, and in the other encodings text has.
"""
import base64
import gzip
import re
import json
import unittest

import h5py
import numpy
from command import CommandTest
from PIL import Image

from planted_slides import LABEL_RGB, NAME, write_planted_slides

# Parts of it alone would tell as much.
PARTS = ("quenby", "zzyzxova", "1951-02-29")


def tells(content):
    """Whether the bytes hold a part of the name in any letter case and encoding."""
    lower = content.lower()
    return any(part.encode(encoding) in lower for part in PARTS for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


def attributes_and_texts(path):
    """Everything in an HDF5 file that is text, compressed or not."""
    texts = []

    def visit(name, node):
        texts.append(name)
        texts.extend(f"{key} {value!r}" for key, value in node.attrs.items())
        if isinstance(node, h5py.Dataset) and node.dtype.kind in "OSU":
            texts.append(repr(numpy.asarray(node[()], dtype=object).tolist()))

    with h5py.File(path) as file:
        visit("", file)
        file.visititems(visit)
    return "\n".join(texts).encode()


def unpacked(path):
    """What a reader of the file would find in it: its bytes, and what its compression hides."""
    content = path.read_bytes()
    yield content
    if path.suffix == ".gz":
        yield gzip.decompress(content)
    elif path.suffix == ".h5ad":
        yield attributes_and_texts(path)
    elif path.suffix == ".html":
        for packed in re.findall(rb"[A-Za-z0-9+/]{64,}={0,2}", content):
            try:
                found = base64.b64decode(packed)
                yield gzip.decompress(found) if found[:2] == b"\x1f\x8b" else found
            except (ValueError, OSError):
                pass  # letters of the script
    elif path.suffix in (".jpg", ".png", ".webp"):
        with Image.open(path) as image:
            yield repr((image.info, dict(image.getexif()))).encode()


class Privacy(CommandTest):
    def setUp(self):
        super().setUp()
        slides = self.folder / "slides"
        slides.mkdir()
        self.herald("phantom", "--out", ".", "--name", "phantom", "--score", "2+", "--size", 896, "--seed", 7)
        self.slides = write_planted_slides(self.folder / "phantom.tif", slides)

    def no_name_in(self, done):
        self.assertFalse(tells((done.stdout + done.stderr).encode()), done.stdout + done.stderr)

    def status_of(self, out):
        results = {}
        for path in (self.folder / out / "slides").glob("*/result.json"):
            result = json.loads(path.read_text())
            results[result["slide"]["path"]] = result
        return results

    def test_the_slides_hold_the_name_and_the_search_finds_it(self):
        for path in self.slides:
            self.assertTrue(any(map(tells, unpacked(path))), path.name)
        self.assertTrue(tells(NAME.encode("utf-16-le")))

    def test_inspection_tells_nothing(self):
        self.no_name_in(self.herald("inspect", "slides", exit_code=1))  # one slide is damaged
        self.no_name_in(self.herald("inspect", "slides", "--json", exit_code=1))
        # That one opens no plain pictures.
        self.no_name_in(self.herald("inspect", "slides", "--decoder", "openslide", exit_code=1))

    def test_no_output_of_any_reader_tells(self):
        for reader in ("auto", "openslide"):
            self.no_name_in(self.herald("score", "slides", "--out", reader, "--geojson", "--mpp", "0.25",
                                        "--decoder", reader, exit_code=1))
            files = [path for path in (self.folder / reader).rglob("*") if path.is_file()]
            for path in files:
                for content in unpacked(path):
                    self.assertFalse(tells(content), path)
            results = self.status_of(reader)
            for name in ("aperio.svs", "generic.tif", "odd_numbers.svs"):
                self.assertEqual(results[name]["status"], "scored", results[name]["reasons"])
            self.assertEqual(results["truncated.svs"]["status"], "failed")
            self.assertLessEqual({"summary.csv", "run.json", "result.json", "cells.h5ad", "cells.geojson.gz",
                                  "tissue.geojson", "overview.jpg", "heatmap.png", "report.html"}, {path.name for path in files})

    def test_no_picture_shows_the_label(self):
        self.herald("score", "slides/aperio.svs", "--out", "out")
        (folder,) = (self.folder / "out" / "slides").iterdir()
        for name in ("overview.jpg", "heatmap.png"):
            pixels = numpy.asarray(Image.open(folder / name).convert("RGB")).astype(int)
            distance = numpy.abs(pixels - numpy.array(LABEL_RGB)).max(axis=2)
            self.assertGreater(distance.min(), 60, name)

    def test_the_pictures_of_one_region_tell_nothing(self):
        self.no_name_in(self.herald("tile", "slides/aperio.svs", "--at", "300,300", "--size", "256,256", "--out", "look"))
        files = list((self.folder / "look").iterdir())
        self.assertTrue(files)
        for path in files:
            for content in unpacked(path):
                self.assertFalse(tells(content), path)


if __name__ == "__main__":
    unittest.main()
