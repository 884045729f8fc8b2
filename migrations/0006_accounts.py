"""The accounts of SKR03 and SKR04 from which a new house begins; its tax adviser says which it needs."""

from datetime import date

from peewee import *

SINCE = date(2000, 1, 1)
ACCOUNTS = (  # use, SKR03, SKR04
    ("domestic", 8400, 4400),  # Erlöse 19 % USt
    ("reduced", 8300, 4300),  # Erlöse 7 % USt
    ("reverse_charge", 8336, 4336),  # sonstige Leistungen im EU-Ausland, der Empfänger schuldet die Umsatzsteuer
    ("oss", 8331, 4331),  # im anderen EU-Land steuerpflichtige elektronische Dienstleistungen
    ("export", 8338, 4338),  # im Drittland steuerbare Leistungen, im Inland nicht steuerbar
    ("small_business", 8195, 4185),  # Erlöse als Kleinunternehmer nach § 19 Abs. 1 UStG
    ("without_invoice", 8200, 4200),  # Erlöse
    ("credit", 8700, 4700),  # Erlösschmälerungen
    ("bank", 1200, 1800),  # Bank
    ("clearing", 1360, 1460),  # Geldtransit
    ("fees", 4970, 6855),  # Nebenkosten des Geldverkehrs
    ("reminder_fee", 2709, 4839),  # sonstige Erträge, unregelmäßig
    ("write_off", 2400, 6930),  # Forderungsverluste, übliche Höhe
    ("collection", 1460, 1240),  # zweifelhafte Forderungen
    ("difference", 4900, 6300),  # sonstige betriebliche Aufwendungen
)


def table(db):
    class ChartAccount(Model):
        chart = CharField(max_length=5)
        product = CharField(max_length=20, default="")
        use = CharField(max_length=20)
        valid_from = DateField()
        account = IntegerField()

        class Meta:
            database = db
            table_name = "chartaccount"

    return ChartAccount


def up(migrator, db):
    rows = [
        {"chart": chart, "product": "", "use": use, "valid_from": SINCE, "account": account}
        for use, *accounts in ACCOUNTS
        for chart, account in zip(("SKR03", "SKR04"), accounts, strict=True)
    ]
    table(db).insert_many(rows).execute()


def down(migrator, db):
    table(db).delete().execute()
