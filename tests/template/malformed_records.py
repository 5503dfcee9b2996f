"""Finger minutiae records made from templates, whole and with one defect each, named by the defect."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from tenprint.template.codec import write_record
from tenprint.template.extended_data import build
from tenprint.template.finger_view import FingerView, record_of
from tenprint.template.minutiae_record import Core, Delta, RidgeCount, TemplateFormat
from tenprint.template.model import Template

ALL = tuple(TemplateFormat)
LENGTH_AT = {form: (8, 2 if form is TemplateFormat.ANSI2004 else 4) for form in ALL}
COUNTS = tuple(RidgeCount(1, place, place) for place in (2, 3, 4))
CORES = (Core(200, 150, 40),)
DELTAS = (Delta(120, 300, (10, 60, 100)),)


def template(count: int, seed: int, width: int = 500, height: int = 400) -> Template:
    random = np.random.default_rng(seed)
    return Template(
        x=(random.random(count) * (width - 1)).astype(np.float32),
        y=(random.random(count) * (height - 1)).astype(np.float32),
        theta=(random.random(count) * 2 * np.pi).astype(np.float32),
        kind=random.integers(0, 3, count).astype(np.uint8),
        quality=random.integers(0, 101, count).astype(np.uint8),
        width=width,
        height=height,
        extractor="test-1",
    )


def whole(form: TemplateFormat, counts: tuple[int, ...] = (12, 5), extended: bool = True) -> bytes:
    """A record without defect; its last view has ridge counts, cores and deltas."""
    views = [FingerView(place + 1, 0, 50, template(count, place + 3)) for place, count in enumerate(counts)]
    record = record_of(views, form)
    if extended:
        last = replace(record.views[-1], extended=build(form, 1, COUNTS, CORES, DELTAS))
        record = replace(record, views=(*record.views[:-1], last))
    return write_record(record)


def _length(form: TemplateFormat, data: bytes, change: int) -> bytes:
    at, size = LENGTH_AT[form]
    declared = int.from_bytes(data[at : at + size], "big") + change
    return data[:at] + declared.to_bytes(size, "big") + data[at + size :]


def _put(data: bytes, at: int, value: bytes) -> bytes:
    return data[:at] + value + data[at + len(value) :]


def wrong_magic(form: TemplateFormat) -> bytes:
    return b"FIR\0" + whole(form)[4:]


def unknown_version(form: TemplateFormat) -> bytes:
    return _put(whole(form), 4, b" 10\0")


def header_cut_off(form: TemplateFormat) -> bytes:
    return whole(form)[:14]


def length_beyond_size(form: TemplateFormat) -> bytes:
    return _length(form, whole(form), 40)


def length_three_beyond_size(form: TemplateFormat) -> bytes:
    return _length(form, whole(form), 3)


def length_below_header(form: TemplateFormat) -> bytes:
    at, size = LENGTH_AT[form]
    return _put(whole(form), at, (9).to_bytes(size, "big"))


def cut_in_the_minutiae(form: TemplateFormat) -> bytes:
    return whole(form, (40,), extended=False)[:-90]


def count_beyond_end(form: TemplateFormat) -> bytes:
    """The count of minutiae of the only view says 200 where 12 are."""
    data = whole(form, (12,), extended=False)
    return _put(data, len(data) - 2 - 12 * 6 - 1, b"\xc8")


def no_views(form: TemplateFormat) -> bytes:
    at, size = {
        TemplateFormat.ANSI2004: (24, 1),
        TemplateFormat.ISO2005: (22, 1),
        TemplateFormat.ISO2011: (12, 2),
    }.get(form, (19, 1))
    return _put(whole(form), at, bytes(size))


def resolution_at(form: TemplateFormat) -> int:
    """Where the horizontal resolution of the first view stands."""
    return {
        TemplateFormat.ANSI2004: 20,
        TemplateFormat.ISO2005: 18,
        TemplateFormat.ISO2011: 41,  # behind one quality block
    }.get(form, 33)


def zero_resolution_across(form: TemplateFormat) -> bytes:
    return _put(whole(form), resolution_at(form), b"\0\0")


def zero_resolution_down(form: TemplateFormat) -> bytes:
    return _put(whole(form), resolution_at(form) + 2, b"\0\0")


def minutia_type_three(form: TemplateFormat) -> bytes:
    data = whole(form, (12,), extended=False)
    at = len(data) - 2 - 12 * 6
    return _put(data, at, bytes([data[at] | 0xC0]))


def extended_area_ten_too_long(form: TemplateFormat) -> bytes:
    data = whole(form, (12,), extended=False)
    return _put(data, len(data) - 2, b"\0\x0a")


# Name of the field that the error must give, beside the standard's name; and what makes the record.
REFUSED: dict[str, tuple[str, Callable[[TemplateFormat], bytes]]] = {
    "wrong_magic": ("magic at byte 0", wrong_magic),
    "unknown_version": ("version at byte 4", unknown_version),
    "header_cut_off": ("header", header_cut_off),
    "length_beyond_size": ("record length", length_beyond_size),
    "length_three_beyond_size": ("record length", length_three_beyond_size),
    "length_below_header": ("record length", length_below_header),
    "cut_in_the_minutiae": ("record length", cut_in_the_minutiae),
    "count_beyond_end": ("minutiae", count_beyond_end),
    "no_views": ("number of", no_views),
    "zero_resolution_across": ("horizontal resolution", zero_resolution_across),
    "zero_resolution_down": ("vertical resolution", zero_resolution_down),
    "minutia_type_three": ("minutia type", minutia_type_three),
    "extended_area_ten_too_long": ("extended data length", extended_area_ten_too_long),
}


def length_two_too_large(form: TemplateFormat) -> bytes:
    """All views are whole, but the record's length promises two bytes more than there are."""
    return _length(form, whole(form), 2)


