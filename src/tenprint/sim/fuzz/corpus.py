"""What is damaged: transactions, images, templates and messages of our own making, and real ones if there are any.

No print generator is needed: a few pixels with a pattern make a codestream as vulnerable as a print does.
"""

import importlib
import io
import pkgutil
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

import tenprint.template
from tenprint.errors import NotReadable
from tenprint.identity.number import ORI, TCN, UCN
from tenprint.image import GreyImage, encode_wsq
from tenprint.record.answer import SharedServicesStatus, errt, shared_services_response, sre
from tenprint.record.build import assemble, tagged_record, with_length
from tenprint.record.ebts import ArrestFields, Charge, PersonFields, Type4Image, car
from tenprint.record.finding import finding
from tenprint.record.model import BinaryRecord, Field, Record, TaggedRecord, Transaction
from tenprint.record.nlets import Iaq, Iar, IarStatus, Idr, IdrResult, write_iaq, write_iar, write_idr
from tenprint.record.transaction import read, write
from tenprint.template.codec_packed import pack
from tenprint.template.finger_view import FingerView
from tenprint.template.model import Template

IMAGE_BYTES_KEPT = 600  # of each image in a real file, so that most of what is damaged is structure
WHOLE_FILE_BYTES = 64 * 1024
ON = datetime(2011, 6, 8, 18, 30, tzinfo=UTC)
NATIONAL, BUREAU, BOOKING = ORI("USNGI0000"), ORI("MASPB0000"), ORI("MA0130100")


@dataclass(frozen=True, slots=True)
class Corpus:
    """Seeds by what they are; each a whole file or message."""

    transactions: tuple[bytes, ...]
    images: tuple[bytes, ...]
    templates: tuple[bytes, ...]
    messages: tuple[bytes, ...]


def corpus(data_dir: Path | None) -> Corpus:
    """Seeds of our own making, then those found in the folder of real data, in a fixed order."""
    images = [*_images()]
    transactions = [*_submissions(), *_answers(), *_tagged(images)]
    templates = [*_templates()]
    if data_dir is not None:
        for path in sorted(data_dir.glob("an2k/**/*.an2")):
            transactions += _real_transactions(path.read_bytes())
        templates += [path.read_bytes() for path in sorted(data_dir.glob("an2k/minutiae_templates/*.dat"))]
        real = (path.read_bytes() for path in sorted(data_dir.glob("an2k/wsq_oracles/*.wsq")))
        images += [data for data in real if len(data) <= WHOLE_FILE_BYTES]
    return Corpus(tuple(transactions), tuple(images), tuple(templates), tuple(_messages()))


def _pixels(side: int) -> GreyImage:
    """Ridges of a kind, (side, side) pixels, 500 ppi."""
    rows, columns = np.mgrid[:side, :side]
    waves = 127 + 100 * np.sin(np.hypot(rows - side / 3, columns - side / 2) / 1.5)
    return GreyImage(waves.astype(np.uint8), 500.0)


def _images() -> Iterator[bytes]:
    """One small codestream of every compression, some with comments and colour."""
    small, larger = _pixels(64), _pixels(96)
    yield encode_wsq(small)
    yield encode_wsq(larger)
    grey, colour = Image.fromarray(small.pixels), Image.fromarray(small.pixels).convert("RGB")
    dpi = (500, 500)
    for form, options in (
        ("JPEG", {"dpi": dpi, "comment": b"made"}),
        ("JPEG", {"dpi": dpi, "progressive": True}),
        ("PNG", {"dpi": dpi}),
        ("JPEG2000", {}),
        ("JPEG2000", {"irreversible": True, "quality_layers": [10]}),
        ("JPEG2000", {"no_jp2": True}),
    ):
        for picture in (grey, colour):
            out = io.BytesIO()
            picture.save(out, form, **options)
            yield out.getvalue()
    yield _flat_lossless_jpeg()


