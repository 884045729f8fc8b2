"""VIES, the register of VAT ids of the EU: its REST service."""

import json
from dataclasses import dataclass
from typing import Any

from gateways.errors import Unreachable
from texts import t

TIMEOUT = (5, 15)  # seconds to connect, and between two pieces of the answer
MOST_BYTES = 100_000
MOST = {"name": 255, "address": 1000, "reference": 60}


@dataclass(frozen=True)
class Answer:
    """What the register says of a VAT id; `reference` proves the question when the asker named himself."""

    is_valid: bool
    name: str = ""
    address: str = ""
    reference: str = ""


class Vies:
    """Asks the service at `url`, in the name of the hoster's own VAT id where there is one."""

    def __init__(self, url: str, own_vat_id: str) -> None:
        self.url = url.rstrip("/")
        own = "".join(own_vat_id.split()).upper()
        self.asker = {"requesterMemberStateCode": own[:2], "requesterNumber": own[2:]} if own else {}

    def check(self, vat_id: str) -> Answer:
        """Ask for a VAT id ("ATU13585627"). Raises Unreachable when there is no answer that says yes or no."""
        import requests  # late: few processes ever ask

        asked = {"countryCode": vat_id[:2], "vatNumber": vat_id[2:]} | self.asker
        try:
            with requests.post(
                f"{self.url}/check-vat-number", json=asked, timeout=TIMEOUT, allow_redirects=False, stream=True
            ) as response:
                found = json.loads(_content(response)) if response.status_code == 200 else None
        except (requests.RequestException, OSError, ValueError, RecursionError) as error:
            raise _away() from error
        # Errors of the member state come with status 200 too: an object without "valid".
        if not isinstance(found, dict) or type(found.get("valid")) is not bool:
            raise _away()
        return Answer(
            is_valid=found["valid"],
            name=_text(found, "name", "name"),
            address=_text(found, "address", "address"),
            reference=_text(found, "requestIdentifier", "reference"),
        )


def _content(response: Any) -> bytes:
    """What was answered, up to a bound; what breaks off or cannot be unpacked raises an error of requests."""
    content = b""
    for piece in response.iter_content(10_000):
        content += piece
        if len(content) > MOST_BYTES:
            break
    return content


def _text(found: dict[str, Any], name: str, kind: str) -> str:
    """A text of the answer; the register writes --- where a country tells nothing."""
    text = str(found.get(name) or "").strip()
    return "" if text == "---" else text[: MOST[kind]]


def _away() -> Unreachable:
    return Unreachable(t("Das Register für Umsatzsteuer-IDs antwortet gerade nicht."))
