"""``template show`` and ``template convert``: all formats, Type-9 records, and what is no template."""

from pathlib import Path

import numpy as np
import pytest
from command_line import CommandLine

from tenprint.record.build import assemble, tagged_record
from tenprint.record.minutiae import MinutiaeBlock, Type9Minutiae, write_minutiae
from tenprint.record.transaction import write as write_transaction
from tenprint.template.codec import read_any, write_any
from tenprint.template.finger_view import FingerView
from tenprint.template.minutiae_record import TemplateFormat
from tenprint.template.model import Template

FORMATS = tuple(TemplateFormat)


def made(count: int = 9) -> Template:
    random = np.random.default_rng(count)
    return Template(
        x=(random.random(count) * 400).astype(np.float32),
        y=(random.random(count) * 500).astype(np.float32),
        theta=(random.random(count) * 6.2).astype(np.float32),
        kind=random.integers(0, 3, count).astype(np.uint8),
        quality=random.integers(1, 101, count).astype(np.uint8),
        width=410,
        height=510,
        extractor="test-1",
    )


@pytest.fixture
def transaction(tmp_path: Path) -> Path:
    """An ANSI/NIST file with two Type-9 records: an EFS one of IDC 1, a legacy one with its image of IDC 2."""
    found = [
        Type9Minutiae(block, idc, (idc,), 3, made(idc + 5))
        for idc, block in ((1, MinutiaeBlock.EFS), (2, MinutiaeBlock.LEGACY))
    ]
    image = tagged_record(14, {3: "3", 6: "410", 7: "510", 8: "1", 9: "500", 13: "2"}, idc=2)
    records = [*map(write_minutiae, found), image]
    path = tmp_path / "prints.an2"
    header = {2: "0500", 4: "LFFS", 5: "20110608", 7: "DESTAGNCY", 8: "ORIGAGNCY", 9: "TCN-0000001"}
    path.write_bytes(write_transaction(assemble(header, records)))
    return path


@pytest.mark.parametrize("form", FORMATS)
def test_a_template_is_shown_as_json(tenprint: CommandLine, tmp_path: Path, form: TemplateFormat) -> None:
    path = tmp_path / "finger.dat"
    path.write_bytes(write_any([FingerView(7, 1, 60, made()), FingerView(2, 0, 0, made(4))], form))
    found = tenprint("template", "show", path, "--json").json
    assert (found["format"], found["bytes"], found["notes"]) == (form, path.stat().st_size, [])
    first, second = found["views"]
    assert (first["position"], first["finger"], first["quality"]) == (7, "left index", 60)
    assert [len(view["minutiae"]) for view in (first, second)] == [9, 4]
    assert first["minutiae"][0].keys() == {"type", "x", "y", "angle", "angle_degrees", "quality"}
    assert first["minutiae"][0]["x"] == round(float(made().x[0]))


