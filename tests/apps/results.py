"""Compares folders of results byte for byte, times aside."""
import csv
import io
import re

TIMES = {
    "result.json": [(r'"seconds": \{[^}]*\}', '"seconds"')],
    # What a requeued shard reused is as much a matter of the moment as the time it took.
    "run.json": [(r'"(seconds|started|finished|reused)": [^,\n]*', r'"\1"')],
}


def without_times(path):
    content = path.read_bytes()
    if path.name == "summary.csv":
        seconds = [row["seconds"] for row in csv.DictReader(io.StringIO(content.decode()))]
        for value in filter(None, seconds):
            content = content.replace(f",{value},".encode(), b",#,")
        return content
    for pattern, replacement in TIMES.get(path.name, []):
        content = re.sub(pattern.encode(), replacement.encode(), content)
    return content


def files_of(folder):
    return {path.relative_to(folder) for path in folder.rglob("*") if path.name != "log.txt"}


def assert_same_results(test, expected, actual):
    test.assertEqual(files_of(expected), files_of(actual))
    for name in sorted(files_of(expected)):
        if (expected / name).is_file():
            test.assertEqual(without_times(expected / name), without_times(actual / name), name)
