"""Templates kept in a folder, so that another matcher can be tried without extracting again."""

import hashlib
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tenprint.errors import BadInput
from tenprint.paths import sources_digest, written_whole
from tenprint.template.extract.by_name import version
from tenprint.template.model import Template

_ARRAYS = ("x", "y", "theta", "kind", "quality")
_SOURCES = ("image", "template")


@dataclass(frozen=True, slots=True)
class TemplateStore:
    """Templates by the bytes of their image, of one version of one extractor.

    Attributes:
        folder: where they are; made when the first is kept.
        ppi: resolution that images without one were taken at.
    """

    folder: Path
    ppi: float | None

    def find(self, image: bytes) -> tuple[Template, float] | None:
        """The template of an image file's bytes and the seconds that extracting it took; None where it is not kept."""
        try:
            with np.load(io.BytesIO(self._path(image).read_bytes()), allow_pickle=False) as kept:
                arrays = {name: kept[name] for name in _ARRAYS}
                width, height = (int(side) for side in kept["size"])
                template = Template(**arrays, width=width, height=height, extractor=str(kept["extractor"]))
                return template, float(kept["seconds"])
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None  # absent, or damaged: then it is made anew

    def keep(self, image: bytes, template: Template, seconds: float) -> None:
        """Keep an image's template, every digit of it.

        Raises:
            BadInput: the folder cannot be written to.
        """
        path = self._path(image)
        arrays = {name: getattr(template, name) for name in _ARRAYS}
        size = np.array([template.width, template.height])
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with written_whole(path) as unfinished, unfinished.open("wb") as file:
                np.savez(
                    file,
                    **arrays,
                    size=size,
                    extractor=np.array(template.extractor),
                    seconds=np.array(seconds),
                )
        except OSError as error:
            raise BadInput(f"{self.folder}: templates cannot be kept here ({error.strerror})") from error

    def _path(self, image: bytes) -> Path:
        digest = hashlib.sha256(f"{self.ppi}\n".encode() + image).hexdigest()
        return self.folder / f"{digest[:32]}.npz"


def template_store(folder: Path, extractor: str, ppi: float | None) -> TemplateStore:
    """The templates in ``folder`` of an extractor as it is now.

    Its version names the subfolder, and so does a digest of the sources that read images and find minutiae: while an
    extractor is worked on, its version stays and its templates change.
    """
    return TemplateStore(folder / f"{version(extractor)}-{sources_digest(_SOURCES)}", ppi)
