"""The hoster's logo as it stands on documents: an SVG as it is, a PNG or JPEG as a small PNG."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from config import Hoster
from texts import t

OURS = Path(__file__).parent.parent / "static" / "img" / "logo.svg"  # the demo's
MOST_BYTES = 5_000_000
MOST_SVG = 300_000  # characters, in every document again
MOST_PIXELS = (1000, 160)  # 300 to an inch
MOST_READ = 40_000_000  # pixels: each takes eight bytes while it is made small


@dataclass(frozen=True)
class Logo:
    """A picture for Typst: `format` is "svg" or "png"."""

    format: str
    content: bytes


class Unusable(Exception):
    """The file is no picture that can stand on a document; the message says why in a sentence."""


def path_of(hoster: Hoster) -> Path | None:
    """Where the logo is: as set, for the hoster of the demo the one in the tree, for others without one nowhere."""
    if hoster.logo:
        return Path(hoster.logo)
    return OURS if hoster.name == Hoster.name else None


def read(path: Path) -> Logo:
    """The logo in a file. Raises Unusable."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Unusable(t("Die Datei {path} ist nicht lesbar.", path=str(path))) from error
    if len(content) > MOST_BYTES:
        raise Unusable(t("Die Datei {path} ist zu groß.", path=str(path)))
    if b"<svg" in content[:2000]:
        return _svg(path, content)
    return _png(path, content)


def _svg(path: Path, content: bytes) -> Logo:
    if len(content) > MOST_SVG:
        raise Unusable(t("Die Datei {path} ist zu groß.", path=str(path)))
    return Logo("svg", content)


def _png(path: Path, content: bytes) -> Logo:
    from PIL import Image, ImageOps  # late: the portal starts without it

    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > MOST_READ:
                raise Unusable(t("Die Datei {path} ist zu groß.", path=str(path)))
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Unusable(t("Die Datei {path} ist kein SVG, PNG oder JPEG.", path=str(path))) from error
    upright.thumbnail(MOST_PIXELS)
    made = BytesIO()
    upright.save(made, "PNG", optimize=True)
    return Logo("png", made.getvalue())
