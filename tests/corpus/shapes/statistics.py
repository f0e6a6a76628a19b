"""Tables of statistics and of codes, as data banks and offices give them out."""

from __future__ import annotations

from tests.corpus.shapes.shape import OBLASTS, Edit, Shape, code, fields, rules


def country_codes() -> Shape:
    """A core data set of version 1: one CSV of countries with codes of letters and of digits."""
    rows = [
        f'"Land of {code(n, 3)}, the",{code(n)},{code(n, 3)},{n + 4:03d},{"" if n % 9 else "Yes"}'
        for n in range(249)
    ]
    schema = {
        "fields": fields(
            *("name string", "alpha2 string", "alpha3 string", "numeric string", "landlocked boolean"),
            name=rules(required=True, unique=True),
            alpha2=rules(pattern="[A-Z]{2}", unique=True),
            alpha3=rules(minLength=3, maxLength=3),
            numeric=rules(pattern="^\\d{3}$"),
            landlocked={"trueValues": ["Yes"], "falseValues": ["No"]},
        ),
        "primaryKey": "alpha3",
    }
    package = {
        "profile": "data-package",
        "name": "country-codes",
        "licenses": [{"name": "ODC-PDDL-1.0"}],
        "resources": [
            {"name": "country-codes", "path": "data/country-codes.csv", "format": "csv", "schema": schema}
        ],
    }
    edits = (
        Edit("data/country-codes.csv", 12, ",AK,", ",Ak,", (("pattern", "alpha2"),)),
        Edit("data/country-codes.csv", 40, ",042,", ",42,", (("pattern", "numeric"),)),
        Edit("data/country-codes.csv", 101, ",ADV,", ",ADU,", (("primaryKey", "alpha3"),)),
        Edit("data/country-codes.csv", 200, '"Land of AHQ, the"', "", (("required", "name"),)),
        Edit("data/country-codes.csv", 20, ",Yes", ",Y", (("type", "landlocked"),)),
    )
    header = "name,alpha2,alpha3,numeric,landlocked"
    return Shape("country codes", package, {"data/country-codes.csv": [header, *rows]}, edits)


def regional_statistics() -> Shape:
    """A European table: semicolons, decimal commas, thousands apart, a colon for what is not known."""
    rows = []
    for region in range(60):
        for year in range(2004, 2024):
            people, rate = 150_000 + region * 7919 + year * 13, (region * 37 + year) % 1000
            known = ":" if (region + year) % 17 == 0 else f"{rate // 10},{rate % 10}"
            flag = "p" if year == 2023 else ""
            rows.append(f"PL{region:02d};{year};{people // 1000} {people % 1000:03d};{known};{flag}")
    schema = {
        "fields": fields(
            *("region string", "year year", "population integer", "unemployment number", "flag string"),
            region=rules(pattern="[A-Z]{2}\\d{2}"),
            year=rules(minimum="2004", maximum="2023"),
            population={"groupChar": " ", **rules(required=True, minimum=1)},
            unemployment={"decimalChar": ",", **rules(minimum=0, maximum=100)},
            flag=rules(enum=["p", "e", "b"]),
        ),
        "missingValues": ["", ":"],
        "primaryKey": ["region", "year"],
    }
    file = "dane_regionalne.csv"
    table = {
        "name": "regions",
        "type": "table",
        "path": file,
        "encoding": "iso-8859-2",
        "dialect": {"delimiter": ";"},
    }
    edits = (
        Edit(file, 5, ";2007;", ";2006;", (("primaryKey", ""),)),
        Edit(file, 77, ";", ".5;", (("pattern", "region"),)),
        Edit(file, 300, ",", ".", (("type", "unemployment"),)),
        Edit(file, 641, ";p", ";q", (("enum", "flag"),)),
        Edit(file, 900, " ", "'", (("type", "population"),)),
    )
    return Shape(
        "regional statistics",
        {"name": "regional-statistics", "resources": [{**table, "schema": schema}]},
        {file: ["region;year;population;unemployment;flag", *rows]},
        edits,
        {file: "iso-8859-2"},
    )


