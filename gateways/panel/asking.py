"""One question to a panel: eight seconds at most, no redirect followed, and nothing secret in what is said of it."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from config import LOOPBACK
from config import Panel as PanelSetting
from gateways.errors import Rejected, Unreachable
from gateways.in_time import within
from texts import t

if TYPE_CHECKING:
    from requests import Response

SECONDS = 8
AT_ONCE, WAIT_SECONDS = BoundedSemaphore(4), 1  # of one process: panels that are away must not take all threads
MOST_BYTES, PIECE = 1_000_000, 16_384
MOST_ADDRESS = 2000
MOST_REASON = 200


@dataclass(frozen=True)
class Answer:
    """What came back: a status below 500 that is neither a redirect nor a refusal of who asks."""

    status: int
    content: bytes


class Asking:
    """Asks the panel of a setting."""

    def __init__(self, setting: PanelSetting) -> None:
        self.setting, self.name = setting, setting.name
        self._hosts = {urlsplit(setting.url).hostname, *setting.hosts}

    def ask(self, method: str, path: str, **more: Any) -> Answer:
        """Send a question; `more` as requests takes it. Raises Unreachable, and Rejected when we are not let in."""
        if not AT_ONCE.acquire(timeout=WAIT_SECONDS):
            raise self.away()
        try:
            answer = self._within_time(lambda: self._send(method, path, more))
        finally:
            AT_ONCE.release()
        if answer.status in (401, 403):
            raise self.closed()
        if 300 <= answer.status < 400:
            raise Rejected(t("„{panel}“ verweist auf eine andere Adresse.", panel=self.name))
        if answer.status >= 500 or answer.status in (408, 429):
            raise self.away()
        return answer

    def json(self, answer: Answer) -> dict[str, Any]:
        """The JSON object of an answer. Raises Unreachable for anything else."""
        try:
            found = json.loads(answer.content)
        except (ValueError, RecursionError) as error:
            raise self.unclear() from error
        if not isinstance(found, dict):
            raise self.unclear()
        return found

    def one_time(self, address: object) -> str:
        """The address that the panel gave, if it leads to the panel. Raises Rejected for any other."""
        foreign = Rejected(t("„{panel}“ hat eine Adresse gegeben, die nicht zu ihm gehört.", panel=self.name))
        if not isinstance(address, str) or not re.fullmatch(r"[!-\[\]-~]+", address) or len(address) > MOST_ADDRESS:
            raise foreign
        try:
            parts = urlsplit(address)
            host, _ = parts.hostname, parts.port
        except ValueError as error:
            raise foreign from error
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
        if not is_safe or host not in self._hosts or "@" in parts.netloc:
            raise foreign
        return address

    def away(self) -> Unreachable:
        return Unreachable(t("„{panel}“ antwortet gerade nicht.", panel=self.name))

    def unclear(self) -> Unreachable:
        return Unreachable(t("Die Antwort von „{panel}“ ist nicht zu verstehen.", panel=self.name))

    def closed(self) -> Rejected:
        return Rejected(t("„{panel}“ nimmt unsere Zugangsdaten nicht an.", panel=self.name))

    def refused(self, reason: object) -> Rejected:
        """The panel says no, in its own words if it has any; our secret is cut out of them."""
        said = re.sub(r"<[^>]*>|[^\w\s.,:;()/'\"@-]", " ", str(reason or "").replace(self.setting.secret, "***"))
        said = " ".join(said.split())[:MOST_REASON]
        if not said:
            return Rejected(t("„{panel}“ lehnt das ab.", panel=self.name))
        return Rejected(t("„{panel}“ lehnt das ab: {reason}", panel=self.name, reason=said))

    def _send(self, method: str, path: str, more: Mapping[str, Any]) -> Answer:
        import requests  # late: few processes ever ask

        with requests.Session() as session:
            session.trust_env = False  # a .netrc would take the place of what we send
            with session.request(
                method, f"{self.setting.base}{path}", timeout=SECONDS, allow_redirects=False, stream=True,
                verify=self.setting.ca_file or True, **more,
            ) as response:  # fmt: skip
                return Answer(response.status_code, self._content(response))

    def _content(self, response: "Response") -> bytes:
        content = b""
        for piece in response.iter_content(PIECE):
            content += piece
            if len(content) > MOST_BYTES:
                raise ValueError("too long")
        return content

    def _within_time(self, send: Callable[[], Answer]) -> Answer:
        """What `send` gives in time. Nothing is said of the cause: it may name the address with what was asked."""
        import requests

        try:
            return within(SECONDS, send, OSError, ValueError)  # what requests raises is an OSError
        except requests.exceptions.SSLError:
            raise Unreachable(t("Das Zertifikat von „{panel}“ wird nicht anerkannt.", panel=self.name)) from None
        except OSError:
            raise self.away() from None
        except ValueError:
            raise self.unclear() from None
