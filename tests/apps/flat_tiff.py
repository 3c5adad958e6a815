"""A TIFF of one uncompressed strip (or of many), with whatever its tags are to say: for files other programs do not write."""
import struct

SHORT, LONG, RATIONAL = 3, 4, 5
FORMAT = {SHORT: "H", LONG: "I", RATIONAL: "II"}


def flat_tiff(pixels, um_per_px=0.25, rows_per_strip=None, claimed_size=None, resolution=None):
    """Bytes of the file. `pixels`: numpy, height x width [x channels], uint8 or uint16; 1, 3 or 4 channels.

    `claimed_size`: width and height the header claims; `resolution`: numerator and denominator, pixels per centimetre."""
    pixels = pixels if pixels.ndim == 3 else pixels[:, :, None]
    height, width, channels = pixels.shape
    rows = rows_per_strip or height
    strips = [pixels[top:top + rows].tobytes() for top in range(0, height, rows)]
    claimed_width, claimed_height = claimed_size or (width, height)
    resolution = resolution or (10_000_000, int(1000 * um_per_px))
    position, offsets = 8, []
    for strip in strips:
        offsets.append(position)
        position += len(strip)
    tags = [(256, LONG, [claimed_width]), (257, LONG, [claimed_height]),
            (258, SHORT, [8 * pixels.itemsize] * channels), (259, SHORT, [1]), (262, SHORT, [2 if channels > 1 else 1]),
            (273, LONG, offsets), (277, SHORT, [channels]), (278, LONG, [rows if not claimed_size else claimed_height]),
            (279, LONG, [len(strip) for strip in strips]), (282, RATIONAL, [resolution]), (283, RATIONAL, [resolution]),
            (284, SHORT, [1]), (296, SHORT, [3])]
    if channels == 4:
        tags.append((338, SHORT, [2]))
    directory, beyond = struct.pack("<H", len(tags)), b""
    start_of_values = position + 2 + 12 * len(tags) + 4
    for number, kind, values in tags:
        packed = b"".join(struct.pack("<" + FORMAT[kind], *(v if isinstance(v, tuple) else (v,))) for v in values)
        if len(packed) > 4:
            place, beyond = struct.pack("<I", start_of_values + len(beyond)), beyond + packed + b"\0" * (len(packed) % 2)
        else:
            place = packed.ljust(4, b"\0")
        directory += struct.pack("<HHI", number, kind, len(values)) + place
    return struct.pack("<2sHI", b"II", 42, position) + b"".join(strips) + directory + b"\0\0\0\0" + beyond
