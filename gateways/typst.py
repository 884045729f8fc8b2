"""Documents as PDF, set by Typst from templates/documents/."""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config import Hoster
from gateways.errors import Rejected
from texts import t

if TYPE_CHECKING:
    from typst import Fonts, PDFStandard

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates" / "documents"
FONTS = ROOT / "static" / "vendor" / "fonts-source-sans-3.052"
TEMPLATE = re.compile(r"[a-z-]+")


class Typst:
    """Sets documents that carry the hoster's letterhead."""

    def __init__(self, hoster: Hoster) -> None:
        self._hoster = asdict(hoster)

    def pdf(self, template: str, data: Mapping[str, Any]) -> bytes:
        """The PDF of templates/documents/<template>.typ; equal data give equal bytes.

        It is PDF/UA-1 as long as the fonts have every character. What `data` holds stands at the head of the
        template; `data["date"]` is the day of the document, a `date`.
        Raises Rejected when the template cannot be set with these data.
        """
        from typst import TypstError  # late: the portal starts without it

        if not TEMPLATE.fullmatch(template):
            raise ValueError(f"no template: {template!r}")
        # A character that no font has (an emoji in a name) forbids PDF/UA; it must not stop an invoice.
        with suppress(TypstError):
            return self._compiled(template, data, ["ua-1"])
        try:
            return self._compiled(template, data, [])
        except TypstError as error:
            raise Rejected(t("Das Dokument kann nicht erstellt werden: {reason}", reason=error.message)) from error

    def _compiled(self, template: str, data: Mapping[str, Any], standards: "list[PDFStandard]") -> bytes:
        import typst

        return typst.compile(
            TEMPLATES / f"{template}.typ",
            root=TEMPLATES,
            font_paths=self._fonts,
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": json.dumps(data, default=_plain), "hoster": json.dumps(self._hoster)},
            pdf_standards=standards,
            timestamp=datetime.combine(data["date"], time(), UTC),
        )

    @cached_property
    def _fonts(self) -> "Fonts":
        import typst

        return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} cannot stand in a document")
