"""The compressions of an image record."""

from enum import IntEnum


class Compression(IntEnum):
    """How the pixels of an image record are coded: field GCA of Type-4 (ANSI/NIST-ITL 1-2011, table 15)."""

    NONE = 0
    WSQ = 1
    JPEGB = 2
    JPEGL = 3
    JP2 = 4
    JP2L = 5
    PNG = 6
