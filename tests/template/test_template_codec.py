"""INCITS 378 and ISO/IEC 19794-2 records of five editions, against public samples with known content."""

import base64
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import malformed_records
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from malformed_records import ALL, CORES, COUNTS, DELTAS, NOTED, REFUSED, template, whole

from tenprint.errors import TemplateError
from tenprint.template import codec_ansi378_2004, codec_ansi378_2009, codec_iso2005, codec_iso2011
from tenprint.template.codec import read_any, read_record, write_any, write_record
from tenprint.template.conversion import convert
from tenprint.template.extended_data import build
from tenprint.template.finger_view import FingerView, record_of
from tenprint.template.minutiae_record import (
    Capture,
    MinutiaeRecord,
    QualityBlock,
    TemplateFormat,
    View,
)
from tenprint.template.model import MinutiaKind
from tenprint.template.record_format import leads_to_end

POSITIONS = {"LEFT_INDEX": 7, "RIGHT_INDEX": 2}
EITHER = {0: "EITHER"}  # what the edition of 2009 calls type 0
KINDS = {TemplateFormat.ANSI2009: EITHER, TemplateFormat.ANSI2009_AM1: EITHER}
SAMPLES = {
    TemplateFormat.ANSI2004: "ansi378v2004-sample",
    TemplateFormat.ANSI2009: "ansi378v2009-sample",
    TemplateFormat.ANSI2009_AM1: "ansi378v2009am1-sample",
    TemplateFormat.ISO2005: "iso19794p2v2005-sample",
    TemplateFormat.ISO2011: "iso19794p2v2011-sample",
}
CODECS = {
    TemplateFormat.ANSI2004: codec_ansi378_2004,
    TemplateFormat.ANSI2009: codec_ansi378_2009,
    TemplateFormat.ANSI2009_AM1: codec_ansi378_2009,
    TemplateFormat.ISO2005: codec_iso2005,
    TemplateFormat.ISO2011: codec_iso2011,
}


def sample(folder: Path, form: TemplateFormat) -> tuple[bytes, dict[str, Any]]:
    stem = folder / "an2k" / "minutiae_templates" / SAMPLES[form]
    return stem.with_suffix(".dat").read_bytes(), json.loads(stem.with_suffix(".json").read_text())


def says(holder: dict[str, Any], truth: dict[str, Any]) -> dict[str, Any]:
    """What a description says of a view, wherever it says it."""
    return {key: holder.get(key, truth.get(key)) for key in ("width", "height", "resolutionX", "resolutionY")}


@pytest.mark.parametrize("form", ALL)
def test_a_public_sample_holds_what_its_description_says(form: TemplateFormat, real_data: Path) -> None:
    data, truth = sample(real_data, form)
    record = read_record(data)
    assert record.format is form
    assert len(record.views) == len(truth["fingerprints"])
    for view, expected in zip(record, truth["fingerprints"], strict=True):
        assert view.position == POSITIONS[expected["position"]]
        assert view.number == expected["view"]
        assert (view.impression, expected["scanType"]) == (0, "LIVE_PLAIN")
        assert list(says(expected, truth).values()) == [
            view.picture.width,
            view.picture.height,
            view.picture.across,
            view.picture.down,
        ]
        assert [
            {
                "type": KINDS.get(form, {}).get(one.kind, MinutiaKind(one.kind).name),
                "positionX": one.x,
                "positionY": one.y,
                "angle": one.angle,
                "quality": one.quality,
            }
            for one in view.minutiae
        ] == expected["minutiae"]


