"""Pixels of a PNG of 8 bits a channel, without interlacing: what Herald writes."""
import struct
import zlib

CHANNELS = {0: 1, 2: 3, 6: 4}


def _paeth(a, b, c):
    p = a + b - c
    nearest = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))
    return nearest[2]


def rows_of(png):
    """Channels, and the rows as bytes."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n", "no PNG"
    at, data, header = 8, b"", None
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at:at + 8])
        body = png[at + 8:at + 8 + length]
        at += 12 + length
        if kind == b"IHDR":
            header = struct.unpack(">IIBBBBB", body)
        elif kind == b"IDAT":
            data += body
    width, height, bits, colour, _, _, interlaced = header
    assert bits == 8 and not interlaced
    channels = CHANNELS[colour]
    stride = width * channels
    raw, before, rows = zlib.decompress(data), bytearray(stride), []
    for y in range(height):
        kind, row = raw[y * (stride + 1)], bytearray(raw[y * (stride + 1) + 1:(y + 1) * (stride + 1)])
        for i in range(stride):
            left = row[i - channels] if i >= channels else 0
            if kind == 1:
                row[i] = (row[i] + left) & 255
            elif kind == 2:
                row[i] = (row[i] + before[i]) & 255
            elif kind == 3:
                row[i] = (row[i] + (left + before[i]) // 2) & 255
            elif kind == 4:
                row[i] = (row[i] + _paeth(left, before[i], before[i - channels] if i >= channels else 0)) & 255
        rows.append(bytes(row))
        before = row
    return channels, rows
