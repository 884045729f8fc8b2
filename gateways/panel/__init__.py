"""The panels in which products are managed, whatever kind they are."""

from collections.abc import Callable, Mapping

from config import Panel as PanelSetting
from config import Settings
from gateways.errors import Rejected
from gateways.guard import guard
from gateways.panel.directadmin import DirectAdmin
from gateways.panel.facts import LIFE, Account, Panel
from gateways.panel.keyhelp import KeyHelp
from gateways.panel.link import Link
from gateways.panel.plesk import Plesk
from gateways.panel.whm import Whm
from texts import t

__all__ = ["LIFE", "Account", "Panel", "Panels", "from_settings"]

KINDS: Mapping[str, Callable[[PanelSetting], Panel]] = {
    "plesk": Plesk, "whm": Whm, "directadmin": DirectAdmin, "keyhelp": KeyHelp, "link": Link,
}  # fmt: skip


class Panels:
    """The panels of the settings, by name."""

    def __init__(self, panels: Mapping[str, Panel], users: Mapping[str, str]) -> None:
        self._panels, self._users = panels, users

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._panels)

    def of(self, name: str) -> Panel:
        """The panel of that name. Raises Rejected when the settings have it no longer."""
        if name not in self._panels:
            raise Rejected(t("„{panel}“ ist nicht mehr eingerichtet.", panel=name))
        return self._panels[name]

    def own_user(self, name: str) -> str:
        """As whom the portal itself comes to that panel; empty when nobody's name is set."""
        return self._users.get(name, "")


def from_settings(settings: Settings, in_transaction: Callable[[], bool]) -> Panels:
    """The panels, each closed inside a transaction."""
    built = {each.name: guard(KINDS[each.kind](each), in_transaction) for each in settings.panel}
    return Panels(built, {each.name: each.user for each in settings.panel})
