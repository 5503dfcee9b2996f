"""What a folder of synthetic prints was made from, written beside them; a later call goes on only with the same."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from tenprint import __version__
from tenprint.errors import BadInput
from tenprint.paths import written_whole
from tenprint.sim.contact.style import DEVICES, Device
from tenprint.sim.skin.master import GENERATOR

MANIFEST: Final = "manifest.json"
CONTACTS: Final = ("rolled", "plain", "slap", "card")
FORMATS: Final = ("png", "wsq")
SUBJECTS_MAX: Final = 1_000_000
"""Names have six digits for the subject."""
IMPRESSIONS_MAX: Final = 1000

_MINUTIA: Final = [
    "x, pixels from the left",
    "y, pixels from the top",
    "angle, degrees counter-clockwise",
    "kind",
]


@dataclass(frozen=True, slots=True)
class FolderOptions:
    """What decides every byte of a folder.

    Attributes:
        seed: of the whole folder.
        fingers: positions 1 to 10; all of them for ``slap`` and ``card``.
        impressions: of each finger, or captures of each card.
        contact: ``rolled``, ``plain``, ``slap`` (both slaps of four) or ``card`` (all fourteen pictures).
        condition: ``easy``, ``typical``, ``hard`` or ``poor``.
        device: what takes the impressions: ``ink``, ``optical``, ``capacitive`` or ``thermal``.
        format: ``png`` or ``wsq``.
    """

    seed: int = 1
    fingers: tuple[int, ...] = tuple(range(1, 11))
    impressions: int = 2
    contact: str = "rolled"
    condition: str = "typical"
    device: str = Device.OPTICAL.value
    format: str = "png"

    def __post_init__(self) -> None:
        """Refuse what no folder can be made of."""
        _expect(self.seed >= 0, "seed", "0 or above", self.seed)
        wanted = "some of 1 to 10, each once"
        whole = bool(self.fingers) and set(self.fingers) <= set(range(1, 11))
        _expect(whole and len(set(self.fingers)) == len(self.fingers), "fingers", wanted, list(self.fingers))
        _expect(
            1 <= self.impressions <= IMPRESSIONS_MAX,
            "impressions",
            f"1 to {IMPRESSIONS_MAX}",
            self.impressions,
        )
        _expect(self.contact in CONTACTS, "contact", f"one of {', '.join(CONTACTS)}", self.contact)
        _expect(self.device in DEVICES, "device", f"one of {', '.join(DEVICES)}", self.device)
        _expect(self.format in FORMATS, "format", f"one of {', '.join(FORMATS)}", self.format)
        if self.contact in ("slap", "card"):
            _expect(len(self.fingers) == 10, "fingers", f"all ten for {self.contact}", list(self.fingers))


def _expect(holds: bool, name: str, expected: str, found: object) -> None:
    if not holds:
        raise BadInput(f"{name}: expected {expected}, found {found}")


def begin(folder: Path, options: FolderOptions, subjects: int) -> None:
    """Write the manifest of a new folder, or find that an older one was made from the same.

    The count of subjects may grow.

    Raises:
        BadInput: the folder holds something else, or was made from something else.
    """
    path = folder / MANIFEST
    wanted = _content(options, subjects, complete=False)
    if not path.exists():
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise BadInput(f"{folder}: expected an empty folder or one with a {MANIFEST}, found other files")
        write_json(path, wanted)
        return
    found = read_manifest(folder)
    for name in ("generator", "version", *wanted["options"]):
        before = found.get(name, found["options"].get(name))
        now = wanted.get(name, wanted["options"].get(name))
        if before != now:
            raise BadInput(f"{folder}: begun with {name} {before}, expected the same, found {now}")
    if subjects < found["subjects"]:
        raise BadInput(
            f"{folder}: begun for {found['subjects']} subjects, expected as many, found {subjects}"
        )
    if subjects > found["subjects"]:
        write_json(path, wanted)


def finish(folder: Path, options: FolderOptions, subjects: int, pictures: int) -> None:
    """Write into the manifest that all is there."""
    write_json(folder / MANIFEST, _content(options, subjects, complete=True) | {"pictures": pictures})


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a folder.

    Raises:
        BadInput: it has none that can be read.
    """
    path = folder / MANIFEST
    try:
        found = json.loads(path.read_bytes())
        if isinstance(found["options"], dict) and isinstance(found["subjects"], int):
            return dict(found)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(
            f"{path}: expected the manifest of a folder of prints, found none ({error})"
        ) from error
    raise BadInput(f"{path}: expected the manifest of a folder of prints, found something else")


def _content(options: FolderOptions, subjects: int, *, complete: bool) -> dict[str, Any]:
    return {
        "what": "synthetic fingerprints: nobody has them",
        "generator": GENERATOR,
        "version": __version__,
        "options": asdict(options) | {"fingers": list(options.fingers)},
        "subjects": subjects,
        "complete": complete,
        "ppi": 500,
        "minutia": _MINUTIA,
    }


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write a JSON file, whole or not at all."""
    write_whole(path, json.dumps(content, separators=(",", ":"), sort_keys=True).encode() + b"\n")


def write_whole(path: Path, data: bytes) -> None:
    """Write a file under another name and give it its own when it is whole; makes its folder.

    Raises:
        BadInput: it cannot be written, for example because the disk is full.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(path) as unfinished:
            unfinished.write_bytes(data)
    except OSError as error:
        raise BadInput(f"{path}: cannot be written ({error.strerror or error})") from error