def length_one_too_small(form: TemplateFormat) -> bytes:
    return _length(form, whole(form), -1)


def length_two_too_small(form: TemplateFormat) -> bytes:
    return _length(form, whole(form), -2)


def file_ends_one_early(form: TemplateFormat) -> bytes:
    return whole(form)[:-1]


def file_ends_two_early(form: TemplateFormat) -> bytes:
    return whole(form)[:-2]


def extended_length_one_too_large(form: TemplateFormat) -> bytes:
    """The twin of libbiomeval's fmr.iso2005: blocks promise one byte more than the record has."""
    shorter = whole(form)[:-1]
    if form is TemplateFormat.ISO2011:
        at = _last_representation(shorter)
        declared = int.from_bytes(shorter[at : at + 4], "big") - 1
        shorter = _put(shorter, at, declared.to_bytes(4, "big"))
    return _length(form, shorter, -1)


def views_end_two_early(form: TemplateFormat) -> bytes:
    """The twin of libbiomeval's fmr.ansi2004: the last view ends two bytes before the record does."""
    return _length(form, whole(form) + b"\0\0", 2)


def extended_length_missing(form: TemplateFormat) -> bytes:
    data = whole(form, (12,), extended=False)[:-2]
    if form is TemplateFormat.ISO2011:
        at = _last_representation(data)
        declared = int.from_bytes(data[at : at + 4], "big") - 2
        data = _put(data, at, declared.to_bytes(4, "big"))
    return _length(form, data, -2)


def padded(form: TemplateFormat) -> bytes:
    return whole(form) + bytes(64)


def x_beyond_width(form: TemplateFormat) -> bytes:
    views = [FingerView(1, 0, 50, template(12, 3))]
    record = record_of(views, form)
    view = record.views[0]
    narrow = replace(view.picture, width=20)
    return write_record(replace(record, views=(replace(view, picture=narrow),)))


NOTED: dict[str, tuple[str, Callable[[TemplateFormat], bytes]]] = {
    "length_two_too_large": ("record length", length_two_too_large),
    "length_one_too_small": ("length: expected at most", length_one_too_small),
    "length_two_too_small": ("length: expected at most", length_two_too_small),
    "file_ends_one_early": ("record length", file_ends_one_early),
    "file_ends_two_early": ("record length", file_ends_two_early),
    "extended_length_one_too_large": ("extended data length", extended_length_one_too_large),
    "views_end_two_early": ("2 bytes after the last view", views_end_two_early),
    "extended_length_missing": ("extended data length", extended_length_missing),
    "padded": ("64 bytes after the record's length", padded),
    "x_beyond_width": ("x: expected less than the width 20", x_beyond_width),
}


def _last_representation(data: bytes) -> int:
    """Where the last representation of an ISO/IEC 19794-2:2011 record begins."""
    at = last = 15
    for _ in range(int.from_bytes(data[12:14], "big")):
        last = at
        at += int.from_bytes(data[at : at + 4], "big")
    return last
