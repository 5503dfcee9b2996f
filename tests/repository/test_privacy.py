"""No picture, print or record of a real person is in the repository."""

import base64
import hashlib
from pathlib import Path, PurePath

import pytest

BIOMETRIC_SUFFIXES = {
    *(
        ".png",
        ".jpg",
        ".jpeg",
        ".jpe",
        ".bmp",
        ".tif",
        ".tiff",
        ".gif",
        ".webp",
        ".pgm",
        ".raw",
        ".jp2",
        ".jpc",
        ".pdf",
    ),
    *(".wsq", ".an2", ".an", ".eft", ".ebts", ".nist", ".fmr", ".fir", ".iso", ".xyt", ".npy", ".npz", ".db"),
}
ALLOWED = {
    "src/tenprint/sim/data/*.npz": "templates of synthetic strangers, without pictures",
    "docs/pictures/*": "figures drawn by hand or by a command, and pictures of synthetic prints and cards",
    "tests/golden/record/*.eft": "synthetic submissions, made by the script beside them",
    "tests/golden/record/pictures/*": "a pattern of waves, made by the script above it",
    "tests/golden/template/*.png": "a synthetic print, made by the script beside it",
}
MAGICS = {
    "PNG": b"\x89PNG\r\n\x1a\n",
    "JPEG": b"\xff\xd8\xff",
    "JPEG 2000": b"\x00\x00\x00\x0cjP  ",
    "JPEG 2000 codestream": b"\xff\x4f\xff\x51",
    "WSQ": b"\xff\xa0",
    "TIFF": b"II*\x00",
    "TIFF, big-endian": b"MM\x00*",
    "GIF": b"GIF8",
    "minutiae record": b"FMR\x00",
    "PDF": b"%PDF-",
    "ZIP archive, such as .npz": b"PK\x03\x04",
    "gzip": b"\x1f\x8b",
    "NumPy array": b"\x93NUMPY",
    "SQLite": b"SQLite format 3\x00",
    "ANSI/NIST record": b"1.001:",
    "ANSI/NIST record, long tag": b"1.01:",
}


TEXTS = {".svg", ".md", ".yaml", ".yml", ".json", ".csv", ".html", ".css", ".js", ".txt", ".py", ".toml"}
EMBEDDED = (b"data:image/", b"iVBORw0KGgo", b"/9j/4AAQ", b"/6D/pA")
"""How a picture stands within a text: as a data URI, or PNG, JPEG and WSQ in Base64."""


def allowed(path: PurePath) -> bool:
    """Whether a file lies where synthetic material may lie."""
    return any(path.match(pattern) for pattern in ALLOWED)


def kind_of(data: bytes) -> str | None:
    """What a file's first bytes say that it is, where that is a picture, a print or a database."""
    return next((name for name, magic in MAGICS.items() if data.startswith(magic)), None)


@pytest.mark.parametrize(
    ("data", "kind"), [(b"\xff\xa0\xff\xa4", "WSQ"), (b"1.001:25", "ANSI/NIST record"), (b"# A", None)]
)
def test_the_first_bytes_tell(data: bytes, kind: str | None) -> None:
    assert kind_of(data) == kind


def test_no_picture_or_print_by_name(tracked: list[Path]) -> None:
    assert [
        str(path) for path in tracked if path.suffix.lower() in BIOMETRIC_SUFFIXES and not allowed(path)
    ] == []


def test_no_picture_or_print_by_content(tracked: list[Path], root: Path) -> None:
    found = {
        str(path): kind
        for path in tracked
        if not allowed(path) and (kind := kind_of((root / path).read_bytes()[:16])) is not None
    }
    assert found == {}


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0\x00\x10", b"\xff\xa0\xff\xa4"])
def test_a_picture_within_a_text_is_seen(data: bytes) -> None:
    assert any(base64.b64encode(data).startswith(mark) for mark in EMBEDDED)


def test_no_picture_within_a_text(tracked: list[Path], root: Path) -> None:
    """Figures (.svg), tables and data (.yaml, .json) could carry one."""
    own = Path("tests/repository/test_privacy.py")
    texts = [path for path in tracked if path.suffix in TEXTS and path != own]
    assert [str(path) for path in texts if any(mark in (root / path).read_bytes() for mark in EMBEDDED)] == []


def test_synthetic_records_have_the_script_that_makes_them(tracked: list[Path]) -> None:
    assert Path("tests/golden/record/make_record.py") in tracked
    assert Path("tests/golden/record/make_pictures.py") in tracked
    assert Path("tests/golden/template/make_reference.py") in tracked


def test_no_file_is_one_of_the_real_ones(tracked: list[Path], root: Path, real_data: Path) -> None:
    ours: dict[int, list[Path]] = {}
    for path in tracked:
        ours.setdefault((root / path).stat().st_size, []).append(path)
    copied = []
    for real in real_data.rglob("*"):
        if real.is_file() and (size := real.stat().st_size) > 0 and size in ours:
            digest = hashlib.sha256(real.read_bytes()).digest()
            copied += [
                str(p) for p in ours[size] if hashlib.sha256((root / p).read_bytes()).digest() == digest
            ]
    assert copied == []
