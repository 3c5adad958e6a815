#!/usr/bin/python3
"""Keeps the pages about outputs and options what the program's own tables say.

output_pages.py check|write PRINTER [WRITER]
PRINTER and WRITER: paths of print_output_tables and write_synthetic_outputs. `write` puts the tables between the marks of
the pages; `check` fails when they are not what the program would put there, or when WRITER's outputs hold something
the page does not name. Exit code 77 (skipped) when h5py is missing.
"""
import csv
import json
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "accuracy"))  # table.py

from table import between_marks  # noqa: E402

SKIPPED = 77
OUTPUTS = ROOT / "pipeline" / "README.md"
OPTIONS = ROOT / "pipeline" / "configuration" / "README.md"
SCHEMA = ROOT / "pipeline" / "schema" / "herald.result-1.schema.json"


def parted(node):
    """The schema's node without what only allows null, and whether it may be null."""
    if "anyOf" not in node:
        return node, False
    (own,) = (each for each in node["anyOf"] if each != {"type": "null"})
    return {**node, **own}, True


def type_text(node, null):
    values = [node["const"]] if "const" in node else node.get("enum")
    if values:
        return ", ".join("null" if value is None else f"`{value}`" for value in values)
    if "$ref" in node:
        name = node["$ref"].rsplit("/", 1)[1]
        return f"[{name}](#{name})" + (" or null" if null else "")
    if "items" in node:
        return f"list of {type_text(*parted(node['items']))}"
    types = node["type"] if isinstance(node["type"], list) else [node["type"]]
    return " or ".join(types + ["null"] * (null and "null" not in types))


def rows(schema, node, path=""):
    """A line for each field below the node: path, type, meaning. Fields without words of their own stand in one line."""
    for name, child in node.get("properties", {}).items():
        own, null = parted(child)
        meaning = own.get("description", "")
        members = own.get("items", own)
        silent = [f"`{each}`" for each, field in members.get("properties", {}).items() if "description" not in field]
        if silent:
            meaning = f"{meaning} With {', '.join(silent)}.".lstrip()
        yield "| " + " | ".join([f"`{path}{name}`", type_text(own, null), meaning.replace("|", "\\|")]) + " |"
        spoken = {each: field for each, field in members.get("properties", {}).items() if "description" in field}
        yield from rows(schema, {"properties": spoken}, f"{path}{name}{'[]' if 'items' in own else ''}.")


def result_table():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    head = ["| field | type | meaning |", "| --- | --- | --- |"]
    text = "\n".join([*head, *rows(schema, schema)]) + "\n"
    for name, definition in schema["definitions"].items():
        silent = [f"`{each}`" for each, field in definition["properties"].items() if "description" not in field]
        text += f"\n### {name}\n\n{definition['description']}" + (f" With {', '.join(silent)}." if silent else "") + "\n"
        spoken = list(rows(schema, {"properties": {k: v for k, v in definition["properties"].items() if "description" in v}}))
        if spoken:
            text += "\n" + "\n".join([*head, *spoken]) + "\n"
    return text


def blocks(printer):
    """Page -> section -> its Markdown."""
    printed = lambda name: subprocess.run([printer, name], check=True, capture_output=True, text=True).stdout  # noqa: E731
    return {
        OUTPUTS: {"summary": printed("summary"), "cells": printed("cells"), "matrices": printed("matrices"), "result": result_table()},
        OPTIONS: {"options": printed("options")},
    }


def refreshed(page, sections):
    text = page.read_text(encoding="utf-8")
    for section, markdown in sections.items():
        text = between_marks(text, "\n" + markdown + "\n", section)
    return text


def names_in_outputs(folder):
    """What the outputs of a run call things: file names, columns of summary.csv, fields of run.json, parts of cells.h5ad."""
    import h5py

    out = folder / "out"
    with open(out / "summary.csv", newline="", encoding="utf-8") as file:
        yield from next(csv.reader(file))

    def keys(value, path):
        for name, child in value.items() if isinstance(value, dict) else ():
            yield path + name
            if name not in ("libraries", "config"):
                member = child[0] if isinstance(child, list) and child else child
                yield from keys(member, f"{path}{name}{'[]' if isinstance(child, list) else ''}.")
    yield from keys(json.loads((out / "run.json").read_text(encoding="utf-8")), "")
    for path in out.rglob("*"):
        if path.is_file():
            yield path.name
    store = next((out / "slides").glob("case_7*")) / "cells.h5ad"
    with h5py.File(store) as file:
        yield from (name for name in file["obs"] if name != "_index")
        yield from (f"obsm/{name}" for name in file["obsm"])
        yield from (f"uns/herald/{name}" for name in file["uns/herald"])


def unnamed(writer):
    page = set(re.findall(r"`([^`]+)`", OUTPUTS.read_text(encoding="utf-8")))
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([writer, folder], check=True)
        return sorted(set(names_in_outputs(pathlib.Path(folder))) - page)


def main():
    if len(sys.argv) not in (3, 4) or sys.argv[1] not in ("check", "write"):
        print(__doc__, file=sys.stderr)
        return 2
    changed = {page: text for page, sections in blocks(sys.argv[2]).items() if (text := refreshed(page, sections)) != page.read_text(encoding="utf-8")}
    if sys.argv[1] == "write":
        for page, text in changed.items():
            page.write_text(text, encoding="utf-8")
        return 0
    for page in changed:
        print(f"{page.relative_to(ROOT)} is not what the program's tables say: tests/pipeline/output_pages.py write {sys.argv[2]}")
    if changed or len(sys.argv) == 3:
        return 1 if changed else 0
    try:
        missing = unnamed(sys.argv[3])
    except ModuleNotFoundError as module:
        print(f"skipped: {module} (Debian: python3-h5py)")
        return SKIPPED
    for name in missing:
        print(f"{OUTPUTS.relative_to(ROOT)} does not say what `{name}` is")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
