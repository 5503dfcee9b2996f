"""Codes of the standards in words, for whoever reads a transaction.

What the tables of the rules say of their codes is theirs; here stands what they do not say. Sources: EBTS 8.001 table
A-1 (transactions), ANSI/NIST-ITL 1-2011, Update 2013, and INTERPOL's machine-readable table of it (records, positions,
impressions, compressions). A code that stands nowhere is shown without words.
"""

from collections.abc import Mapping

RECORD_NAMES: Mapping[int, str] = {
    1: "transaction", 2: "descriptive text", 3: "finger image, low resolution grey",
    4: "finger image", 5: "finger image, low resolution binary",
    6: "finger image, high resolution binary", 7: "image by agreement", 8: "signature",
    9: "minutiae", 10: "photograph", 13: "latent image", 14: "finger image", 15: "palm image", 16: "test image",
    17: "iris image", 18: "DNA", 19: "foot image", 20: "source representation", 21: "associated context",
    22: "other imagery", 98: "information assurance", 99: "CBEFF biometric data",
}  # fmt: skip

OTHER_TRANSACTIONS: Mapping[str, str] = {
    "AUTH": "authorization", "DSPE": "disposition submission", "DSPR": "disposition response",
    "ERRA": "error of an administrative transaction", "ERRL": "error of a latent transaction",
    "FVR": "fingerprint verification", "LFFS": "latent print search by features",
    "LFIS": "latent print search by image", "LFS": "latent submission", "LSR": "latent submission results",
    "SRL": "answer: latent search results", "TPFS": "ten-print search by features",
    "TPIS": "ten-print search by image", "TPRR": "ten-print rap sheet response", "TPRS": "ten-print rap sheet search",
}  # fmt: skip
"""Types of transaction that have no table here; the others are named by theirs."""

VERSIONS: Mapping[str, str] = {
    "0200": "ANSI/NIST 1993", "0201": "ANSI/NIST 1997", "0300": "ANSI/NIST-ITL 1-2000",
    "0400": "ANSI/NIST-ITL 1-2007", "0500": "ANSI/NIST-ITL 1-2011", "0501": "ANSI/NIST-ITL 1-2011, Update 2013",
    "0502": "ANSI/NIST-ITL 1-2011, Update 2015",
}  # fmt: skip

_FINGERS = ("thumb", "index", "middle", "ring", "little")
_PAIRS = {
    40: "right index and middle", 41: "right middle and ring", 42: "right ring and little",
    43: "left index and middle", 44: "left middle and ring", 45: "left ring and little",
    46: "right and left index", 47: "right index, middle and ring", 48: "right middle, ring and little",
    49: "left index, middle and ring", 50: "left middle, ring and little",
}  # fmt: skip
_PALMS = {
    20: "unknown palm", 21: "right full palm", 22: "right writer's palm", 23: "left full palm",
    24: "left writer's palm", 25: "right lower palm", 26: "right upper palm", 27: "left lower palm",
    28: "left upper palm", 29: "right palm, other", 30: "left palm, other", 31: "right interdigital",
    32: "right thenar", 33: "right hypothenar", 34: "left interdigital", 35: "left thenar", 36: "left hypothenar",
    37: "right grasp", 38: "left grasp", 81: "right carpal delta area", 82: "left carpal delta area",
    83: "right full palm with writer's palm", 84: "left full palm with writer's palm",
    85: "right wrist bracelet", 86: "left wrist bracelet",
}  # fmt: skip
POSITIONS: Mapping[int, str] = {
    0: "unknown finger",
    **{place: f"right {finger}" for place, finger in enumerate(_FINGERS, 1)},
    **{place: f"left {finger}" for place, finger in enumerate(_FINGERS, 6)},
    11: "plain right thumb", 12: "plain left thumb", 13: "plain right four fingers",
    14: "plain left four fingers", 15: "plain thumbs", 16: "right extra digit", 17: "left extra digit",
    18: "unknown friction ridge", 19: "entire joint image or tip", **_PALMS, **_PAIRS,
}  # fmt: skip

IMPRESSIONS: Mapping[int, str] = {
    0: "live plain", 1: "live rolled", 2: "non-live plain", 3: "non-live rolled", 4: "latent impression",
    5: "latent tracing", 6: "latent photograph", 7: "latent lift", 8: "live vertical swipe", 10: "live palm",
    11: "non-live palm", 12: "latent palm impression", 13: "latent palm tracing", 14: "latent palm photograph",
    15: "latent palm lift", 20: "live optical contact plain", 21: "live optical contact rolled",
    22: "live non-optical contact plain", 23: "live non-optical contact rolled",
    24: "live optical contactless plain", 25: "live optical contactless rolled",
    26: "live non-optical contactless plain", 27: "live non-optical contactless rolled", 28: "other",
    29: "unknown", 41: "moving contactless", 42: "moving contactless",
}  # fmt: skip

_COMPRESSIONS = {
    "NONE": "uncompressed", "WSQ20": "wavelet scalar quantization", "WSQ": "wavelet scalar quantization",
    "JPEGB": "JPEG baseline", "JPEGL": "JPEG lossless", "JP2": "JPEG 2000", "JP2L": "JPEG 2000 lossless",
    "PNG": "Portable Network Graphics",
}  # fmt: skip
_PATTERNS = {
    "AU": "arch", "PA": "plain arch", "TA": "tented arch", "LS": "left slant loop", "RS": "right slant loop",
    "WU": "whorl", "PW": "plain whorl", "CP": "central pocket loop", "DL": "double loop", "AW": "accidental whorl",
    "XX": "amputated", "SR": "scar", "UC": "unable to classify", "RL": "radial loop", "UL": "ulnar loop",
    "WN": "whorl", "UP": "unable to print",
}  # fmt: skip
BY_MNEMONIC: Mapping[str, Mapping[str, str]] = {
    "CGA": _COMPRESSIONS, "PAT": _PATTERNS,
    "IMT": {"FACE": "face", "SCAR": "scar", "MARK": "mark", "TATTOO": "tattoo"},
}  # fmt: skip
BY_LIST: Mapping[str, str] = {"SEC": "eyes", "SHC": "hair"}
"""Mnemonics whose codes are those of a list of ``rules/codes.yaml`` that their own table does not name."""