@pytest.mark.parametrize("form", ALL)
def test_the_header_of_a_public_sample_is_what_its_description_says(
    form: TemplateFormat, real_data: Path
) -> None:
    data, truth = sample(real_data, form)
    record = read_record(data)
    if form.is_ansi:
        assert (record.owner, record.product) == (truth["vendorId"], truth["subformat"])
    if form is not TemplateFormat.ISO2011:
        assert (record.certification != 0, record.equipment) == (truth["sensorCertified"], truth["sensorId"])
    for view, expected in zip(record, truth["fingerprints"], strict=True):
        if form is TemplateFormat.ISO2011:
            assert view.capture is not None
            when = view.capture.captured_at
            assert when is not None
            assert expected["datetime"] == {
                **{
                    name: getattr(when, name) for name in ("year", "month", "day", "hour", "minute", "second")
                },
                "millisecond": when.microsecond // 1000,
            }
            assert (view.capture.vendor, view.capture.device) == (
                expected["sensorVendor"],
                expected["sensorId"],
            )
            assert [one._asdict() for one in view.qualities] == [
                {"score": one["quality"], "vendor": one["vendor"], "algorithm": one["algorithm"]}
                for one in expected["qrecords"]
            ]
        else:
            assert view.quality == expected["quality"]
        if "qualityVendorId" in expected:
            assert view.qualities[0][1:] == (expected["qualityVendorId"], expected["qualityAlgorithmId"])


@pytest.mark.parametrize("form", ALL)
def test_the_extended_data_of_a_public_sample_are_what_its_description_says(
    form: TemplateFormat, real_data: Path
) -> None:
    data, truth = sample(real_data, form)
    for view, expected in zip(read_record(data), truth["fingerprints"], strict=True):
        counts = expected["counts"] or {"edges": []}
        assert [{"from": a, "to": b, "count": n} for a, b, n in view.extended.ridge_counts] == counts["edges"]
        assert view.extended.ridge_method == (1 if expected["counts"] else None)
        assert counts.get("type", "QUADRANTS") == "QUADRANTS"
        assert (view.extended.cores, view.extended.deltas, expected["coredelta"]) == ((), (), None)
        assert [
            {"type": one.type, "data": base64.b64encode(one.data).decode()}
            for one in view.extended.blocks
            if one.type > 2
        ] == expected["extensions"]


@pytest.mark.parametrize("name", [*SAMPLES.values(), "iso-probe", "iso-matching", "iso-nonmatching"], ids=str)
def test_a_real_record_is_written_back_to_the_byte(name: str, real_data: Path) -> None:
    data = (real_data / "an2k" / "minutiae_templates" / f"{name}.dat").read_bytes()
    assert write_record(read_record(data)) == data


@pytest.mark.parametrize("form", ALL)
def test_a_public_sample_is_found_by_its_content(form: TemplateFormat, real_data: Path) -> None:
    data, _ = sample(real_data, form)
    found, views = read_any(data)
    assert found is form
    assert [len(view.template) for view in views] == [27, 22]
    assert views[0].template.theta[0] == pytest.approx(
        (56 if form in (TemplateFormat.ANSI2009, TemplateFormat.ANSI2009_AM1) else 80)
        * 2
        * np.pi
        / form.turn_steps
    )
    for other in ALL:
        if CODECS[other] is not CODECS[form]:
            with pytest.raises(TemplateError, match=rf"format: expected .*, found {form.standard}"):
                CODECS[other].read(data)


@pytest.mark.parametrize("name", ["iso-probe", "iso-matching", "iso-nonmatching"])
def test_padded_real_records_are_read(name: str, real_data: Path) -> None:
    data = (real_data / "an2k" / "minutiae_templates" / f"{name}.dat").read_bytes()
    (view,) = codec_iso2005.read(data)
    assert len(view.template) > 10
    assert (view.template.x < view.template.width).all()
    assert (view.template.y < view.template.height).all()
    assert any("after the record's length" in note.text for note in read_record(data).notes)


