"""Documents as PDF, set by Typst from templates/documents/."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config import Hoster
from gateways import logo
from gateways.errors import Rejected
from texts import speak, t

if TYPE_CHECKING:
    from typst import Fonts, PDFStandard, TypstError

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates" / "documents"
FONTS = ROOT / "static" / "vendor" / "fonts-source-sans-3.052"
TEMPLATE = re.compile(r"[a-z-]+")
UNKNOWN = re.compile(r'the text `"(.+?)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
LATIN = 0x17F  # up to there every font of ours has them all, however long the text is that an error names
EPOCH = date(1970, 1, 1)
MOST_UNKNOWN = 30  # a text in a foreign alphabet is found run by run


@dataclass(frozen=True)
class Attached:
    """A file inside a PDF/A-3 that says the same as the PDF, such as the XML of an invoice."""

    name: str
    kind: str
    description: str
    content: bytes


class Typst:
    """Sets documents that carry the hoster's letterhead."""

    def __init__(self, hoster: Hoster) -> None:
        self._hoster = hoster

    def pdf(
        self,
        template: str,
        data: Mapping[str, Any],
        language: str = "de",
        hoster: Hoster | None = None,
        attached: Attached | None = None,
    ) -> bytes:
        """The PDF of templates/documents/<template>.typ; equal data give equal bytes.

        What `data` holds stands at the head of the template; `data["date"]` is the day of the document, a `date`.
        `language` is that of the letterhead, `hoster` who stands there if not the one of the settings. It is PDF/UA-1,
        with something `attached` PDF/A-3a too; both forbid characters that no font has, so those become question marks.
        Raises Rejected when the template cannot be set with these data.
        """
        from typst import TypstError  # late: the portal starts without it

        if not TEMPLATE.fullmatch(template):
            raise ValueError(f"no template: {template!r}")
        inputs = {
            "data": json.dumps(data, default=_plain, ensure_ascii=False),
            "hoster": json.dumps(asdict(hoster or self._hoster)),
            "words": json.dumps(_words(language)),
        }
        if picture := self._logo[0]:
            inputs["logo"] = picture
        if attached:
            inputs["attached"] = json.dumps(asdict(attached) | {"content": attached.content.decode()})
        standards: list[PDFStandard] = ["a-3a", "ua-1"] if attached else ["ua-1"]
        for _ in range(MOST_UNKNOWN):
            try:
                return self._compiled(template, inputs, data["date"], standards)
            except TypstError as error:
                unknown = _unknown_characters(error)
                if not unknown:
                    raise _rejected(error) from error
                inputs["data"] = inputs["data"].translate(dict.fromkeys(map(ord, unknown), "?"))
        try:
            return self._compiled(template, inputs, data["date"], [])
        except TypstError as error:
            raise _rejected(error) from error

    def logo_problem(self) -> str:
        """Why the logo of the settings stands on no document; "" when it does, or when there is none."""
        return self._logo[1]

    @cached_property
    def _logo(self) -> tuple[str, str]:
        """The logo for the letterhead ("" for the hoster's name alone), and why the one of the settings is not there.

        It is tried once, so that a file that cannot be set stops no invoice.
        """
        from typst import TypstError

        path = logo.path_of(self._hoster)
        if path is None:
            return "", ""
        try:
            found = logo.read(path)
            picture = json.dumps({"format": found.format, "content": list(found.content)})
            inputs = {"hoster": json.dumps(asdict(self._hoster)), "words": json.dumps(_words("de")), "logo": picture}
            self._compiled("logo", inputs, EPOCH, ["a-3a", "ua-1"])
        except logo.Unusable as error:
            return "", str(error)
        except TypstError as error:
            return "", t("Die Datei {path} lässt sich nicht verwenden: {reason}", path=str(path), reason=error.message)
        return picture, ""

    def _compiled(self, template: str, inputs: dict[str, str], day: date, standards: "list[PDFStandard]") -> bytes:
        import typst

        return typst.compile(
            TEMPLATES / f"{template}.typ",
            root=TEMPLATES,
            font_paths=self._fonts,
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=standards,
            timestamp=datetime.combine(day, time(), UTC),
        )

    @cached_property
    def _fonts(self) -> "Fonts":
        import typst

        return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} cannot stand in a document")


def _words(language: str) -> dict[str, str]:
    """What the letterhead says by itself."""
    with speak(language):
        return {
            "language": language,
            "page": t("Seite"),
            "of": t("von"),
            "phone": t("Telefon"),
            "creditor_id": t("Gläubiger-ID"),
            "vat_id": t("USt-IdNr."),
            "tax_number": t("Steuernummer"),
            "director": t("Geschäftsführung:"),
        }


def _unknown_characters(error: "TypstError") -> str:
    """The characters for which an error says that no font has them."""
    texts = "".join(UNKNOWN.findall(error.message + error.diagnostic))
    named = ESCAPED.sub(lambda found: chr(int(found[1], 16)), texts)
    return "".join(character for character in named if ord(character) > LATIN)


def _rejected(error: "TypstError") -> Rejected:
    return Rejected(t("Das Dokument kann nicht erstellt werden: {reason}", reason=error.message))
