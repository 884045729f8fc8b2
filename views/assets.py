"""Styles, scripts and pictures: bundled, compressed once at the start, under names that change with the content."""

import gzip
import mimetypes
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import brotli
from flask import Blueprint, Response, abort, current_app, request

from config import Hoster
from views import public

STATIC = Path(__file__).parent.parent / "static"
BUNDLES = {
    "portal.css": ("vendor/bootstrap-5.3.9/bootstrap.min.css", "css/portal.css"),
    "portal.js": ("vendor/htmx-4.0.1/htmx.min.js", "js/passkeys.js", "js/portal.js"),
    "icons.svg": ("img/icons.svg",),
}
FOREVER = "public, max-age=31536000, immutable"

bp = Blueprint("assets", __name__, url_prefix="/static")


@dataclass(frozen=True)
class Asset:
    """One file as it leaves us, by content coding ("" is plain)."""

    name: str
    address: str
    type: str
    coded: dict[str, bytes]


def build(hoster: Hoster) -> dict[str, Asset]:
    """All assets by name, the hoster's colours and logo among them."""
    contents = {name: b"\n".join((STATIC / part).read_bytes() for part in parts) for name, parts in BUNDLES.items()}
    contents["portal.css"] += theme(hoster).encode()
    logo = Path(hoster.logo) if hoster.logo else STATIC / "img" / "logo.svg"
    contents["logo.svg"] = logo.read_bytes()
    return {name: _asset(name, content, logo) for name, content in contents.items()}


def _asset(name: str, content: bytes, logo: Path) -> Asset:
    source = logo.name if name == "logo.svg" else name
    kind = mimetypes.guess_type(source)[0] or "application/octet-stream"
    coded = {"": content}
    if kind.startswith("text/") or kind == "image/svg+xml":
        kind += "; charset=utf-8"
        coded |= {"br": brotli.compress(content), "gzip": gzip.compress(content, mtime=0)}
    return Asset(name, f"/static/{sha256(content).hexdigest()[:12]}/{name}", kind, coded)


def theme(hoster: Hoster) -> str:
    """The hoster's colours as custom properties, with a text colour that can be read on the first."""
    colour, accent = hoster.colour, hoster.accent
    return f"\n:root{{--hoster-colour:{colour};--hoster-on-colour:{readable_on(colour)};--hoster-accent:{accent};}}\n"


def readable_on(colour: str) -> str:
    """Black or white, whichever has more contrast on a colour "#rrggbb" (WCAG 2.2, relative luminance)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#fff" if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05 else "#000"


@bp.get("/<digest>/<name>")
@public
def file(digest, name):
    asset = current_app.config["ASSETS"].get(name) or abort(404)
    coding = next((each for each in ("br", "gzip") if each in asset.coded and request.accept_encodings[each]), "")
    response = Response(asset.coded[coding], content_type=asset.type)
    response.headers["Cache-Control"] = FOREVER if asset.address == request.path else "no-cache"
    response.vary.add("Accept-Encoding")
    if coding:
        response.content_encoding = coding
    return response