@pytest.mark.parametrize("form", ALL)
@given(counts=st.lists(st.integers(0, 255), min_size=1, max_size=4), seed=st.integers(0, 2**31))
@settings(max_examples=25, deadline=None)
def test_what_is_written_is_read(form: TemplateFormat, counts: list[int], seed: int) -> None:
    views = [FingerView(i + 1, 1, 50, template(n, seed + i)) for i, n in enumerate(counts)]
    data = write_any(views, form)
    found, back = read_any(data)
    assert found is form
    assert read_record(data).notes == () or _only_rounding(data)
    assert write_any(back, form) == data
    for one, two in zip(views, back, strict=True):
        assert (one.position, one.impression, one.quality) == (two.position, two.impression, two.quality)
        assert np.abs(one.template.x - two.template.x).max(initial=0) <= 0.5
        assert np.abs(one.template.y - two.template.y).max(initial=0) <= 0.5
        turn = np.mod(one.template.theta - two.template.theta + np.pi, 2 * np.pi) - np.pi
        assert np.abs(turn).max(initial=0) <= np.pi / form.turn_steps + 1e-5
        np.testing.assert_array_equal(one.template.kind, two.template.kind)
        np.testing.assert_array_equal(one.template.quality, two.template.quality)


def _only_rounding(data: bytes) -> bool:
    """Whether all notes are of a position rounded up to the very width or height."""
    return all("expected less than the" in note.text for note in read_record(data).notes)


def records(form: TemplateFormat) -> st.SearchStrategy[MinutiaeRecord]:
    """Records with every header value, padding and extended data drawn."""
    byte, two = st.integers(0, 255), st.integers(0, 65535)

    def finish(drawn: tuple[Any, ...]) -> MinutiaeRecord:
        counts, seed, header, qualities, certifications, time, extended, size = drawn
        views = [FingerView(i + 1, 1, 50, template(n, seed + i)) for i, n in enumerate(counts)]
        record = record_of(views, form, minutia_size=size if form is TemplateFormat.ISO2011 else 6)
        owner, product, certification, equipment, reserved, unread, trailing = header
        latest = form is TemplateFormat.ISO2011
        small = form.has_one_picture
        made: list[View] = []
        for view in record.views:
            area = build(form, 1, COUNTS, CORES, DELTAS) if extended else view.extended
            blocks = tuple(qualities) if latest else (QualityBlock(qualities[0].score),)
            if form in (TemplateFormat.ANSI2009, TemplateFormat.ANSI2009_AM1):
                blocks = (qualities[0],)
            capture = (
                Capture(time, owner % 256, product, equipment, tuple(certifications)) if latest else None
            )
            made.append(replace(view, extended=area, qualities=blocks, capture=capture))
        return replace(
            record,
            views=tuple(made),
            owner=owner if form.is_ansi else 0,
            product=product if form.is_ansi else 0,
            certification=0 if latest else certification % (16 if small else 256),
            equipment=0 if latest else equipment % (4096 if small else 65536),
            reserved=0 if latest else reserved,
            certified=int(bool(certifications)) if latest else 0,
            unread=unread,
            trailing=trailing,
        )

    header = st.tuples(two, two, byte, two, byte, st.just(b""), st.binary(max_size=5))
    return st.tuples(
        st.lists(st.integers(0, 30), min_size=1, max_size=3),
        st.integers(0, 2**31),
        header,
        st.lists(st.builds(QualityBlock, byte, two, two), min_size=1, max_size=3),
        st.lists(st.binary(min_size=3, max_size=3), max_size=2),
        st.binary(min_size=9, max_size=9),
        st.booleans(),
        st.sampled_from([5, 6]),
    ).map(finish)


@pytest.mark.parametrize("form", ALL)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_every_value_of_a_record_is_kept(form: TemplateFormat, data: st.DataObject) -> None:
    record = data.draw(records(form))
    packed = write_record(record)
    back = read_record(packed)
    assert back == record
    assert write_record(back) == packed


@pytest.mark.parametrize("form", ALL)
def test_ridge_counts_cores_and_deltas_are_kept(form: TemplateFormat) -> None:
    found = read_record(whole(form)).views[-1].extended
    assert (found.ridge_method, found.ridge_counts) == (1, COUNTS)
    assert (found.cores, found.deltas) == (CORES, DELTAS)
    assert read_record(whole(form)).notes == ()


