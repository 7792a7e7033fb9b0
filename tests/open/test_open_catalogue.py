"""The catalogue is DCAT: read as RDF by a library of others, it has what DCAT-AP asks for."""

from collections.abc import Iterator

import httpx
import pytest
from open_town import OPEN, Town
from rdflib import DCTERMS, FOAF, OWL, RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT
from rdflib.term import Node

pytestmark = [
    pytest.mark.xdist_group("open"),
    # rdflib's own reader of JSON-LD uses a class that it has deprecated.
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
]
EU = "http://publications.europa.eu/resource/authority"
GSP = Namespace("http://www.opengis.net/ont/geosparql#")
PLACE = f"{OPEN}/catalogue.jsonld"
# By class, what DCAT-AP 3.0 makes mandatory, and what it recommends and a pack knows.
WANTED = {
    DCAT.Catalog: [DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.language,
                   DCTERMS.license, DCTERMS.spatial, DCAT.dataset, DCAT.service],
    DCAT.Dataset: [DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.identifier,
                   DCTERMS.spatial, DCTERMS.temporal, DCTERMS.accessRights, DCTERMS.conformsTo,
                   DCTERMS.accrualPeriodicity, DCTERMS.modified, DCAT.distribution],
    DCAT.Distribution: [DCAT.accessURL, DCAT.mediaType, DCTERMS.license, DCTERMS.title],
    DCAT.DataService: [DCAT.endpointURL, DCAT.endpointDescription, DCAT.servesDataset,
                       DCTERMS.title, DCTERMS.conformsTo],
}  # fmt: skip


def graph(client: httpx.Client) -> Graph:
    answer = client.get(PLACE)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/ld+json"
    return Graph().parse(data=answer.text, format="json-ld")


@pytest.fixture
def told(reader: httpx.Client) -> Iterator[Graph]:
    yield graph(reader)


def test_everything_has_what_its_class_asks_for(told: Graph) -> None:
    for kind, properties in WANTED.items():
        things = list(told.subjects(RDF.type, kind))
        assert things, kind
        for thing in things:
            missing = [each for each in properties if (thing, each, None) not in told]
            assert not missing, (thing, missing)
    assert len(list(told.subjects(RDF.type, DCAT.Dataset))) == 2


def test_what_is_referred_to_is_of_the_class_the_vocabulary_says(told: Graph) -> None:
    classes = {
        DCTERMS.publisher: FOAF.Agent, DCTERMS.license: DCTERMS.LicenseDocument,
        DCTERMS.spatial: DCTERMS.Location, DCTERMS.temporal: DCTERMS.PeriodOfTime,
        DCAT.distribution: DCAT.Distribution, DCAT.accessService: DCAT.DataService,
    }  # fmt: skip
    for predicate, kind in classes.items():
        for thing in told.objects(None, predicate):
            assert (thing, RDF.type, kind) in told, (predicate, thing)
    for predicate in (DCAT.accessURL, DCAT.downloadURL, DCAT.mediaType, DCAT.endpointURL):
        assert all(isinstance(each, URIRef) for each in told.objects(None, predicate))


def _dataset(told: Graph, name: str) -> Node:
    return next(told.subjects(DCTERMS.identifier, Literal(f"town/{name}")))


def test_a_dataset_tells_what_the_pack_and_the_records_say(told: Graph) -> None:
    visits = _dataset(told, "visits")
    titles = {str(each) for each in told.objects(visits, DCTERMS.title)}
    languages = {each.language for each in told.objects(visits, DCTERMS.title)}
    assert (titles, languages) == ({"Visits", "检查"}, {"en", "zh"})
    publisher = told.value(visits, DCTERMS.publisher)
    assert Literal("Health office", lang="en") in told.objects(publisher, FOAF.name)
    assert told.value(visits, DCTERMS.accrualPeriodicity) == URIRef(f"{EU}/frequency/WEEKLY")
    period = told.value(visits, DCTERMS.temporal)
    first = told.value(period, DCAT.startDate)
    assert isinstance(first, Literal)
    assert first.toPython().isoformat() == "2024-02-02T00:00:00+00:00"
    box = told.value(told.value(visits, DCTERMS.spatial), DCAT.bbox)
    assert isinstance(box, Literal)
    assert box.datatype == GSP.wktLiteral
    contract = told.value(visits, DCTERMS.conformsTo)
    assert told.value(contract, OWL.versionInfo) == Literal("1.2.0")


def test_every_address_in_it_answers_as_it_says(told: Graph, reader: httpx.Client) -> None:
    for thing in told.subjects(RDF.type, DCAT.Distribution):
        answer = reader.get(str(told.value(thing, DCAT.accessURL)))
        media = str(told.value(thing, DCAT.mediaType)).split("media-types/")[1]
        assert answer.status_code == 200
        assert answer.headers["content-type"].split(";")[0] == media
    for thing in told.subjects(RDF.type, DCAT.Dataset):
        assert reader.get(str(told.value(thing, DCTERMS.conformsTo))).status_code == 200
    service = next(told.subjects(RDF.type, DCAT.DataService))
    assert reader.get(str(told.value(service, DCAT.endpointURL))).status_code == 200
    # Alarms have no positions, so no features.
    assert set(told.objects(service, DCAT.servesDataset)) == {_dataset(told, "visits")}


def test_it_holds_only_what_the_asker_may_read(town: Town) -> None:
    with town.client("fire") as client:
        mine = graph(client)
        assert {str(each) for each in mine.objects(None, DCTERMS.identifier)} == {"town/alarms"}
    with town.client("operator") as client:
        assert client.get(PLACE).status_code == 403


def test_unchanged_it_is_not_sent_again(reader: httpx.Client) -> None:
    first = reader.get(PLACE)
    again = reader.get(PLACE, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
