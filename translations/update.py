"""Bring the catalogues up to date with the texts in code and templates: python -m translations.update."""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from texts import LANGUAGES

ROOT = Path(__file__).parent.parent
KEYWORDS = {"t": None, "tn": (1, 2), "lazy": None, "Refused": None}
CODE = ("*.py", "values/*.py", "forms/**/*.py", "gateways/**/*.py", "rules/**/*.py", "tables/**/*.py", "views/**/*.py")
TEMPLATES = ("templates/**/*.html", "templates/**/*.txt")
HEADER = (
    'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"MIME-Version: 1.0\\n"\n'
    '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
    '"Plural-Forms: {plural};\\n"\n\n'
)


def path_of(language: str) -> Path:
    """Where the catalogue of a language stands."""
    return ROOT / "translations" / language / "LC_MESSAGES" / "portal.po"


def read(language: str) -> Catalog:
    """The catalogue as it stands."""
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language, domain="portal")


def extracted() -> Catalog:
    """Every text that code and templates show."""
    found = Catalog()
    for method, patterns in (("python", CODE), ("jinja2", TEMPLATES)):
        for path in sorted(path for pattern in patterns for path in ROOT.glob(pattern)):
            options = {"silent": "false"} if method == "jinja2" else {}
            for _, text, _, _ in extract_from_file(method, path, keywords=KEYWORDS, options=options):
                found.add(text)
    return found


def updated(language: str) -> Catalog:
    """The catalogue with new texts (still empty) and without those that are gone."""
    catalogue = read(language)
    catalogue.update(extracted(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def written(catalogue: Catalog) -> str:
    """The file: sorted, without line numbers and dates, so that it changes only when a text does."""
    body = BytesIO()
    write_po(body, catalogue, width=120, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    header = HEADER.format(language=catalogue.locale, plural=catalogue.plural_forms.rstrip(";"))
    return header + body.getvalue().decode("utf-8").strip() + "\n"


def main() -> None:
    for language in LANGUAGES[1:]:
        catalogue = updated(language)
        path_of(language).write_text(written(catalogue), encoding="utf-8")
        missing = sum(not message.string or not all(message.string) for message in catalogue if message.id)
        print(f"{language}: {len(catalogue)} texts, {missing} without a translation")


if __name__ == "__main__":
    main()
