"""Codes of the standards in words, for whoever reads a transaction.

Sources: EBTS 8.001 appendices C and D (descriptors, answers, reasons), ANSI/NIST-ITL 1-2011 Update 2013 and 2015 and
INTERPOL's machine-readable table of the latter (positions, impressions, compressions, photographs, minutiae). Colours,
sex and race are NCIC's words as EBTS repeats them. A code that stands nowhere here is shown without words.
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

TRANSACTIONS: Mapping[str, str] = {
    "AMN": "amnesia victim", "AUTH": "authorization", "CAR": "criminal ten-print submission, answer required",
    "CNA": "criminal ten-print submission, no answer", "CPDR": "criminal ten-print submission, direct",
    "CPNU": "criminal ten-print submission, not urgent", "DEK": "known deceased", "DEU": "unknown deceased",
    "DSPE": "disposition submission", "DSPR": "disposition response", "ERRA": "error of an administrative transaction",
    "ERRI": "error of an image transaction", "ERRL": "error of a latent transaction",
    "ERRT": "error: the ten-print submission is refused", "FANC": "federal applicant, no charge",
    "FAUF": "federal applicant, user fee", "FNDR": "federal applicant, no charge, direct route",
    "FVR": "fingerprint verification", "IRQ": "image request", "IRR": "image request response",
    "ISR": "image summary response", "LFFS": "latent print search by features",
    "LFIS": "latent print search by image", "LFS": "latent submission", "LSR": "latent submission results",
    "MAP": "miscellaneous applicant, civil", "MPR": "missing person",
    "NFAP": "non-federal applicant, user fee, billed", "NFUE": "non-federal applicant, user fee, expedited",
    "NFUF": "non-federal applicant, user fee", "NNDR": "non-federal applicant, no charge, direct route",
    "RPIS": "rapid search of ten or fewer prints", "RPISR": "rapid search response",
    "SRE": "answer: search results", "SRL": "answer: latent search results",
    "SRT": "answer: ten-print search results", "SSR": "second answer of the shared services (this project's relay)",
    "TPFS": "ten-print search by features", "TPIS": "ten-print search by image",
    "TPRR": "ten-print rap sheet response", "TPRS": "ten-print rap sheet search",
}  # fmt: skip

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

_YES_NO = {"Y": "yes", "N": "no"}
_EYES = {
    "BLK": "black", "BLU": "blue", "BRO": "brown", "GRY": "grey", "GRN": "green", "HAZ": "hazel", "MAR": "maroon",
    "MUL": "of several colours", "PNK": "pink", "XXX": "unknown",
}  # fmt: skip
_HAIR = {
    "BAL": "bald", "BLK": "black", "BLN": "blond or strawberry", "BLU": "blue", "BRO": "brown", "GRN": "green",
    "GRY": "grey or partly grey", "ONG": "orange", "PLE": "purple", "PNK": "pink", "RED": "red or auburn",
    "SDY": "sandy", "WHI": "white", "XXX": "unknown",
}  # fmt: skip
_STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas",
    "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan",
    "MN": "Minnesota", "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NB": "Nebraska",
    "NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York",
    "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon",
    "PA": "Pennsylvania", "PR": "Puerto Rico", "RI": "Rhode Island", "SC": "South Carolina",
    "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia",
    "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming", "US": "United States",
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
_POSES = {
    "F": "full face", "L": "left profile", "R": "right profile", "A": "angled", "D": "determined by three axes",
}  # fmt: skip

BY_MNEMONIC: Mapping[str, Mapping[str, str]] = {
    "SEX": {
        "F": "female", "M": "male", "G": "occupation or charge: male impersonator",
        "N": "occupation or charge: female impersonator",
        "Y": "male name, no sex given", "Z": "female name, no sex given", "X": "unknown",
    },
    "RAC": {
        "A": "Asian or Pacific Islander", "B": "Black", "I": "American Indian or Alaskan Native", "W": "White",
        "U": "unknown",
    },
    "EYE": _EYES, "SEC": _EYES, "HAI": _HAIR, "SHC": _HAIR, "POB": _STATES, "CTZ": _STATES,
    "RET": {"Y": "retain the prints", "N": "do not retain"},
    "RAP": {"Y": "send the rap sheet", "N": "send no rap sheet"},
    "PPA": _YES_NO, "PHT": _YES_NO, "RFR": _YES_NO, "TAA": {"Y": "a juvenile treated as adult", "N": "no"},
    "SRF": {
        "I": "identified", "N": "not identified", "P": "pending", "R": "red: on file, wanted or of interest",
        "Y": "yellow: possible candidates", "G": "green: no record found",
    },
    "AMPCD": {"XX": "amputated", "UP": "unable to print", "SR": "scar"},
    "CGA": _COMPRESSIONS, "PAT": _PATTERNS, "POS": _POSES,
    "IMT": {"FACE": "face", "SCAR": "scar", "MARK": "mark", "TATTOO": "tattoo"},
    "SLC": {"0": "no scale given", "1": "pixels per inch", "2": "pixels per centimetre"},
    "GCA": dict(zip("0123456", ("uncompressed", "WSQ", "JPEGB", "JPEGL", "JP2", "JP2L", "PNG"), strict=True)),
    "ISR": {"0": "500 ppi, the standard's", "1": "the resolution of 1.012"},
    "PRY": {"1": "highest", "9": "lowest"},
    "FMT": {"S": "standard fields 9.005-9.012", "U": "another system's fields"},
}  # fmt: skip
