"""Slides with a patient's name planted wherever a file can hold one, and a label image: made from a phantom."""
import struct

from PIL import Image, PngImagePlugin

NAME = "Quenby^Zzyzxova"  # nothing else is called so
PATIENT = f"PATIENT {NAME} born 1951-02-29"
LABEL_RGB = (255, 0, 255)  # no tissue has this colour
SHORT, LONG, ASCII, BYTES = 3, 4, 2, 7
SIZES = {1: 1, ASCII: 1, SHORT: 2, LONG: 4, 5: 8, BYTES: 1}

# Tags that hold text: ImageDescription apart, everything a scanner's software is known to fill.
TEXT_TAGS = {269: "DocumentName", 271: "Make", 272: "Model", 285: "PageName", 305: "Software", 306: "DateTime",
             315: "Artist", 316: "HostComputer", 33432: "Copyright"}


class ClassicTiff:
    """A little-endian TIFF that directories are added to. Entries: {tag: (type, count, four bytes)}."""

    def __init__(self, content):
        self.content = bytearray(content)
        assert content[:4] == b"II*\0"

    def directories(self):
        (offset,) = struct.unpack_from("<I", self.content, 4)
        while offset:
            (count,) = struct.unpack_from("<H", self.content, offset)
            entries = [struct.unpack_from("<HHI4s", self.content, offset + 2 + 12 * i) for i in range(count)]
            yield {tag: rest for tag, *rest in entries}
            (offset,) = struct.unpack_from("<I", self.content, offset + 2 + 12 * count)

    def append(self, payload):
        self.content += b"\0" * (len(self.content) % 2)
        self.content += payload
        return len(self.content) - len(payload)

    def entry(self, kind, payload):
        count = len(payload) // SIZES[kind]
        return [kind, count, payload.ljust(4, b"\0") if len(payload) <= 4 else struct.pack("<I", self.append(payload))]

    def write(self, directories):
        """Makes these the file's directories, in this order."""
        place = 4
        for entries in directories:
            body = struct.pack("<H", len(entries))
            for tag in sorted(entries):
                body += struct.pack("<HHI4s", tag, *entries[tag])
            offset = self.append(body + struct.pack("<I", 0))
            struct.pack_into("<I", self.content, place, offset)
            place = len(self.content) - 4
        return bytes(self.content)

    def picture(self, description, width, height, rgb):
        """A directory with an uncompressed picture of one colour, in one strip: what OpenSlide calls associated."""
        pixels = bytes(rgb) * (width * height)
        numbers = {256: width, 257: height, 259: 1, 262: 2, 273: self.append(pixels), 277: 3, 278: height,
                   279: len(pixels), 284: 1}
        entries = {tag: self.entry(LONG, struct.pack("<I", number)) for tag, number in numbers.items()}
        entries[258] = self.entry(SHORT, struct.pack("<3H", 8, 8, 8))
        entries[270] = self.entry(ASCII, description.encode() + b"\0")
        return entries


def planted_tiff(phantom, description):
    """The phantom with `description`, names in all tags of all directories, and label and macro images."""
    tiff = ClassicTiff(phantom.read_bytes())
    directories = list(tiff.directories())
    for entries in directories:
        entries[270] = tiff.entry(ASCII, description.encode() + b"\0")
    directories.append(tiff.picture(f"{description.splitlines()[0]}\nlabel 40x30", 40, 30, LABEL_RGB))
    directories.append(tiff.picture(f"{description.splitlines()[0]}\nmacro 80x30", 80, 30, LABEL_RGB))
    for entries in directories:
        for tag in TEXT_TAGS:
            entries[tag] = tiff.entry(ASCII, PATIENT.encode() + b"\0")
        for tag in (700, 65000):  # XMP, and a private one
            entries[tag] = tiff.entry(BYTES, f"<x>{PATIENT}</x>".encode())
    return tiff.write(directories)


def write_planted_slides(phantom, folder):
    """Writes the slides and gives their paths: two kinds of whole-slide image, pictures, and one that is broken."""
    aperio = f"Aperio Image Library v1\n|AppMag = 40|MPP = 0.25|Patient = {PATIENT}|User = {PATIENT}"
    whole = planted_tiff(phantom, aperio)
    (folder / "aperio.svs").write_bytes(whole)
    (folder / "generic.tif").write_bytes(planted_tiff(phantom, f"scanned for {PATIENT}"))
    # The name where a number is expected; tiles overwritten.
    broken = planted_tiff(phantom, f"Aperio v1\n|AppMag = {NAME}|MPP = {NAME}")
    (folder / "odd_numbers.svs").write_bytes(broken)
    (folder / "truncated.svs").write_bytes(whole[:20000] + b"\0" * 20000 + whole[40000:])

    with Image.open(phantom) as image:
        picture = image.convert("RGB").crop((0, 0, 512, 512))
    text = PngImagePlugin.PngInfo()
    text.add_text("Patient", PATIENT)
    text.add_text("Comment", PATIENT, zip=True)
    text.add_itxt("Description", PATIENT)
    picture.save(folder / "field.png", pnginfo=text)
    exif = Image.Exif()
    exif[315] = exif[270] = PATIENT
    picture.save(folder / "field.jpg", quality=95, exif=exif, comment=PATIENT.encode())
    picture.save(folder / "field.tif", tiffinfo={270: PATIENT, 315: PATIENT})
    return sorted(folder.iterdir())
