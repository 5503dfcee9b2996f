"""Malformed in a picture: compression, size, missing or doubled image fields, damaged codestreams."""

from malformed_builder import (
    HEIGHT,
    WIDTH,
    further,
    kept,
    photograph,
    picture,
    randomly_damaged,
    ridges,
    twin,
    type14,
    type14_picture,
    undecodable,
    with_picture,
    wsq_frame,
    wsq_without,
)
from record_cases import patched

WAVES = picture("WSQ20")
COMPRESSION = {
    f"{declared.lower()}_is_{real.lower()}": twin(
        lambda declared=declared, real=real: with_picture(declared, picture(real)), "L0009"
    )
    for declared in ("WSQ20", "JPEGB", "JP2", "PNG")
    for real in ("NONE", "WSQ20", "JPEGB", "JP2", "PNG")
    if declared != real
} | {
    "raw_is_wsq": kept(lambda: with_picture("NONE", WAVES), "E0006"),
    "raw_is_jpeg": twin(lambda: with_picture("NONE", picture("JPEGB")), "E0006"),
    "type14_wsq_is_jpeg": kept(lambda: type14_picture("WSQ20", picture("JPEGB")), "L0009"),
    "type14_jpeg_is_wsq": twin(lambda: type14_picture("JPEGB", WAVES), "L0009"),
    "type14_jp2_is_png": twin(lambda: type14_picture("JP2", picture("PNG")), "L0009"),
    "type14_raw_is_wsq": twin(lambda: type14_picture("NONE", WAVES), "E0006"),
    "type14_compression_unknown": kept(lambda: type14({11: "GIF"}), "E0002"),
    "type14_compression_lower_case": twin(lambda: type14_picture("wsq20", WAVES), "E0002"),
    "type14_compression_missing": twin(lambda: type14({11: None}), "E0001"),
    "type14_wsq_in_the_older_spelling": twin(lambda: type14_picture("WSQ", WAVES), acceptable=True),
    "valid_wsq": kept(lambda: with_picture("WSQ20", WAVES), acceptable=True),
    "valid_jpeg": twin(lambda: with_picture("JPEGB", picture("JPEGB")), acceptable=True),
    "valid_jp2": twin(lambda: with_picture("JP2", picture("JP2")), acceptable=True),
    "valid_png": twin(lambda: with_picture("PNG", picture("PNG")), acceptable=True),
    "valid_type14": kept(type14, acceptable=True),
}
SIZE = {
    f"{declared.lower()}_{name}": twin(
        lambda declared=declared, sides=sides: with_picture(declared, picture(declared), *sides), "E0006"
    )
    for declared in ("WSQ20", "JPEGB", "JP2", "PNG")
    for name, sides in (
        ("wider_than_said", (WIDTH - 1, HEIGHT)),
        ("lower_than_said", (WIDTH, HEIGHT + 1)),
        ("sides_exchanged", (HEIGHT, WIDTH)),
    )
} | {
    "raw_one_byte_short": twin(lambda: with_picture("NONE", picture("NONE")[:-1]), "E0006"),
    "raw_with_foreign_header": twin(lambda: with_picture("NONE", bytes(296) + picture("NONE")), "E0006"),
    "type14_wsq_larger_than_said": kept(lambda: type14_picture("WSQ20", WAVES, WIDTH - 1), "E0006"),
    "type14_width_zero": twin(lambda: type14({6: "0"}), "E0003"),
    "type14_width_letters": twin(lambda: type14({6: "TEN"}), "E0002"),
    "type14_height_missing": twin(lambda: type14({7: None}), "E0001"),
    "type14_width_huge": twin(lambda: type14_picture("WSQ20", WAVES, 999999), "E0002"),
    "width_zero": twin(lambda: patched(2, 13, b"\0\0"), "E0003"),
    "sides_huge": kept(lambda: patched(2, 13, b"\xff\xff\xff\xff"), "E0003", "E0006"),
}
NO_IMAGE = {
    "type14_image_empty": kept(lambda: type14({999: b""}), "E0001"),
    "type14_image_missing": twin(lambda: type14({999: None}), "E0001"),
    "raw_image_empty": twin(lambda: with_picture("NONE", b""), "E0001"),
    "photograph_image_empty": twin(lambda: further(photograph({999: b""})), "E0001"),
    "photograph_image_missing": twin(lambda: further(photograph({999: None})), "E0001"),
    "latent_image_missing": twin(lambda: further(ridges(13, {999: None})), "E0001"),
    "palm_image_empty": twin(lambda: further(ridges(15, {999: b""})), "E0001"),
}
IMAGE_TAG_TWICE = {
    "image_tag_twice": kept(lambda: type14_picture("WSQ20", b"011010\x1d14.999:" + WAVES), "E0005"),
    "image_tag_twice_jpeg": twin(
        lambda: type14_picture("JPEGB", b"011010\x1d14.999:" + picture("JPEGB")), "E0005"
    ),
    "image_tag_twice_raw": twin(lambda: type14_picture("NONE", b"14.999:" + picture("NONE")), "E0006"),
    "photograph_image_tag_twice": twin(
        lambda: further(photograph({999: b"0110\x1d10.999:" + picture("JPEGB")})), "E0005", acceptable=True
    ),
    "palm_image_tag_twice": twin(lambda: further(ridges(15, {999: b"0110\x1d15.999:" + WAVES})), "E0005"),
}
WSQ = {
    "wsq_without_start": twin(lambda: with_picture("WSQ20", WAVES[2:]), "L0009"),
    "wsq_only_start": twin(lambda: with_picture("WSQ20", WAVES[:2]), "L0009"),
    "wsq_end_before_blocks": undecodable(
        lambda: with_picture("WSQ20", WAVES[: WAVES.index(b"\xff\xa3")] + b"\xff\xa1"), stored=True
    ),
    "wsq_end_within_block": undecodable(
        lambda: with_picture("WSQ20", WAVES[: WAVES.index(b"\xff\xa3") + 60] + b"\xff\xa1")
    ),
    "wsq_end_missing": undecodable(lambda: with_picture("WSQ20", WAVES[:-2])),
    "wsq_cut_in_half": undecodable(lambda: with_picture("WSQ20", WAVES[: len(WAVES) // 2]), stored=True),
    "wsq_cut_in_table": twin(lambda: with_picture("WSQ20", WAVES[:300]), "L0009"),
    "wsq_without_filters": undecodable(lambda: with_picture("WSQ20", wsq_without("DTT"))),
    "wsq_without_quantiser": undecodable(lambda: with_picture("WSQ20", wsq_without("DQT"))),
    "wsq_without_codes": undecodable(lambda: with_picture("WSQ20", wsq_without("DHT"))),
    "wsq_without_blocks": undecodable(lambda: with_picture("WSQ20", wsq_without("SOB"))),
    "wsq_one_block_missing": undecodable(
        lambda: with_picture("WSQ20", WAVES[: WAVES.rindex(b"\xff\xa3")] + b"\xff\xa1")
    ),
    "wsq_frame_of_no_size": twin(lambda: with_picture("WSQ20", wsq_frame(0, 0)), "L0009"),
    "wsq_frame_huge": twin(lambda: with_picture("WSQ20", wsq_frame(65535, 65535)), "E0006"),
    "wsq_frame_and_record_huge": undecodable(
        lambda: with_picture("WSQ20", wsq_frame(65535, 65535), 65535, 65535), "E0003"
    ),
    "wsq_frame_cut": twin(lambda: with_picture("WSQ20", WAVES[: WAVES.index(b"\xff\xa2") + 6]), "L0009"),
    "wsq_segment_of_no_length": twin(lambda: with_picture("WSQ20", WAVES[:4] + b"\0\0" + WAVES[6:]), "L0009"),
    "wsq_zeros_in_block": undecodable(lambda: with_picture("WSQ20", WAVES[:720] + bytes(200) + WAVES[920:])),
    "wsq_random_damage": undecodable(
        lambda: with_picture("WSQ20", randomly_damaged(WAVES, 5, 40, 124)), stored=True
    ),
    "type14_wsq_cut_in_half": undecodable(lambda: type14_picture("WSQ20", WAVES[: len(WAVES) // 2])),
    "jpeg_cut_in_half": undecodable(lambda: with_picture("JPEGB", picture("JPEGB")[:400])),
    "png_cut_in_half": undecodable(lambda: with_picture("PNG", picture("PNG")[:250])),
    "jp2_cut_in_half": undecodable(lambda: with_picture("JP2", picture("JP2")[:180])),
    "wsq_bytes_after_end": twin(lambda: with_picture("WSQ20", WAVES + b"\0" * 40), acceptable=True),
}