def wide_series() -> Shape:
    """A time series with a column a year, as data banks give it: two dots for what was not collected."""
    years = [str(year) for year in range(1960, 2024)]
    rows = []
    for number in range(217):
        values = [
            ".." if (number + i) % 11 == 0 else f"{(number * 31 + i * 7) % 9000 / 100:.2f}" for i in range(64)
        ]
        rows.append(f"Economy {number},{code(number, 3)},Share of area,AG.LND.ZS,{','.join(values)}")
    names = ["Country Name", "Country Code", "Indicator Name", "Indicator Code"]
    described = [{"name": n, "type": "string", **rules(required=True)} for n in names]
    described += [{"name": y, "type": "number", **rules(minimum=0, maximum=100)} for y in years]
    schema = {
        "fields": described,
        "missingValues": ["", ".."],
        "primaryKey": ["Country Code", "Indicator Code"],
    }
    file = "API_AG.LND.csv"
    edits = (
        Edit(file, 3, ",AAB,", ",,", (("required", "Country Code"),)),
        Edit(file, 50, ",AG.LND.ZS,", ",AG.LND.ZS,-", (("minimum", "1960"),)),
        Edit(file, 120, ",..,", ",n/a,", (("type", years[(11 - 118 % 11) % 11]),)),
        Edit(file, 201, ",AHR,", ",AHQ,", (("primaryKey", ""),)),
    )
    package = {
        "name": "land",
        "resources": [{"name": "land", "type": "table", "path": file, "schema": schema}],
    }
    return Shape("wide time series", package, {file: [",".join([*names, *years]), *rows]}, edits)


def observations_long() -> Shape:
    """A long table in the way of SDMX: dimensions that are the key, a value, its status from a code list."""
    rows = []
    for area in range(40):
        for sex in "FMT":
            for month in range(24):
                value = (area * 97 + month * 13 + ord(sex)) % 10_000
                status = "M" if month == 7 and area % 5 == 0 else "A"
                shown = "" if status == "M" else f"{value / 10}"
                rows.append(
                    f"M,{code(area)},{sex},{2022 + month // 12}-{month % 12 + 1:02d},{shown},{status},0"
                )
    schema = {
        "fields": fields(
            *("FREQ string", "REF_AREA string", "SEX string", "TIME_PERIOD yearmonth", "OBS_VALUE number"),
            *("OBS_STATUS string", "UNIT_MULT integer"),
            FREQ={"categories": [{"value": "M", "label": "Monthly"}, {"value": "A", "label": "Annual"}]},
            SEX={"categories": ["F", "M", "T"]},
            TIME_PERIOD=rules(minimum="2022-01", maximum="2023-12"),
            OBS_STATUS=rules(required=True),
            UNIT_MULT=rules(enum=[0, 3, 6]),
        ),
        "primaryKey": ["FREQ", "REF_AREA", "SEX", "TIME_PERIOD"],
        "foreignKeys": [
            {"fields": ["OBS_STATUS"], "reference": {"resource": "cl_obs_status", "fields": ["id"]}},
            {"fields": ["REF_AREA"], "reference": {"resource": "cl_area", "fields": ["id"]}},
        ],
    }
    codes = {"fields": fields("id string", "name string"), "primaryKey": ["id"]}
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "labour",
        "resources": [
            {"name": "data", "type": "table", "path": "data.csv", "schema": schema},
            {"name": "cl_area", "type": "table", "path": "codes/area.csv", "schema": codes},
            {
                "name": "cl_obs_status",
                "type": "table",
                "data": [["id", "name"], ["A", "Normal"], ["M", "Missing"]],
                "schema": codes,
            },
        ],
    }
    areas = [f"{code(n)},Area {n}" for n in range(41)]
    edits = (
        Edit("data.csv", 10, "M,AA,F,", "W,AA,F,", (("categories", "FREQ"),)),
        Edit("data.csv", 500, ",A,0", ",X,0", (("foreignKeys", "OBS_STATUS"),)),
        Edit("data.csv", 1001, ",A,0", ",A,2", (("enum", "UNIT_MULT"),)),
        Edit("data.csv", 1500, "2022-", "2024-", (("maximum", "TIME_PERIOD"),)),
        Edit("data.csv", 2000, "2022-", "22-", (("type", "TIME_PERIOD"),)),
        Edit("codes/area.csv", 42, "BO,", "BN,", (("primaryKey", "id"),)),
    )
    header = "FREQ,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT_MULT"
    return Shape(
        "long observations",
        package,
        {"data.csv": [header, *rows], "codes/area.csv": ["id,name", *areas]},
        edits,
    )


