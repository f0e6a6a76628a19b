"""What was measured, seen or is timed: many tables that refer to one another, and instants."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.corpus.shapes.shape import Edit, Shape, fields, rules, schema_names


def timetable() -> Shape:
    """Timetables: six tables, keys of two columns, hours past midnight, columns one may leave out."""
    stops = [
        f"s{n},Stop {n},{50.4 + n / 1000:.4f},{30.5 + n / 1000:.4f},{'' if n % 5 == 0 else f's{n - n % 5}'}"
        for n in range(100)
    ]
    routes = [f"r{n},city,{n},{3 if n % 2 else 0}" for n in range(10)]
    trips = [f"r{n % 10},weekday,t{n}" for n in range(80)]
    times = []
    for trip in range(80):
        for stop in range(15):
            minute = 300 + trip * 14 + stop * 3
            clock = f"{minute // 60:02d}:{minute % 60:02d}:00"
            times.append(f"t{trip},{clock},{clock},s{(trip + stop) % 100},{stop}")
    clock_rule = rules(pattern="\\d{1,2}:[0-5]\\d:[0-5]\\d", required=True)

    def table(
        name: str, key: Sequence[str], fields: list[dict[str, Any]], *links: tuple[str, str, str]
    ) -> dict[str, Any]:
        keys = [
            {"fields": [own], "reference": {**({"resource": to} if to != name else {}), "fields": [there]}}
            for own, to, there in links
        ]
        schema = {"fieldsMatch": "superset", "fields": fields, "primaryKey": list(key), "foreignKeys": keys}
        return {"name": name, "type": "table", "path": f"{name}.txt", "format": "csv", "schema": schema}

    package = {
        "name": "timetable",
        "resources": [
            table(
                "agency",
                ["agency_id"],
                fields(
                    "agency_id string",
                    "agency_name string",
                    "agency_url string",
                    "agency_phone string",
                    agency_url={"format": "uri"},
                ),
            ),
            table(
                "calendar",
                ["service_id"],
                fields(
                    "service_id string",
                    "monday boolean",
                    "start_date date",
                    "end_date date",
                    start_date={"format": "%Y%m%d"},
                    end_date={"format": "%Y%m%d"},
                ),
            ),
            table(
                "stops",
                ["stop_id"],
                fields(
                    "stop_id string",
                    "stop_name string",
                    "stop_lat number",
                    "stop_lon number",
                    "parent_station string",
                    "wheelchair_boarding integer",
                    stop_lat=rules(minimum=-90, maximum=90),
                    stop_lon=rules(minimum=-180, maximum=180),
                ),
                ("parent_station", "stops", "stop_id"),
            ),
            table(
                "routes",
                ["route_id"],
                fields(
                    "route_id string",
                    "agency_id string",
                    "route_short_name string",
                    "route_type integer",
                    route_type=rules(enum=[0, 1, 2, 3]),
                ),
                ("agency_id", "agency", "agency_id"),
            ),
            table(
                "trips",
                ["trip_id"],
                fields("route_id string", "service_id string", "trip_id string"),
                ("route_id", "routes", "route_id"),
                ("service_id", "calendar", "service_id"),
            ),
            table(
                "stop_times",
                ["trip_id", "stop_sequence"],
                fields(
                    "trip_id string",
                    "arrival_time string",
                    "departure_time string",
                    "stop_id string",
                    "stop_sequence integer",
                    arrival_time=clock_rule,
                    departure_time=clock_rule,
                    stop_sequence=rules(minimum=0),
                ),
                ("trip_id", "trips", "trip_id"),
                ("stop_id", "stops", "stop_id"),
            ),
        ],
    }
    files = {
        "agency.txt": [
            "agency_id,agency_name,agency_url",
            "city,City transport,https://transport.example.org",
        ],
        "calendar.txt": ["service_id,monday,start_date,end_date", "weekday,1,20240101,20241231"],
        "stops.txt": ["stop_id,stop_name,stop_lat,stop_lon,parent_station", *stops],
        "routes.txt": ["route_id,agency_id,route_short_name,route_type", *routes],
        "trips.txt": ["route_id,service_id,trip_id", *trips],
        "stop_times.txt": ["trip_id,arrival_time,departure_time,stop_id,stop_sequence", *times],
    }
    edits = (
        Edit("calendar.txt", 2, "20241231", "20241232", (("type", "end_date"),)),
        Edit("stops.txt", 8, ",s5", ",s500", (("foreignKeys", "parent_station"),)),
        Edit("stops.txt", 60, "50.4", "95.4", (("maximum", "stop_lat"),)),
        Edit("routes.txt", 4, ",0", ",9", (("enum", "route_type"),)),
        Edit("trips.txt", 12, "weekday", "weekend", (("foreignKeys", "service_id"),)),
        Edit("stop_times.txt", 600, ",13", ",12", (("primaryKey", ""),)),
        Edit("stop_times.txt", 601, ":00,", ":0,", (("pattern", "arrival_time"),)),
        Edit("agency.txt", 2, "https://", "", (("type", "agency_url"),)),
    )
    return Shape("timetable", package, files, edits)


def occurrences() -> Shape:
    """Records of species in the way of Darwin Core: tabs, instants with zones, coordinates, terms."""
    rows = []
    start = datetime(2023, 4, 1, 5, 0, tzinfo=UTC)
    for n in range(800):
        seen = start + timedelta(minutes=n * 97)
        where = f"{48 + n % 400 / 100:.4f}\t{23 + n % 1700 / 100:.4f}"
        kind = ("HumanObservation", "PreservedSpecimen", "MachineObservation")[n % 3]
        zone = seen.strftime("%Y-%m-%dT%H:%M:%SZ") if n % 2 else seen.strftime("%Y-%m-%dT%H:%M:%S+03:00")
        rows.append(
            f"00000000-0000-4000-8000-{n:012x}\t{kind}\tAvis exempli {n % 40}\t"
            f"{zone}\t{where}\t{n % 7 + 1}\t{10 * (n % 50)}"
        )
    schema = {
        "fields": fields(
            *("occurrenceID string", "basisOfRecord string", "scientificName string", "eventDate datetime"),
            *(
                "decimalLatitude number",
                "decimalLongitude number",
                "individualCount integer",
                "coordinateUncertaintyInMeters number",
            ),
            occurrenceID={"format": "uuid", **rules(required=True, unique=True)},
            basisOfRecord=rules(enum=["HumanObservation", "PreservedSpecimen", "MachineObservation"]),
            scientificName=rules(required=True, pattern="\\p{Lu}.*"),
            eventDate=rules(minimum="1900-01-01T00:00:00Z", maximum="2024-12-31T00:00:00Z"),
            decimalLatitude=rules(minimum=-90, maximum=90),
            decimalLongitude=rules(minimum=-180, maximum=180),
            individualCount=rules(exclusiveMinimum=0),
        )
    }
    file = "occurrence.txt"
    table = {
        "name": "occurrence",
        "type": "table",
        "path": file,
        "format": "csv",
        "dialect": {"delimiter": "\t", "quoteChar": '"'},
        "schema": schema,
    }
    edits = (
        Edit(file, 4, "-8000-000000000002", "-8000-000000000001", (("unique", "occurrenceID"),)),
        Edit(file, 100, "00000000-0000", "urn:0000", (("type", "occurrenceID"),)),
        Edit(file, 202, "MachineObservation", "Machine", (("enum", "basisOfRecord"),)),
        Edit(file, 300, "Avis", "avis", (("pattern", "scientificName"),)),
        Edit(file, 400, "T", " ", (("type", "eventDate"),)),
        Edit(file, 500, "\t4", "\t94", (("maximum", "decimalLatitude"),)),
        Edit(file, 603, "\t7\t", "\t0\t", (("exclusiveMinimum", "individualCount"),)),
    )
    header = "\t".join(schema_names(schema))
    return Shape("occurrences", {"name": "occurrences", "resources": [table]}, {file: [header, *rows]}, edits)


def sensors() -> Shape:
    """Readings of sensors, a compressed file a month as one table; the sensors stand in the descriptor."""
    files: dict[str, list[str]] = {}
    for month in (1, 2, 3):
        lines = ["sensor,at,temperature,humidity"]
        for hour in range(28 * 24):
            at = datetime(2024, month, 1, tzinfo=UTC) + timedelta(hours=hour)
            lines.append(f"k{hour % 4},{at:%Y-%m-%dT%H:%M:%SZ},{(hour % 300 - 100) / 10},{hour % 100}")
        files[f"readings/2024-{month:02d}.csv.gz"] = lines
    schema = {
        "fields": fields(
            *("sensor string", "at datetime", "temperature number", "humidity integer"),
            at=rules(required=True),
            temperature=rules(minimum=-60, maximum=60),
            humidity=rules(minimum=0, maximum=100),
        ),
        "primaryKey": ["sensor", "at"],
        "foreignKeys": [{"fields": "sensor", "reference": {"resource": "sensors", "fields": "id"}}],
    }
    stations = {"fields": fields("id string", "place geopoint", "since yearmonth"), "primaryKey": "id"}
    data = [{"id": f"k{n}", "place": f"{30 + n}, 50", "since": "2020-05"} for n in range(4)]
    package = {
        "name": "sensors",
        "resources": [
            {"name": "readings", "type": "table", "path": list(files), "format": "csv", "schema": schema},
            {"name": "sensors", "type": "table", "data": data, "schema": stations},
        ],
    }
    first, second, third = files
    edits = (
        Edit(first, 11, "k1,", "k9,", (("foreignKeys", "sensor"),)),
        Edit(second, 300, "2024-02-", "2024-02-3", (("type", "at"),)),
        Edit(second, 301, ",", ",,", (("structure", ""),)),
        Edit(third, 100, "k2,2024-03-05T02", "k2,2024-03-04T22", (("primaryKey", ""),)),
        Edit(third, 400, ",98", ",198", (("maximum", "humidity"),)),
    )
    return Shape("sensors", package, files, edits)


def camera_traps() -> Shape:
    """Cameras in the woods: deployments, media, observations that refer to both and to one another."""
    start = datetime(2023, 6, 1, 12, 0, tzinfo=UTC)
    stamp = "%Y-%m-%dT%H:%M:%S+00:00"
    deployments = [
        f"d{n},wood {n % 6},{50 + n / 100:.2f},{30 + n / 100:.2f},"
        f"{start + timedelta(days=n):{stamp}},{start + timedelta(days=n + 30):{stamp}},"
        for n in range(30)
    ]
    media = [
        f"m{n},d{n % 30},{start + timedelta(days=n % 30, minutes=n):{stamp}},"
        f"media/m{n}.jpg,image/jpeg,{'true' if n % 8 else 'false'}"
        for n in range(900)
    ]
    observed = []
    for n in range(900):
        animal = n % 5 != 0
        name, count = (f"Cervus exemplum {n % 9}", str(n % 3 + 1)) if animal else ("", "")
        observed.append(
            f"o{n},d{n % 30},m{n},{'animal' if animal else 'blank'},{name},"
            f"{count},{n % 100 / 100},{f'o{n - 1}' if n % 10 == 1 else ''}"
        )

    def link(own: str, to: str, there: str) -> dict[str, Any]:
        return {"fields": own, "reference": {"resource": to, "fields": there}}

    required = rules(required=True)
    moment = {"format": "%Y-%m-%dT%H:%M:%S%z", **required}
    package = {
        "profile": "tabular-data-package",
        "name": "camera-traps",
        "resources": [
            {
                "name": "deployments",
                "path": "deployments.csv",
                "profile": "tabular-data-resource",
                "schema": {
                    "fields": fields(
                        "deploymentID string",
                        "locationName string",
                        "latitude number",
                        "longitude number",
                        "deploymentStart datetime",
                        "deploymentEnd datetime",
                        "habitat string",
                        deploymentID=rules(required=True, unique=True),
                        latitude=rules(minimum=-90, maximum=90),
                        longitude=rules(minimum=-180, maximum=180),
                        deploymentStart=moment,
                        deploymentEnd=moment,
                    ),
                    "primaryKey": "deploymentID",
                },
            },
            {
                "name": "media",
                "path": "media.csv",
                "profile": "tabular-data-resource",
                "schema": {
                    "fields": fields(
                        "mediaID string",
                        "deploymentID string",
                        "timestamp datetime",
                        "filePath string",
                        "fileMediatype string",
                        "favourite boolean",
                        deploymentID=required,
                        timestamp=moment,
                        filePath=rules(required=True, pattern="[a-z]+/.+"),
                        fileMediatype=rules(pattern="(image|video|audio)/.*"),
                    ),
                    "primaryKey": "mediaID",
                    "foreignKeys": [link("deploymentID", "deployments", "deploymentID")],
                },
            },
            {
                "name": "observations",
                "path": "observations.csv",
                "profile": "tabular-data-resource",
                "schema": {
                    "fields": fields(
                        "observationID string",
                        "deploymentID string",
                        "mediaID string",
                        "observationType string",
                        "scientificName string",
                        "count integer",
                        "probability number",
                        "follows string",
                        observationType=rules(
                            required=True, enum=["animal", "human", "vehicle", "blank", "unknown"]
                        ),
                        count=rules(minimum=1),
                        probability=rules(minimum=0, maximum=1),
                    ),
                    "primaryKey": "observationID",
                    "uniqueKeys": [["mediaID", "scientificName"]],
                    "foreignKeys": [
                        link("deploymentID", "deployments", "deploymentID"),
                        link("mediaID", "media", "mediaID"),
                        link("follows", "", "observationID"),
                    ],
                },
            },
        ],
    }
    files = {
        "deployments.csv": [
            "deploymentID,locationName,latitude,longitude,deploymentStart,deploymentEnd,habitat",
            *deployments,
        ],
        "media.csv": ["mediaID,deploymentID,timestamp,filePath,fileMediatype,favourite", *media],
        "observations.csv": [
            "observationID,deploymentID,mediaID,observationType,scientificName,count,probability,follows",
            *observed,
        ],
    }
    edits = (
        Edit("deployments.csv", 7, "2023-06-06T12:00:00+00:00", "06/06/2023", (("type", "deploymentStart"),)),
        Edit("media.csv", 40, ",d8,", ",d88,", (("foreignKeys", "deploymentID"),)),
        Edit("media.csv", 500, "image/jpeg", "jpeg", (("pattern", "fileMediatype"),)),
        Edit("observations.csv", 33, ",o30", ",o3000", (("foreignKeys", "follows"),)),
        Edit("observations.csv", 100, ",animal,", ",beast,", (("enum", "observationType"),)),
        Edit("observations.csv", 204, ",m202,animal,Cervus exemplum 4", ",m203,animal,Cervus exemplum 5", ()),
        Edit("observations.csv", 205, "o203,", "o203,", (("uniqueKeys", ""),)),
        Edit("observations.csv", 700, ",0.98,", ",1.98,", (("maximum", "probability"),)),
    )
    return Shape("camera traps", package, files, edits)
