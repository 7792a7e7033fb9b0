"""Packed text that unpacks to far more than it is."""

import gzip
from pathlib import Path

import pytest

from anlan.model.errors import SourceError
from anlan.model.portal import FileFormat
from anlan.pool.connectors.base import connector_for

SIZE = 320 * 2**20
BEGIN: dict[FileFormat, bytes] = {
    "csv": b"a,b\n1,2\n",
    "jsonl": b'{"a": 1}\n',
    "geojson": b'{"type": "FeatureCollection", "features": [',
}
# Long lines: how many rows are read before it is refused says nothing more, and takes minutes.
LINE: dict[FileFormat, bytes] = {
    "csv": b"0,0\n",
    "jsonl": b'{"a": 0' + b" " * 16_375 + b"}\n",
    "geojson": b"    ",
}


@pytest.mark.parametrize("form", BEGIN)
def test_a_gzip_bomb_is_refused(tmp_path: Path, form: FileFormat) -> None:
    path = tmp_path / f"a.{form}.gz"
    line = LINE[form]
    with gzip.open(path, "wb", compresslevel=9) as file:
        file.write(BEGIN[form])
        for _ in range(SIZE // 2**20):
            file.write(line * (2**20 // len(line)))
    assert path.stat().st_size < 2 * 2**20
    with pytest.raises(SourceError) as caught:
        for chunk in connector_for(form).open(path).chunks:
            assert chunk.bytes_done <= path.stat().st_size
    assert caught.value.key == "error.source.bomb"


def test_text_that_packs_well_is_still_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    with gzip.open(path, "wb") as file:
        file.write(b"a,b\n" + b"0,0\n" * 10**6)
    chunks = list(connector_for("csv").open(path).chunks)
    assert sum(chunk.frame.height for chunk in chunks) == 10**6
