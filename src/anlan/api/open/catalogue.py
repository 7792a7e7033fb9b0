"""The catalogue of the pool as DCAT: every source the asker may read, and how to get it.

Standards: Data Catalog Vocabulary (DCAT) 3, W3C Recommendation 22 August 2024; the properties that
DCAT-AP 3.0 has for catalogue, dataset, distribution and data service. The context stands in the
document, so that it is read without asking anybody.
"""

import tomllib
from functools import cache
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import func, select
from starlette.responses import JSONResponse

from anlan.api.open.crs import FILE
from anlan.api.open.download import ARROW, CSV, PARQUET
from anlan.api.open.features import GEOJSON, conformance_classes
from anlan.api.open.within import NOT_MODIFIED, City, Opened, all_opened, kept, root, tag
from anlan.api.parameters import Lang, refuse_unknown
from anlan.api.view import CityView
from anlan.model.city import Source
from anlan.model.declared import Text
from anlan.model.portal import seconds
from anlan.pool.sharing.snapshot import Extent
from anlan.store.tables import Batch
from anlan.words import LANGUAGES, say

router = APIRouter(
    prefix="/api/cities/{city}/open", tags=["open data"], dependencies=[Depends(refuse_unknown)]
)
Json = dict[str, Any]
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "gsp": "http://www.opengis.net/ont/geosparql#",
}
_EU = "http://publications.europa.eu/resource/authority"
_IANA = "https://www.iana.org/assignments/media-types/"
_DAY_SECONDS = 86_400
_ODCS = "https://bitol-io.github.io/open-data-contract-standard/"
_LANGUAGE = {"en": "ENG", "zh": "ZHO"}
_FILES = (
    ("parquet", "records.parquet", PARQUET, "PARQUET"),
    ("arrow", "records.arrow", ARROW, None),
    ("csv", "records.csv", CSV.split(";", maxsplit=1)[0], "CSV"),
    ("changes", "changes.jsonl", "application/x-ndjson", "JSON"),
)
"""Of each file: its text, name, media type, and code in the EU's table of file types."""


class JsonLd(JSONResponse):
    """Linked data as JSON-LD 1.1."""

    media_type = "application/ld+json"


@cache
def _frequencies() -> list[tuple[int, str]]:
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))["dcat"]["frequency"]
    return [(each["seconds"], each["code"]) for each in read]


@router.get("/catalogue.jsonld", response_class=JsonLd, responses=NOT_MODIFIED)
def catalogue(request: Request, city: City, lang: Lang = "en") -> Response:
    """Return the catalogue of the sources the asker may read (DCAT 3, JSON-LD)."""
    here = root(request, city)
    told = {"@context": CONTEXT} | _catalogue(here, city)
    return kept(request, tag(told), lambda: JsonLd(told))


def _catalogue(here: str, city: CityView) -> Json:
    title = city.city.title
    sources = list(all_opened(city))
    served = [_at(here, each) for each in sources if each.shared.source.coordinates]
    return {
        "@id": f"{here}/catalogue.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": [_said("open.catalogue", lang, city=title.of(lang)) for lang in LANGUAGES],
        "dct:description": [
            _said("open.catalogue_about", lang, city=title.of(lang)) for lang in LANGUAGES
        ],
        "dct:publisher": _agent(f"{here}#city", title),
        "dct:language": [{"@id": f"{_EU}/language/{_LANGUAGE[lang]}"} for lang in LANGUAGES],
        "dct:spatial": _where(Extent(city.city.bounds)),
        **_licence(here, city),
        "dcat:service": {
            "@id": f"{here}/ogc",
            "@type": "dcat:DataService",
            "dct:title": [_said("open.landing", lang, city=title.of(lang)) for lang in LANGUAGES],
            "dcat:endpointURL": {"@id": f"{here}/ogc"},
            "dcat:endpointDescription": {"@id": f"{here}/ogc/api"},
            "dct:conformsTo": [{"@id": each} for each in conformance_classes()],
            "dcat:servesDataset": [{"@id": each} for each in served],
        },
        "dcat:dataset": [_dataset(here, city, each) for each in sources],
    }


