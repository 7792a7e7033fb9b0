"""Write a frame in the form of its department: the same bytes each time."""

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np
import polars as pl
import shapely

from anlan.cities.jiangcheng import files
from anlan.cities.jiangcheng.exports.table import Export
from anlan.store.whole import save_parquet

_WHEN = "2026-07-01T00:00:00.000Z"
"""The day that goes into files which want one; the clock would make other bytes each time."""
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def write(file: Path, frame: pl.DataFrame, export: Export) -> None:
    """Write ``frame`` in the format that the name of ``file`` says."""
    kind = file.name.removesuffix(".gz").rsplit(".", 1)[-1]
    if kind == "csv":
        files.write_csv(file, frame, export.encoding, export.delimiter)
    elif kind == "parquet":
        save_parquet(frame, file)
    elif kind == "jsonl":
        files.write_jsonl(file, frame)
    elif kind == "geojson":
        files.write_points(file, frame)
    elif kind == "gpkg":
        _geopackage(file, frame, export.layer)
    else:
        _workbook(file, frame, export.sheet, export.title)


def _geopackage(file: Path, frame: pl.DataFrame, layer: str) -> None:
    """Write points; columns longitude and latitude become the geometry."""
    import pyogrio  # noqa: PLC0415  (slow to import)

    fields = frame.drop("longitude", "latitude")
    points = shapely.points(frame["longitude"].to_numpy(), frame["latitude"].to_numpy())
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _WHEN})
    try:
        pyogrio.raw.write(
            file,
            shapely.to_wkb(points),
            [_plain(column) for column in fields],
            fields.columns,
            layer=layer,
            driver="GPKG",
            geometry_type="Point",
            crs="EPSG:4326",
        )
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _plain(column: pl.Series) -> np.ndarray[tuple[int], np.dtype[np.generic]]:
    text = column.dtype == pl.String
    return np.array(column.to_list(), dtype=object) if text else column.to_numpy()


def _workbook(file: Path, frame: pl.DataFrame, sheet: str, title: str | None) -> None:
    """Write an Excel workbook (ECMA-376) of one sheet, with a title above the header if given."""
    body = _cells(frame)
    above = [_row([title])] if title else []
    rows = [*above, _row(frame.columns), *body]
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_MIME}.sheet.main+xml"/>'
        f'<Override PartName="/xl/sheet.xml" ContentType="{_MIME}.worksheet+xml"/></Types>',
        "_rels/.rels": _relation("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name="{escape(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relation("worksheet", "sheet.xml"),
        "xl/sheet.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>'
        + "".join(rows)
        + "</sheetData></worksheet>",
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, (2026, 7, 1, 0, 0, 0))
            packed.writestr(entry, _HEAD + text, zipfile.ZIP_DEFLATED)


def _relation(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )


def _cells(frame: pl.DataFrame) -> list[str]:
    numeric = [kind.is_numeric() for kind in frame.schema.values()]
    return ["<row>" + "".join(map(_cell, row, numeric)) + "</row>" for row in frame.iter_rows()]


def _row(texts: list[str]) -> str:
    return "<row>" + "".join(_cell(text, False) for text in texts) + "</row>"


def _cell(value: object, number: bool) -> str:
    if value is None:
        return "<c/>"
    if number:
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'
