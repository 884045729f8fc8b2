"""Verwaltung → Nameserver: which there are, and what they and the portal disagree about."""

from rules.staff import zones
from texts import lazy
from views import staff
from views.pages import page
from views.staff import bp

HOME = "/verwaltung/dns"
SECONDS = 8  # so long somebody waits for a page
TABS = (
    (lazy("Nameserver"), HOME),
    (lazy("Abgleich"), f"{HOME}/abgleich"),
    (lazy("Adresse ersetzen"), f"{HOME}/ersetzungen"),
)


@bp.get("/dns")
@staff("support")
def show_name_servers():
    return page("staff/dns/servers.html", tabs=TABS, servers=zones.servers(), unknown=zones.unknown_servers())


@bp.get("/dns/abgleich")
@staff("support")
def compare_zones():
    return page("staff/dns/comparison.html", tabs=TABS, comparison=zones.compare(SECONDS))
