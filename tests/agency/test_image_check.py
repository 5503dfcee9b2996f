"""A picture against its own bytes: each disagreement has its code, its element and its byte."""

from dataclasses import replace

import numpy as np
import pytest
from image_case import SIDE, png, stripes, tagged, type4, wsq

from tenprint.agency.image_check import check_image, decoded, decoding_finding
from tenprint.errors import ImageError
from tenprint.image.codec_pool import CodecPool
from tenprint.record.finding import Severity
from tenprint.record.image_record import ImageRecord


def told(sent: ImageRecord) -> list[tuple[str, str, str | None]]:
    """Severity, code and field of the findings."""
    return [(one.severity, one.code, one.field) for one in check_image(sent).findings]


@pytest.mark.parametrize("sent", [type4(wsq()), tagged(14, wsq()), tagged(15, png(), f11="PNG", f13="21")])
def test_a_sound_picture_is_decoded_without_a_finding(sent: ImageRecord) -> None:
    found = check_image(sent)
    assert found.findings == ()
    assert found.picture is not None
    assert found.picture.pixels.shape == (SIDE, SIDE)
    assert found.picture.resolution_ppi == 500
    assert np.abs(found.picture.pixels.astype(int) - stripes().pixels).mean() < 20


def test_raw_pixels_are_taken_as_they_are_and_counted() -> None:
    data = stripes().pixels.tobytes()
    found = check_image(type4(data, gca=0))
    assert found.picture is not None
    assert (found.picture.pixels == stripes().pixels).all()
    assert told(type4(data[:-1], gca=0)) == [("REJECT", "E0006", "4.009")]
    assert told(tagged(17, data * 3, f11="NONE", f12="24")) == []
    assert told(tagged(17, data * 2, f11="NONE", f12="24")) == [("REJECT", "E0006", "17.999")]


def test_damage_is_told_at_its_byte_of_the_file() -> None:
    data = wsq()
    block = data.index(b"\xff\xa3")
    for sent, begins, tag in (
        (type4(data[:block]), 1018, "4.009"),
        (tagged(14, data[:block]), 5007, "14.999"),
    ):
        (one,) = check_image(sent).findings
        assert (one.code, one.severity, one.field) == ("L0009", Severity.REJECT, tag)
        assert one.offset == begins + block
        assert "finger position 3" in one.expected
        assert len(one.found) <= 30


@pytest.mark.parametrize("keep", [0.4, 0.7, 0.97])
def test_a_codestream_that_is_cut_is_refused(keep: float) -> None:
    assert told(type4(wsq()[: int(len(wsq()) * keep)])) == [("REJECT", "L0009", "4.009")]


def test_bytes_behind_the_end_are_noted_and_the_picture_is_used() -> None:
    found = check_image(type4(wsq() + b"\0\0"))
    assert [(one.severity, one.code) for one in found.findings] == [("WARNING", "L0009")]
    assert found.findings[0].offset == 1018 + len(wsq())
    assert found.picture is not None


def test_another_codestream_than_declared_is_named() -> None:
    assert told(type4(png())) == [("REJECT", "L0009", "4.008")]
    (one,) = check_image(tagged(14, png())).findings
    assert (one.field, one.found) == ("14.011", "a PNG codestream")
    (one,) = check_image(tagged(14, b"011010 no image")).findings
    assert one.found == b"0110".hex()


def test_another_size_than_declared_is_refused_and_decoded_all_the_same() -> None:
    found = check_image(tagged(14, wsq(), f6="100"))
    assert [(one.code, one.field, one.offset) for one in found.findings] == [("E0006", "14.006", 60)]
    assert found.picture is not None
    assert told(tagged(14, wsq(), f7="100")) == [("REJECT", "E0006", "14.007")]
    with pytest.raises(ImageError, match="as declared"):
        decoded(type4(wsq(), width=SIDE + 1))


def test_depth_is_the_codestreams() -> None:
    assert told(tagged(14, wsq(), f12="16")) == [("WARNING", "E0006", "14.012")]
    assert told(tagged(17, png(), f11="PNG", f12="24")) == [("WARNING", "E0006", "17.012")]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (tagged(14, wsq(), f8="0"), [("WARNING", "E0001", "14.008")]),
        (tagged(14, stripes().pixels.tobytes(), f11="NONE", f8=""), [("REJECT", "E0001", "14.008")]),
        (tagged(14, wsq(), f8="2", f9="197"), []),
        (tagged(14, wsq(), f9="1000"), [("WARNING", "E0006", "14.009"), ("WARNING", "E0006", "14.011")]),
        (tagged(14, wsq(), f9="300"), [
            ("WARNING", "E0006", "14.009"), ("REJECT", "E0003", "14.009"), ("WARNING", "E0006", "14.011"),
        ]),
        (tagged(10, png(), f11="PNG", f12="GRAY", f8="0"), []),
    ],
    ids=["in the image only", "nowhere", "per centimetre", "1000 in WSQ", "too coarse", "photograph"],
)  # fmt: skip
def test_resolution(sent: ImageRecord, expected: list[tuple[str, str, str]]) -> None:
    assert told(sent) == expected


def test_nists_unknown_resolution_of_255_is_noted() -> None:
    sent = type4(wsq().replace(b"PPI 500", b"PPI 255"))
    (one,) = check_image(sent).findings
    assert (one.code, one.severity, one.field, one.offset) == ("E0006", Severity.WARNING, "4.005", 1012)
    assert "255" in one.expected and one.found == "500 ppi"


def test_what_nobody_decodes_is_left_alone() -> None:
    found = check_image(type4(wsq(), gca=9))
    assert found.findings == () and found.picture is None
    assert check_image(replace(type4(wsq()), compression="1")).findings == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("WSQ: the worker process crashed while decoding (ended by SIGSEGV), twice", "the decoder crashed"),
        (
            "WSQ: decoding took longer than the limit of 10 s; the worker was ended",
            "the decoder ran out of time",
        ),
        ("JPEG: expected a sound codestream, decoding failed with: broken", "broken"),
        ("WSQ: expected a block (ff a3), found the end at byte 12", "the end"),
    ],
)
def test_the_decoders_own_end_is_a_finding(text: str, found: str) -> None:
    one = decoding_finding(type4(wsq()), ImageError(text))
    assert (one.code, one.field, one.found) == ("L0009", "4.009", found)
    assert one.offset == (1018 + 12 if "byte 12" in text else 1018)


def test_a_decoder_out_of_time_is_a_finding_on_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = CodecPool(workers=1, time_limit_s=1e-6)
    monkeypatch.setattr("tenprint.image.codec.shared_pool", lambda: pool)
    try:
        found = check_image(type4(wsq()))
    finally:
        pool.close()
    assert found.picture is None
    assert [(one.code, one.field, one.found) for one in found.findings] == [
        ("L0009", "4.009", "the decoder ran out of time")
    ]