def _dataset(here: str, city: CityView, found: Opened) -> Json:
    shared, source = found.shared, found.shared.source
    department = next(each for each in city.city.departments if each.name == source.department)
    extent = shared.now(found.divisions).extent()
    place = f"{here}/sources/{source.name}"
    about = [
        _said(
            "open.records", lang, title=source.title.of(lang), department=department.title.of(lang)
        )
        for lang in LANGUAGES
    ]
    contract: Json = {"@id": f"{place}/contract.yaml", "@type": "dct:Standard"}
    contract |= {"rdfs:label": shared.contract.name, "dct:conformsTo": {"@id": _ODCS}}
    contract["owl:versionInfo"] = shared.contract.version
    return {
        "@id": _at(here, found),
        "@type": "dcat:Dataset",
        "dct:identifier": f"{city.city.name}/{source.name}",
        "dct:title": _both(source.title),
        "dct:description": about,
        "dct:publisher": _agent(f"{here}#{department.name}", department.title),
        "dct:accessRights": {"@id": f"{_EU}/access-right/RESTRICTED"},
        "dct:accrualPeriodicity": {"@id": f"{_EU}/frequency/{frequency(source)}"},
        "dct:conformsTo": contract,
        "dct:spatial": _where(extent if extent.box else Extent(city.city.bounds)),
        **_when(extent),
        **_renewed(city, source),
        "dcat:distribution": _distributions(here, city, source),
    }


def frequency(source: Source) -> str:
    """Return the code of how often a source is renewed: as it is read, else as it is promised."""
    span = seconds(source.every) if source.every else source.fresh_days * _DAY_SECONDS
    return next((code for most, code in _frequencies() if span <= most), "OTHER")


def _distributions(here: str, city: CityView, source: Source) -> list[Json]:
    place = f"{here}/sources/{source.name}"
    files = [
        _distribution(f"{place}/{file}", text, media, code) | _licence(here, city)
        for text, file, media, code in _FILES
    ]
    if source.coordinates is None:
        return files
    items = f"{here}/ogc/collections/{source.name}/items"
    features = _distribution(items, "ogc", GEOJSON, "GEOJSON") | _licence(here, city)
    return [features | {"dcat:accessService": {"@id": f"{here}/ogc"}}, *files]


def _distribution(url: str, text: str, media: str, code: str | None) -> Json:
    told: Json = {
        "@id": f"{url}#distribution",
        "@type": "dcat:Distribution",
        "dct:title": [_said(f"open.form.{text}", lang) for lang in LANGUAGES],
        "dcat:accessURL": {"@id": url},
        "dcat:mediaType": {"@id": f"{_IANA}{media}"},
    }
    if text != "ogc":
        told["dcat:downloadURL"] = {"@id": url}
    return told | ({"dct:format": {"@id": f"{_EU}/file-type/{code}"}} if code else {})


def _at(here: str, found: Opened) -> str:
    return f"{here}/sources/{found.shared.source.name}#dataset"


def _said(key: str, lang: str, **values: str) -> Json:
    return {"@value": say(key, "zh" if lang == "zh" else "en", **values), "@language": lang}


def _both(text: Text) -> list[Json]:
    return [{"@value": text.of(lang), "@language": lang} for lang in LANGUAGES]


def _agent(identity: str, name: Text) -> Json:
    return {"@id": identity, "@type": "foaf:Agent", "foaf:name": _both(name)}


def _licence(here: str, city: CityView) -> Json:
    if city.city.licence is None:
        return {}
    told = {"@id": f"{here}#licence", "@type": "dct:LicenseDocument"}
    return {"dct:license": told | {"rdfs:label": _both(city.city.licence)}}


def _where(extent: Extent) -> Json:
    assert extent.box is not None  # noqa: S101 - callers give a box
    west, south, east, north = extent.box
    ring = f"{west} {south},{east} {south},{east} {north},{west} {north},{west} {south}"
    box = {"@type": "gsp:wktLiteral", "@value": f"POLYGON(({ring}))"}
    return {"@type": "dct:Location", "dcat:bbox": box}


def _when(extent: Extent) -> Json:
    if extent.first is None or extent.last is None:
        return {}
    ends = {"dcat:startDate": extent.first, "dcat:endDate": extent.last}
    told = {
        name: {"@type": "xsd:dateTime", "@value": moment.isoformat()}
        for name, moment in ends.items()
    }
    return {"dct:temporal": {"@type": "dct:PeriodOfTime"} | told}


def _renewed(city: CityView, source: Source) -> Json:
    """Return when the source was last taken in."""
    query = select(func.max(Batch.received_at)).where(
        Batch.city == city.city.name, Batch.source == source.name, Batch.closed_at.is_not(None)
    )
    with city.state.workspace.session() as session:
        moment = session.scalar(query)
    if moment is None:
        return {}
    return {"dct:modified": {"@type": "xsd:dateTime", "@value": moment.isoformat()}}