def _flat_lossless_jpeg() -> bytes:
    """A lossless JPEG (T.81 annex H) of one grey, 16 × 16: every difference is the one code of category 0."""

    def segment(marker: int, content: bytes) -> bytes:
        return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content

    density = segment(0xE0, b"JFIF\0\1\2\1" + struct.pack(">HHBB", 500, 500, 0, 0))
    frame = segment(0xC3, struct.pack(">BHHBBBB", 8, 16, 16, 1, 1, 0x11, 0))
    table = segment(0xC4, bytes([0, 1, *[0] * 15, 0]))
    scan = segment(0xDA, bytes([1, 1, 0, 1, 0, 0]))
    return b"\xff\xd8" + density + frame + table + scan + bytes(32) + b"\xff\xd9"


def _submissions() -> Iterator[bytes]:
    """A CAR of ten rolled and four plain prints, and a CNA with two fingers amputated."""
    person = PersonFields(
        name="SYNTHETIC,PERSON ONE", birth_place="MA", birth_date=date(1980, 2, 29), sex="F", race="U",
        height="506", weight="130", eyes="BRO", hair="BLK", occupation="MILLER",
        aliases=("FIRST,ALIAS", "SECOND,ALIAS"),
    )  # fmt: skip
    arrest = ArrestFields(
        arrested_on=date(2011, 6, 8), charges=(Charge("LARCENY", date(2011, 6, 7)), Charge("TRESPASS")),
        controlling=(BOOKING,), attention="SGT EXAMPLE", case_number="11-0042", copies_to=("MA0130200",),
        treat_as_adult=False,
    )  # fmt: skip
    wsq = encode_wsq(_pixels(64))
    raw = {place: Type4Image(10, 10, "NONE", bytes(100), int(place <= 10)) for place in range(1, 15)}
    coded = {
        place: Type4Image(64, 64, "WSQ20", wsq, int(place <= 10))
        for place in (1, 2, 4, 5, 6, 8, *range(9, 15))
    }
    submit = partial(car, ori=BOOKING, dai=BUREAU, on=ON, person=person, arrest=arrest)
    yield submit(tcn=TCN("MA0130100-0000000001"), images=raw)
    amputated = {3: "XX", 7: "UP"}
    yield submit(tcn=TCN("MA0130100-0000000002"), images=coded, amputated=amputated, transaction_type="CNA")


def _answers() -> Iterator[bytes]:
    """SRE, ERRT and SSR."""
    request = read(next(_submissions()))
    yield sre(
        request=request, tcn=TCN("USNGI0000-0000000001"), ori=NATIONAL, on=ON, finding="I", ucn=UCN("1A"), sid=None,
        name="SYNTHETIC,PERSON ONE", rap_sheet="LINE ONE\nLINE TWO\n",
    )  # fmt: skip
    wrong = [finding("E0002", record="2", field="2.024", mnemonic="SEX", expected="F, M", found="Q")]
    yield errt(request=request, tcn=TCN("USNGI0000-0000000002"), ori=NATIONAL, on=ON, findings=wrong)
    yield shared_services_response(
        status=SharedServicesStatus.MATCH, tcn=TCN("MASPB0000-0000000003"), ori=BUREAU, dai=BOOKING,
        tcr=TCN("MA0130100-0000000001"), on=ON, text="IDENT: MATCH\nIAR: STATUS\n", controlling=(BOOKING,),
    )  # fmt: skip