def test_angles_of_cores_are_all_or_none_in_incits_and_each_its_own_in_iso() -> None:
    mixed = (*CORES, CORES[0]._replace(angle=None))
    assert build(TemplateFormat.ISO2005, cores=mixed).cores == mixed
    ansi = build(TemplateFormat.ANSI2004, cores=mixed)
    assert [core.angle for core in ansi.cores] == [None, None]


@pytest.mark.parametrize("form", ALL)
@pytest.mark.parametrize("defect", REFUSED)
def test_a_malformed_record_is_refused_by_its_field(defect: str, form: TemplateFormat) -> None:
    field, make = REFUSED[defect]
    with pytest.raises(TemplateError, match=rf"{field}.*: expected .*, found ") as caught:
        read_record(make(form))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("form", ALL)
@pytest.mark.parametrize("defect", NOTED)
def test_a_lesser_defect_is_read_and_noted(defect: str, form: TemplateFormat) -> None:
    text, make = NOTED[defect]
    data = make(form)
    record = read_record(data)
    assert [len(view.minutiae) for view in record] in ([12, 5], [12])
    noted = [note for note in record.notes if text in note.text]
    assert noted
    assert all(0 <= note.offset <= len(data) for note in record.notes)
    assert write_record(record) == data


@pytest.mark.parametrize("defect", ["length_one_too_small", "length_two_too_small"])
@pytest.mark.parametrize("form", ALL)
def test_extended_data_beyond_a_short_length_are_read_to_their_end(form: TemplateFormat, defect: str) -> None:
    found = read_record(NOTED[defect][1](form)).views[-1].extended
    assert (found.ridge_counts, found.cores, found.deltas) == (COUNTS, CORES, DELTAS)


def test_a_block_length_that_leaves_its_head_out_is_understood() -> None:
    """As in the public sample of ISO/IEC 19794-2:2005."""
    data = whole(TemplateFormat.ISO2005, (12,), extended=False)[:-2] + b"\0\x08\0\x01\0\x04\x01\x01\x02\x03"
    record = read_record(data[:8] + len(data).to_bytes(4, "big") + data[12:])
    assert record.views[0].extended.ridge_counts == ((1, 2, 3),)
    assert record.notes == ()


def test_a_draft_of_2009_with_equipment_in_two_bytes_is_read() -> None:
    data = whole(TemplateFormat.ANSI2009)
    draft = data[:8] + (len(data) - 1).to_bytes(4, "big") + data[12:16] + b"\x10\xb5" + data[19:]
    record = read_record(draft)
    assert record.format is TemplateFormat.ANSI2009
    assert (record.short_equipment, record.certification, record.equipment) == (True, 1, 0xB5)
    assert write_record(record) == draft


@pytest.mark.parametrize("owner", [0, 1, 0x0042, 0x0103])
@pytest.mark.parametrize("equipment", [0, 40, 181, 4095])
def test_2009_is_not_taken_for_2011_whatever_its_header(owner: int, equipment: int) -> None:
    record = replace(read_record(whole(TemplateFormat.ANSI2009)), owner=owner, equipment=equipment)
    assert read_record(write_record(record)).format is TemplateFormat.ANSI2009


