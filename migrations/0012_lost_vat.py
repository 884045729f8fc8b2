"""The accounts on which a written-off claim corrects the VAT by itself (§ 17 UStG), for both charts."""

from datetime import date

from peewee import *

SINCE = date(2000, 1, 1)
ACCOUNTS = (  # use, SKR03, SKR04
    ("write_off_standard", 2406, 6936),  # Forderungsverluste 19 % USt, übliche Höhe
    ("write_off_reduced", 2401, 6931),  # Forderungsverluste 7 % USt, übliche Höhe
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
    accounts = table(db)
    accounts.delete().where(accounts.use.in_([use for use, *_ in ACCOUNTS])).execute()