def budget() -> Shape:
    """A budget as an office gives it out: a title, a header of two rows, notes, sums with their currency."""
    rows = []
    for n in range(300):
        total = n * 13_577 + 1200
        rows.append(
            f'{2020 + n % 4},{n // 50 + 1:02d}.{n % 50:02d},"Heading {n}",'
            f'"{total // 1000},{total % 1000:03d}.50 грн",{n % 101}%'
        )
        if n % 100 == 99:
            rows.append("# running total checked,,,,")
    lines = ["Budget of the town,,,,", ",,,Sum,Sum", "Year,Code,Name,planned,spent", *rows]
    schema = {
        "fields": fields(
            *("Year year", "Code string", "Name string", "Sum planned number", "Sum spent number"),
            Code=rules(required=True, pattern="\\d{2}\\.\\d{2}"),
            **{
                "Sum planned": {"bareNumber": False, "groupChar": ",", **rules(required=True, minimum=0)},
                "Sum spent": {"bareNumber": False, **rules(maximum=100)},
            },
        ),
        "primaryKey": ["Code"],
    }
    file = "budget.csv"
    dialect = {"headerRows": [2, 3], "commentRows": [1], "commentChar": "#"}
    edits = (
        Edit(file, 20, "грн", "10 грн 5", (("type", "Sum planned"),)),
        Edit(file, 60, "02.06", "02.6", (("pattern", "Code"),)),
        Edit(file, 151, "20", "", (("type", "Year"),)),
        Edit(file, 201, "%", "00%", (("maximum", "Sum spent"),)),
        Edit(file, 250, "05.44", "05.43", (("primaryKey", "Code"),)),
    )
    package = {
        "name": "budget",
        "resources": [
            {"name": "budget", "type": "table", "path": file, "dialect": dialect, "schema": schema}
        ],
    }
    return Shape("budget", package, {file: lines}, edits)


def humanitarian() -> Shape:
    """Who does what where, with a row of HXL tags below the header that is no row of data."""
    rows = [
        f"Org {n % 20},Sector {n % 5},{OBLASTS[n % 7]},"
        f"UA{n % 27:02d},{n * 3},{2022 + n % 3}-{n % 12 + 1:02d}-01"
        for n in range(400)
    ]
    lines = [
        "organisation,sector,region,code,reached,day",
        "#org,#sector,#adm1+name,#adm1+code,#reached,#date",
        *rows,
    ]
    schema = {
        "fields": fields(
            *(
                "organisation string",
                "sector string",
                "region string",
                "code string",
                "reached integer",
                "day date",
            ),
            organisation=rules(required=True),
            code=rules(required=True, pattern="UA\\d{2}"),
            reached=rules(minimum=0),
        )
    }
    file = "3w.csv"
    edits = (
        Edit(file, 3, ",UA00,", ",UА00,", (("pattern", "code"),)),
        Edit(file, 50, ",141,", ",-141,", (("minimum", "reached"),)),
        Edit(file, 101, "-01", "", (("type", "day"),)),
        Edit(file, 222, "Org 19", "", (("required", "organisation"),)),
    )
    package = {
        "name": "who-what-where",
        "resources": [
            {
                "name": "activities",
                "type": "table",
                "path": file,
                "dialect": {"commentRows": [2]},
                "schema": schema,
            }
        ],
    }
    return Shape("humanitarian", package, {file: lines}, edits)
