"""Opens what write_synthetic_outputs wrote with programs that are not Herald's.

check_outputs.py CHECK WRITER     CHECK: cells | schema | geojson; WRITER: path of write_synthetic_outputs
Exit code 77 (skipped) when a Python module is missing.
"""

import gzip
import json
import pathlib
import subprocess
import sys
import tempfile
import uuid

SKIPPED = 77
CLASSES = ["0", "1+", "2+", "3+"]


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def slides(folder):
    return sorted((folder / "out" / "slides").iterdir())


def check_cells(folder):
    import anndata
    import numpy

    expected = load(folder / "expected.json")
    scored = [slide for slide in slides(folder) if slide.name.startswith("case_7")][0]
    store = anndata.read_h5ad(scored / "cells.h5ad")
    assert store.shape == (len(expected), 0)
    assert list(store.obs_names) == [cell["id"] for cell in expected]
    assert list(store.obs["class"].cat.categories) == CLASSES and store.obs["class"].cat.ordered
    assert list(store.obs["class"]) == [cell["class"] for cell in expected]
    patterns = {"n": "none", "i": "incomplete", "c": "complete"}
    intensities = {"none": "none", "w": "weak", "m": "moderate", "s": "strong"}
    assert list(store.obs["pattern"]) == [patterns[cell["pattern"][0]] for cell in expected]
    assert list(store.obs["intensity"]) == [intensities.get(cell["pattern"], intensities.get(cell["pattern"][-1])) for cell in expected]
    assert list(store.obs["excluded"].astype(object).fillna("")) == [cell["excluded"] for cell in expected]
    assert store.obs["tumour"].dtype == bool
    assert list(store.obs["tumour"]) == [cell["tumour"] for cell in expected]
    for name, key in [("membrane_peak", "peak"), ("membrane_contrast", "contrast"), ("membrane_excess", "excess")]:
        assert store.obsm[name].dtype == numpy.uint8
        assert (store.obsm[name] == numpy.array([cell[key] for cell in expected])).all()
    assert store.obsm["cell_outline"].dtype == numpy.int16
    assert (store.obsm["cell_outline"] == numpy.array([cell["outline"] for cell in expected])).all()
    assert (store.obsm["spatial"] == numpy.array([cell["centroid"] for cell in expected])).all()
    assert (store.obs[["seed_x", "seed_y"]].to_numpy() == numpy.array([cell["seed"] for cell in expected])).all()
    assert store.uns["herald"]["schema"] == "herald.cells/5"
    assert store.uns["herald"]["contrast_step_od"] == 0.005
    for slide in slides(folder):
        if slide.name.startswith("empty"):
            assert anndata.read_h5ad(slide / "cells.h5ad").shape == (0, 0)


def check_schema(folder):
    import jsonschema

    schema = load(folder / "schema.json")
    validator = jsonschema.validators.validator_for(schema)
    validator.check_schema(schema)
    statuses = set()
    for slide in slides(folder):
        document = load(slide / "result.json")
        validator(schema).validate(document)
        statuses.add(document["status"])
        for broken in ({"score": "4+"}, {"unknown": 1}, {"status": "done"}, {"percent": {"0": 1}}):
            assert not validator(schema).is_valid({**document, **broken}), broken
        document["slide"]["path"] = "/absolute/place.svs"
        assert not validator(schema).is_valid(document)
    assert statuses == {"scored", "indeterminate", "failed"}
    run = load(folder / "out" / "run.json")
    assert run["schema"] == "herald.run/1" and run["counts"]["slides"] == 4


def check_ring(ring):
    assert len(ring) >= 4 and ring[0] == ring[-1]
    doubled = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:]))
    assert doubled != 0
    return doubled > 0


def check_cell_feature(feature):
    assert uuid.UUID(feature["id"]).version == 5
    properties = feature["properties"]
    assert properties["objectType"] == "cell"
    assert properties["classification"]["name"] in ["Negative", "1+", "2+", "3+", "Excluded"]
    assert len(properties["classification"]["color"]) == 3
    for value in properties["measurements"].values():
        assert value == "NaN" or isinstance(value, (int, float))
    for geometry in (feature["geometry"], feature["nucleusGeometry"]):
        assert geometry["type"] == "Polygon" and check_ring(geometry["coordinates"][0])


def check_geojson(folder):
    expected = [cell["id"] for cell in load(folder / "expected.json")]
    for slide in slides(folder):
        if not (slide / "cells.geojson.gz").exists():
            continue
        with gzip.open(slide / "cells.geojson.gz", "rt", encoding="utf-8") as file:
            cells = json.load(file)
        for feature in cells["features"]:
            check_cell_feature(feature)
        if slide.name.startswith("case_7"):
            assert [feature["id"] for feature in cells["features"]] == expected
        for feature in load(slide / "tissue.geojson")["features"]:
            uuid.UUID(feature["id"])
            assert feature["geometry"]["type"] == "MultiPolygon" and feature["properties"]["area_mm2"] > 0
            for exterior, *holes in feature["geometry"]["coordinates"]:
                assert check_ring(exterior) and not any(check_ring(hole) for hole in holes)


def main():
    check, writer = sys.argv[1:]
    with tempfile.TemporaryDirectory() as name:
        subprocess.run([writer, name], check=True)
        try:
            {"cells": check_cells, "schema": check_schema, "geojson": check_geojson}[check](pathlib.Path(name))
        except ModuleNotFoundError as missing:
            print(f"skipped: {missing} (Debian: python3-anndata, python3-jsonschema)")
            return SKIPPED
    print(f"{check}: ok")
    return 0


if __name__ == "__main__":
    sys.exit(main())