def test_a_long_ansi_record_takes_the_long_header() -> None:
    views = [FingerView(i % 11, i // 11, 50, template(255, i)) for i in range(50)]
    data = codec_ansi378_2004.write(views)
    assert len(data) > 65535
    assert data[8:10] == b"\0\0"
    assert len(codec_ansi378_2004.read(data)) == 50
    assert write_record(read_record(data)) == data


def test_a_short_ansi_record_with_the_long_header_is_written_back() -> None:
    record = replace(read_record(whole(TemplateFormat.ANSI2004)), long_length=True)
    data = write_record(record)
    assert data[8:10] == b"\0\0"
    assert read_record(data) == record


@pytest.mark.parametrize("form", ALL)
def test_another_resolution_is_brought_to_500_ppi(form: TemplateFormat) -> None:
    data = write_any([FingerView(1, 0, 50, template(20, 3))], form)
    at = malformed_records.resolution_at(form)
    plain = read_any(data)[1][0].template
    half = read_any(data[:at] + b"\x01\x8a\x01\x8a" + data[at + 4 :])[1][0].template  # 394 px/cm: 1000 ppi
    np.testing.assert_allclose(half.x, plain.x / 2, rtol=2e-3)
    assert (half.width, half.height) == (250, 200)


@pytest.mark.parametrize("form", ALL)
def test_of_too_many_minutiae_the_best_are_kept_in_their_order(form: TemplateFormat) -> None:
    many = template(300, 7)
    (back,) = CODECS[form].read(write_any([FingerView(1, 0, 50, many)], form))
    assert len(back.template) == 255
    left_out = np.sort(many.quality)[: 300 - 255]
    assert back.template.quality.min() >= left_out.max()
    kept = [(x, y) for x, y in zip(np.rint(many.x), np.rint(many.y), strict=True)]
    places = [kept.index(one) for one in zip(back.template.x, back.template.y, strict=True)]
    assert places == sorted(places)


def test_minutiae_of_five_bytes_have_no_quality() -> None:
    views = [FingerView(1, 0, 50, template(20, 3))]
    five, six = codec_iso2011.write(views, minutia_size=5), codec_iso2011.write(views)
    assert len(six) - len(five) == 20
    (back,) = codec_iso2011.read(five)
    assert back.template.quality.tolist() == [0] * 20
    assert codec_iso2011.read(six)[0].template.quality.tolist() == views[0].template.quality.tolist()


@pytest.mark.parametrize("form", ALL)
def test_a_quality_that_is_not_reported_is_none_not_the_best(form: TemplateFormat) -> None:
    record = read_record(whole(form, (4,), extended=False))
    values = (254, 255, 101, 100) if not form.has_one_picture else (0, 255, 101, 100)
    minutiae = tuple(
        one._replace(quality=value) for one, value in zip(record.views[0].minutiae, values, strict=True)
    )
    data = write_record(replace(record, views=(replace(record.views[0], minutiae=minutiae),)))
    assert read_any(data)[1][0].template.quality.tolist() == [0, 0, 0, 100]


@pytest.mark.parametrize("form", ALL)
@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_damage_gives_our_error_or_a_reading(form: TemplateFormat, data: st.DataObject) -> None:
    record = bytearray(whole(form))
    for _ in range(data.draw(st.integers(1, 6))):
        record[data.draw(st.integers(0, len(record) - 1))] = data.draw(st.integers(0, 255))
    cut = (
        bytes(record[: data.draw(st.integers(0, len(record)))]) if data.draw(st.booleans()) else bytes(record)
    )
    try:
        found = read_record(cut)
    except TemplateError:
        return
    assert write_record(found) == cut
    read_any(cut)


@given(
    head=st.sampled_from([b"", b"FMR\0", b"FMR\0 20\0", b"FMR\x00020\0", b"FMR\x00030\0", b"FMR\x00035\0"]),
    rest=st.binary(max_size=200),
)
@settings(max_examples=200, deadline=None)
def test_any_bytes_give_our_error_or_a_reading(head: bytes, rest: bytes) -> None:
    try:
        read_any(head + rest)
    except TemplateError:
        return


@pytest.mark.parametrize("form", ALL)
def test_every_truncation_is_refused(form: TemplateFormat) -> None:
    record = whole(form, (6,), extended=False)
    for end in range(len(record)):
        with pytest.raises(TemplateError):
            CODECS[form].read(record[:end])


@pytest.mark.parametrize("form", ALL)
def test_what_does_not_fit_is_refused(form: TemplateFormat) -> None:
    good = template(3, 1)
    for views in (
        [],
        [FingerView(1, 256, 50, good)],
        [FingerView(256, 0, 50, good)],
        [FingerView(1, 0, 101, good)],
        [FingerView(1, 0, 50, replace(good, x=good.x - 2000))],
        [FingerView(1, 0, 50, replace(good, theta=good.theta + np.nan))],
        [FingerView(1, 0, 50, replace(good, kind=good.kind + 3))],
        [FingerView(1, 0, 50, template(3, 1, width=200_000))],
        [FingerView(1, 0, 50, good)] * 17,
    ):
        with pytest.raises(TemplateError):
            write_any(views, form)


@pytest.mark.parametrize("source", ALL)
@pytest.mark.parametrize("form", ALL)
def test_a_record_is_converted_without_moving_a_minutia(source: TemplateFormat, form: TemplateFormat) -> None:
    record = read_record(whole(source))
    made = read_record(write_record(convert(record, form)))
    assert made.format is form
    assert made.notes == ()
    for one, two in zip(record, made, strict=True):
        assert (one.position, one.number, one.impression, one.quality) == (
            two.position,
            two.number,
            two.impression,
            two.quality,
        )
        assert one.picture == two.picture
        assert [m[:3] for m in one.minutiae] == [m[:3] for m in two.minutiae]
        for before, after in zip(one.minutiae, two.minutiae, strict=True):
            apart = before.angle / source.turn_steps - after.angle / form.turn_steps
            assert abs((apart + 0.5) % 1 - 0.5) <= 0.5 / form.turn_steps + 1e-9
        assert two.extended.ridge_counts == one.extended.ridge_counts
        assert [core[:2] for core in two.extended.cores] == [core[:2] for core in one.extended.cores]
        assert len(two.extended.deltas) == len(one.extended.deltas)


@pytest.mark.parametrize("source", ALL)
def test_a_public_sample_becomes_the_same_template_in_every_format(
    source: TemplateFormat, real_data: Path
) -> None:
    data, _ = sample(real_data, source)
    record = read_record(data)
    before = read_any(data)[1]
    for form in ALL:
        after = read_any(write_record(convert(record, form)))[1]
        for one, two in zip(before, after, strict=True):
            np.testing.assert_array_equal(one.template.x, two.template.x)
            np.testing.assert_array_equal(one.template.quality, two.template.quality)
            turn = np.mod(one.template.theta - two.template.theta + np.pi, 2 * np.pi) - np.pi
            assert np.abs(turn).max() <= np.pi / form.turn_steps + 1e-5


def test_what_a_format_has_no_place_for_is_named(real_data: Path) -> None:
    data, _ = sample(real_data, TemplateFormat.ISO2011)
    notes = [note.text for note in convert(read_record(data), TemplateFormat.ISO2005).notes]
    assert notes == ["date, time and device of the capture have no place in ISO/IEC 19794-2:2005"]


def test_an_impression_type_without_code_is_refused() -> None:
    record = record_of([FingerView(1, 29, 50, template(3, 1))], TemplateFormat.ISO2011)
    with pytest.raises(TemplateError, match=r"impression type: expected .*24.*, found 29"):
        convert(record, TemplateFormat.ISO2005)
    contactless = record_of([FingerView(1, 24, 50, template(3, 1))], TemplateFormat.ISO2011)
    assert convert(contactless, TemplateFormat.ANSI2004).views[0].impression == 9


def test_a_record_whose_lengths_fit_2011_is_that_though_views_of_2009_would_end_with_it_too() -> None:
    record = record_of([FingerView(1, 0, 50, template(4, 3))], TemplateFormat.ISO2011)
    view = record.views[0]
    last = view.minutiae[-1]._replace(angle=0, quality=0)  # read as a length of extended data of 0
    twofold = replace(
        view,
        capture=Capture(time=b"\x01" + bytes(8)),  # read as one view
        qualities=(QualityBlock(50, 1, (len(view.minutiae) + 2) << 8),),  # read as two minutiae more
        minutiae=(*view.minutiae[:-1], last),
    )
    data = write_record(replace(record, views=(twofold,)))
    assert leads_to_end(data, 21)
    assert read_record(data).format is TemplateFormat.ISO2011
