"""The slides that are measured: given files, mosaics another program makes, synthetic ones."""
import dataclasses
import pathlib
import struct
import subprocess

import processes

MAIN, LARGE, BLANK, SYNTHETIC = "mosaic 2x2", "mosaic 4x4", "mosaic 2x2 among glass", "synthetic"


@dataclasses.dataclass
class Slide:
    name: str
    path: pathlib.Path

    def __post_init__(self):
        self.mpx = pixels_of_tiff(self.path) / 1e6


def pixels_of_tiff(path):
    """Pixels of the first directory of a TIFF or BigTIFF."""
    with open(path, "rb") as file:
        head = file.read(16)
        order = {b"II": "<", b"MM": ">"}.get(head[:2])
        if order is None or struct.unpack_from(order + "H", head, 2)[0] not in (42, 43):
            raise processes.RunFailed(f"{path} is no TIFF: the benchmarks measure TIFF slides")
        big = struct.unpack_from(order + "H", head, 2)[0] == 43
        file.seek(struct.unpack_from(order + "Q", head, 8)[0] if big else struct.unpack_from(order + "I", head, 4)[0])
        entries = struct.unpack(order + ("Q" if big else "H"), file.read(8 if big else 2))[0]
        size = {}
        for _ in range(entries):
            entry = file.read(20 if big else 12)
            tag, kind = struct.unpack_from(order + "HH", entry)
            if tag in (256, 257):  # width, height
                size[tag] = struct.unpack_from(order + {3: "H", 4: "I", 16: "Q"}[kind], entry, 12 if big else 8)[0]
    return size[256] * size[257]


def run(words):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    if done.returncode != 0:
        raise processes.RunFailed(f"{' '.join(map(str, words))}\nexit code {done.returncode}\n{done.stderr.strip()}")


def mosaics(tool, work, with_large):
    """By the tool, called TOOL OUT.tif ACROSS DOWN [TILE [blank]]; those already in the folder are taken as they are."""
    wanted = {MAIN: ("mosaic_2x2.tif", 2, 2), BLANK: ("mosaic_2x2_blank.tif", 2, 2, 256, "blank")}
    if with_large:
        wanted[LARGE] = ("mosaic_4x4.tif", 4, 4)
    made = []
    for name, (file, *words) in wanted.items():
        if not (work / file).exists():
            run([tool, work / file, *words])
        made.append(Slide(name, work / file))
    return made


def synthetic(herald, work, edge_px):
    name = f"phantom_{edge_px}"
    if not (work / f"{name}.tif").exists():
        run([herald, "phantom", "--out", work, "--name", name, "--score", "2+", "--seed", 7, "--size", edge_px])
    return Slide(f"{SYNTHETIC} {edge_px} px", work / f"{name}.tif")
