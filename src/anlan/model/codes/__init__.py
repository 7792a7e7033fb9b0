"""Codes of places: divisions and unit grids (GB/T 2260, GB/T 30428.1), BeiDou (GB/T 39409)."""

from anlan.model.codes.beidou import Cells, cell_sizes, decode, encode
from anlan.model.codes.beidou_height import Boxes, decode_3d, encode_3d, height_code
from anlan.model.codes.division import DivisionCode, code_faults, parse_code

__all__ = [
    "Boxes",
    "Cells",
    "DivisionCode",
    "cell_sizes",
    "code_faults",
    "decode",
    "decode_3d",
    "encode",
    "encode_3d",
    "height_code",
    "parse_code",
]