def test_a_template_is_shown_as_a_table_with_its_notes(tenprint: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "finger.dat"
    path.write_bytes(write_any([FingerView(7, 1, 60, made())], TemplateFormat.ISO2005) + b"\0\0\0")
    done = tenprint("template", "show", path)
    assert done.status == 0
    assert done.out.startswith("ISO/IEC 19794-2:2005 (iso2005), version 20, ")
    assert "left index" in done.out
    assert "note, byte 84: 3 bytes after the record's length" in done.out
    assert sum(line.split()[:1] == ["9"] for line in done.out.splitlines()) == 1


@pytest.mark.parametrize("source", FORMATS)
@pytest.mark.parametrize("form", FORMATS)
def test_a_template_is_converted(
    tenprint: CommandLine, tmp_path: Path, source: TemplateFormat, form: TemplateFormat
) -> None:
    path, out = tmp_path / "in.dat", tmp_path / "out.dat"
    path.write_bytes(write_any([FingerView(7, 1, 60, made())], source))
    done = tenprint("template", "convert", path, out, "--format", form)
    assert (done.status, done.err) == (0, "")
    found, (view,) = read_any(out.read_bytes())
    (before,) = read_any(path.read_bytes())[1]
    assert (found, view.position, view.quality) == (form, 7, 60)
    np.testing.assert_array_equal(view.template.x, before.template.x)


def test_type_9_records_are_shown(tenprint: CommandLine, transaction: Path) -> None:
    found = tenprint("template", "show", transaction, "--json").json
    assert [(one["block"], one["idc"], len(one["minutiae"])) for one in found["blocks"]] == [
        ("efs", 1, 6),
        ("legacy", 2, 7),
    ]
    one = tenprint("template", "show", transaction, "--idc", 2)
    assert "IDC 2, legacy block: right index, impression type 3, 410 × 510 px, 7 minutiae" in one.out
    assert "IDC 1" not in one.out


def test_type_9_records_are_converted(tenprint: CommandLine, transaction: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.dat"
    assert tenprint("template", "convert", transaction, out, "--format", "iso2011").status == 0
    form, views = read_any(out.read_bytes())
    assert form is TemplateFormat.ISO2011
    assert [(view.position, len(view.template)) for view in views] == [(1, 6), (2, 7)]
    np.testing.assert_allclose(views[1].template.y, made(7).y, atol=0.7)
    assert tenprint("template", "convert", transaction, out, "--format", "ansi2004", "--idc", 2).status == 0
    assert [view.position for view in read_any(out.read_bytes())[1]] == [2]


def test_a_legacy_record_without_its_image_needs_a_size(tenprint: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "alone.an2"
    record = write_minutiae(Type9Minutiae(MinutiaeBlock.LEGACY, 1, (2,), 3, made(5)))
    path.write_bytes(write_transaction(assemble({2: "0500", 4: "LFFS"}, [record])))
    refused = tenprint("template", "show", path)
    assert refused.status == 2
    assert "9.012: expected the image of the same IDC" in refused.err
    found = tenprint("template", "show", path, "--size", "410x510", "--json").json
    assert found["blocks"][0]["minutiae"][0]["y"] == pytest.approx(float(made(5).y[0]), abs=0.11)
    wrong = tenprint("template", "show", path, "--size", "410")
    assert (wrong.status, "--size" in wrong.err) == (2, True)


def test_a_real_latent_and_its_mate_match_across_blocks(
    tenprint: CommandLine, tmp_path: Path, real_data: Path
) -> None:
    """A legacy block against a 378 block, through two template formats: each convention must be right to match."""
    latent, mate = tmp_path / "latent.dat", tmp_path / "mate.dat"
    folder = real_data / "an2k" / "nist_reference"
    for source, out, form in (("13-std", latent, "iso2005"), ("14-m1", mate, "ansi2009")):
        done = tenprint("template", "convert", folder / f"type-9-{source}.an2", out, "--format", form)
        assert done.status == 0
    found = tenprint("match", "compare", latent, mate, "--json").json
    assert found["score"] > 6  # mates mostly score above 6; with a wrong convention these two score 0
    assert len(found["pairs"]) >= 40  # of 48


def test_what_cannot_be_shown_is_named_and_exits_2(
    tenprint: CommandLine, transaction: Path, tmp_path: Path
) -> None:
    absent, words, empty, cut = (tmp_path / name for name in ("absent", "words", "empty", "cut"))
    words.write_bytes(b"no template")
    empty.write_bytes(b"")
    cut.write_bytes(write_any([FingerView(7, 1, 60, made())], TemplateFormat.ISO2011)[:-9])
    for path in (absent, words, empty, cut):
        for command in (("show", path), ("convert", path, tmp_path / "out", "--format", "iso2005")):
            done = tenprint("template", *command)
            assert done.status == 2, path
            assert path.name in done.err
    assert not (tmp_path / "out").exists()
    missing = tenprint("template", "show", transaction, "--idc", 9)
    assert missing.status == 2
    assert "of IDC 9" in missing.err


def test_an_unknown_format_lists_the_known_ones(tenprint: CommandLine, tmp_path: Path) -> None:
    done = tenprint("template", "convert", tmp_path / "in", tmp_path / "out", "--format", "iso1999")
    assert done.status == 2
    assert all(form in done.err for form in FORMATS)