def _tagged(images: Sequence[bytes]) -> Iterator[bytes]:
    """A file with a record of every tagged type and, beside them, binary ones."""
    header = {2: "0500", 4: "CAR", 5: "20110608", 7: BUREAU, 8: BOOKING, 9: "MA0130100-0000000004", 11: "19.69",
              12: "19.69", 13: [("NORAM", "EBTS10.0")], 15: [("3", "UTF-8")]}  # fmt: skip
    common = {4: BOOKING, 5: "20110608", 6: "64", 7: "64", 8: "1", 9: "500", 10: "500"}
    prints = common | {3: "1", 11: "WSQ20", 12: "8", 13: "2", 21: [("2", "1", "60", "1", "60")]}
    minutiae = {3: "1", 4: "S", 6: "2", 10: "1", 11: "0", 12: [("001", "21952030101", "00", "D", "033,04")]}
    kinds: list[Record] = [
        tagged_record(2, {18: "SYNTHETIC,PERSON", 22: "19800229", 47: [("20110607", "LARCENY")]}, idc=0),
        tagged_record(9, minutiae, idc=1),
        tagged_record(10, common | {3: "FACE", 11: "JPEGB", 12: "GRAY", 20: "F", 999: images[2]}, idc=2),
        *[
            tagged_record(kind, prints | {999: images[0]}, idc=kind)
            for kind in (13, 14, 15, 16, 17, 20, 98, 99)
        ],
    ]
    pixels = [
        struct.pack(">IBB6sBHHB", 34, kind, 1, b"\2\xff\xff\xff\xff\xff", 0, 4, 4, 0) + bytes(16)
        for kind in (3, 4, 6)
    ]
    binary = [BinaryRecord(kind, raw) for kind, raw in zip((3, 4, 6), pixels, strict=True)]
    others = [
        BinaryRecord(7, struct.pack(">IB", 25, 7) + bytes(20)),
        BinaryRecord(8, struct.pack(">IB", 20, 8) + bytes(15)),
    ]
    yield write(assemble(header, [*kinds, *binary, *others]))


def _real_transactions(data: bytes) -> list[bytes]:
    """A real file with its images cut short, and the file itself if it is small."""
    try:
        whole = read(data)
    except NotReadable:
        return []
    shorter = write(Transaction(tuple(_cut(record) for record in whole)))
    return [shorter, data] if len(shorter) < len(data) <= WHOLE_FILE_BYTES else [shorter]


def _cut(record: Record) -> Record:
    """The record with the first bytes of its image only, its LEN computed anew."""
    if isinstance(record, BinaryRecord):
        kept = record.raw[:IMAGE_BYTES_KEPT]
        return BinaryRecord(record.type, struct.pack(">I", len(kept)) + kept[4:])
    if isinstance(record, TaggedRecord) and record.find(999):
        fields = [
            Field(one.tag, one.value[:IMAGE_BYTES_KEPT]) if one.number == 999 else one
            for one in record.fields[1:]
        ]
        return with_length(record.type, fields)
    return record


def _templates() -> Iterator[bytes]:
    """The same minutiae in our packed form and in every standard one that can be written."""
    random = np.random.default_rng(1)
    template = Template(
        x=random.integers(1, 300, 40).astype(np.float32),
        y=random.integers(1, 300, 40).astype(np.float32),
        theta=random.uniform(0, 6.28, 40).astype(np.float32),
        kind=random.integers(0, 3, 40).astype(np.uint8),
        quality=random.integers(1, 100, 40).astype(np.uint8),
        width=320,
        height=320,
        extractor="classical-1",
    )
    yield pack(template)
    views = [FingerView(position=place, impression=0, quality=80, template=template) for place in (1, 2)]
    for codec in standard_codecs():
        yield codec.write(views)


def standard_codecs() -> list[Any]:
    """Every module of the template room that reads and writes a standard's records."""
    names = sorted(
        one.name for one in pkgutil.iter_modules(tenprint.template.__path__) if one.name.startswith("codec_")
    )
    modules = [importlib.import_module(f"tenprint.template.{name}") for name in names]
    return [one for one in modules if hasattr(one, "read") and hasattr(one, "write")]


def _messages() -> Iterator[bytes]:
    """IAQ, IAR and IDR."""
    yield write_iaq(
        Iaq(
            NATIONAL,
            "C",
            "DESK 4",
            "3045550100",
            "DOE, JANE",
            "19800101",
            "F",
            "MX",
            "Y",
            fbi="1234567A1",
            control="C1",
        )
    )
    yield write_iar(
        Iar(NATIONAL, BUREAU, IarStatus.INDETERMINATE, control="C1", name="DOE, JANE", level="1", officer="OFFICER 7",
            detainer_intended=True, determined_on=date(2011, 6, 8), text=("FIRST LINE", "SECOND LINE"))
    )  # fmt: skip
    yield write_idr(Idr(NATIONAL, BUREAU, IdrResult.NO_MATCH, control="C1", text=("NONE",)))
