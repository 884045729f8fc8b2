"""VAT rates: Germany since 2007, and the standard rates of the other countries of the EU since the One-Stop-Shop."""

from datetime import date

from peewee import *

GERMAN = ((date(2007, 1, 1), 1900), (date(2020, 7, 1), 1600), (date(2021, 1, 1), 1900))
OSS_BEGAN = date(2021, 7, 1)
STANDARD = {
    "AT": 2000, "BE": 2100, "BG": 2000, "CY": 1900, "CZ": 2100, "DK": 2500, "EE": 2000, "ES": 2100, "FI": 2400,
    "FR": 2000, "GR": 2400, "HR": 2500, "HU": 2700, "IE": 2300, "IT": 2200, "LT": 2100, "LU": 1700, "LV": 2100,
    "MT": 1800, "NL": 2100, "PL": 2300, "PT": 2300, "RO": 1900, "SE": 2500, "SI": 2200, "SK": 2000,
}  # fmt: skip
CHANGES = (
    ("LU", date(2023, 1, 1), 1600),
    ("LU", date(2024, 1, 1), 1700),
    ("EE", date(2024, 1, 1), 2200),
    ("FI", date(2024, 9, 1), 2550),
    ("SK", date(2025, 1, 1), 2300),
    ("EE", date(2025, 7, 1), 2400),
    ("RO", date(2025, 8, 1), 2100),
)


class TaxRate(Model):
    country = CharField(max_length=2)
    valid_from = DateField()
    rate = IntegerField()

    class Meta:
        table_name = "taxrate"


def up(migrator, db):
    rows = [("DE", day, rate) for day, rate in GERMAN]
    rows += [(country, OSS_BEGAN, rate) for country, rate in STANDARD.items()]
    with TaxRate.bind_ctx(db):
        TaxRate.insert_many([*rows, *CHANGES], [TaxRate.country, TaxRate.valid_from, TaxRate.rate]).execute()


def down(migrator, db):
    with TaxRate.bind_ctx(db):
        TaxRate.delete().execute()
