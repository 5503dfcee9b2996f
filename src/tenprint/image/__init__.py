"""Bytes to a grey image at a known resolution, and everything which is true of pixels alone.

Names below load their module when first used, so that reading a picture loads neither OpenCV nor Numba.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tenprint.image.codec import Compression as Compression
    from tenprint.image.codec import decode as decode
    from tenprint.image.codec import encode as encode
    from tenprint.image.codec import encode_png as encode_png
    from tenprint.image.codec import encode_wsq as encode_wsq
    from tenprint.image.codestream import CodestreamHead as CodestreamHead
    from tenprint.image.codestream import inspect as inspect
    from tenprint.image.model import GreyImage as GreyImage
    from tenprint.image.picture_file import load as load
    from tenprint.image.slap_split import SlapFinger as SlapFinger
    from tenprint.image.slap_split import split as split
    from tenprint.image.wsq_structure import check_wsq as check_wsq

_HOME = {
    "CodestreamHead": "codestream",
    "Compression": "codec",
    "GreyImage": "model",
    "SlapFinger": "slap_split",
    "check_wsq": "wsq_structure",
    "decode": "codec",
    "encode": "codec",
    "encode_png": "codec",
    "encode_wsq": "codec",
    "inspect": "codestream",
    "load": "picture_file",
    "split": "slap_split",
}

__all__ = sorted(_HOME)  # noqa: PLE0605 - computed from the table that also says where each name lives


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
