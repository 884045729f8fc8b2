"""A process that is really killed while it saves: in the end the page says what the server has."""

import os
import signal
import subprocess
import sys

import pytest

import database
from models import Work, ZoneDraft, ZoneSave
from rules import work
from rules.dns import drafts, saving

SAVE = """
import os, signal, sys
import commands, config, gateways
from gateways.dns import NameServers
from models import Account, Domain
from rules import audit
from rules.dns import drafts, saving

class Dying:
    can_sign = False
    def __init__(self, real): self.real = real
    def zone(self, name): return self.real.zone(name)
    def change(self, before, sets):
        if sys.argv[1] == "after": self.real.change(before, sets)
        os.kill(os.getpid(), signal.SIGKILL)

commands.open_house(config.load())
gateways.dns = NameServers({"zones": Dying(gateways.dns.default)})
domain, account = Domain.get(Domain.name == "brot.example"), Account.get(Account.email == "alice@alice.example")
with audit.acting(account):
    saving.save(domain, account, drafts.look(domain, account).digest, True)
"""


@pytest.mark.parametrize(("moment", "state"), [("before", "failed"), ("after", "done")])
def test_a_save_whose_process_is_killed_is_settled_truthfully(
    server, domain, alice, stands, house, later, moment, state
):
    drafts.add(domain, alice, ("shop", "A", 300, "192.0.2.7"))
    database.drop_connection()
    environ = os.environ | {
        "KUNDENCENTER_DATA_DIR": str(house.data_dir), "KUNDENCENTER_CONFIG": "",
        "KUNDENCENTER_DATABASE_URL": house.database_url,
    }  # fmt: skip
    killed = subprocess.run([sys.executable, "-c", SAVE, moment], env=environ, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert ZoneSave.get().state == "checking" and Work.select().where(Work.kind == saving.WORK).count() == 1
    for _ in range(3):
        later(minutes=1)
        while work.do_next({saving.WORK: saving.check}):
            pass
    assert ZoneSave.get().state == state
    assert stands("shop 300 A 192.0.2.7") == (state == "done") == (not ZoneDraft.select().exists())
