"""What the portal is made of, for whom it concerns: a list in CycloneDX 1.6, dist/kundencenter.cdx.json.

`make sbom` calls it; `make dist` too, with the executable, whose libraries of the system then stand there as well.
"""

import decimal
import hashlib
import json
import platform
import pyexpat
import sqlite3
import ssl
import sys
import tomllib
import zlib
from importlib.metadata import distribution
from pathlib import Path

import pikepdf
from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from lxml import etree
from packageurl import PackageURL
from packaging.utils import canonicalize_name
from PyInstaller.archive.readers import CArchiveReader

from deploy.packages import HOUSE, graph, pinned

LIST = HOUSE / "dist" / "kundencenter.cdx.json"
VENDORED = {  # folder in static/vendor without its version: name, licence, where it is from, what else is made of it
    "bootstrap": ("bootstrap", "MIT", "npm", []),
    "bootstrap-icons": ("bootstrap-icons", "MIT", "npm", ["static/img/icons.svg"]),
    "fonts-source-sans": ("source-sans", "OFL-1.1", "generic", []),
    "htmx": ("htmx.org", "0BSD", "npm", []),
}
LICENCES = {  # what packages call their licences: its SPDX id
    "Apache 2.0": "Apache-2.0", "Apache License": "Apache-2.0", "Apache License, Version 2.0": "Apache-2.0",
    "MIT License": "MIT", "The Unlicense (Unlicense)": "Unlicense", "ZPL 2.1": "ZPL-2.1",
}  # fmt: skip
READ = {  # what says it in its LICENSE file only, or less exactly elsewhere
    "flask-wtf": "BSD-3-Clause", "itsdangerous": "BSD-3-Clause", "jinja2": "BSD-3-Clause",
    "mollie-api-python": "BSD-2-Clause", "peewee": "MIT", "pyasn1-modules": "BSD-2-Clause",
    "pyinstaller": "GPL-2.0-or-later WITH Bootloader-exception", "python-stdnum": "LGPL-2.1-or-later",
    "rstr": "BSD-3-Clause", "segno": "BSD-3-Clause",
    "text-unidecode": "Artistic-1.0-Perl OR GPL-2.0-or-later", "wtforms": "BSD-3-Clause",
}  # fmt: skip
LIBRARIES = {  # in C, that say their version themselves: who brings them along
    "cpython": {"expat": pyexpat.EXPAT_VERSION.removeprefix("expat_"), "libmpdec": decimal.__libmpdec_version__,
                "openssl": ssl.OPENSSL_VERSION.split()[1], "sqlite": sqlite3.sqlite_version,
                "zlib": zlib.ZLIB_RUNTIME_VERSION},
    "lxml": {"libxml2": ".".join(map(str, etree.LIBXML_VERSION)), "libxslt": ".".join(map(str, etree.LIBXSLT_VERSION))},
    "pikepdf": {"qpdf": pikepdf.__libqpdf_version__},
}  # fmt: skip


def spdx(*names):
    return [LicenseFactory().make_from_string(each) for each in names]


def licences(name, facts):
    """The licence of a package as an SPDX id or expression, or in its own words."""
    said = [READ.get(name), facts.get("License-Expression"), facts.get("License")]
    said += [each.rpartition(" :: ")[2] for each in facts.get_all("Classifier", []) if each.startswith("License")]
    said = [LICENCES.get(each, each) for each in said if each and "\n" not in each]
    return sorted(spdx(*said), key=lambda each: not (hasattr(each, "value") or each.id))[:1]


def package(name):
    """An installed Python package, with what its wheel says is compiled into it."""
    found = distribution(name)
    purl = PackageURL("pypi", name=name, version=found.version)
    return Component(name=found.name, version=found.version, purl=purl, bom_ref=str(purl),
                     description=found.metadata.get("Summary"), licenses=licences(name, found.metadata),
                     components=compiled_into(found, str(purl)))  # fmt: skip


def compiled_into(found, owner):
    """The parts in a wheel's own lists (PEP 770), those that it tells when asked, and the libraries that it carries."""
    lists = [file for file in found.files or () if file.parent.name == "sboms" and file.suffix == ".json"]
    for part in (part for file in lists for part in json.loads(file.read_text()).get("components", ())):
        if canonicalize_name(part["name"]) != canonicalize_name(found.name):
            yield library(owner, part["name"], part.get("version", ""), part.get("purl"))
    for name, its_version in LIBRARIES.get(canonicalize_name(found.name), {}).items():
        yield library(owner, name, its_version)
    for carried in found.files or ():
        if carried.parent.name.endswith(".libs"):
            yield file(str(carried), carried.read_binary())


def library(owner, name, its_version, purl=None):
    return Component(name=name, version=its_version or None, purl=purl and PackageURL.from_string(purl),
                     bom_ref=f"{owner}#{name}@{its_version}")  # fmt: skip


def python(executable):
    """Python itself with its libraries; in an executable also the files of the system that went into it."""
    parts = [library("cpython", *each) for each in LIBRARIES["cpython"].items()]
    if executable:
        archive = CArchiveReader(str(executable))
        names = [name for name, (*_, kind) in archive.toc.items() if kind == "b" and name.startswith("lib")]
        parts += [file(name, archive.extract(name)) for name in names if "/" not in name]
    return Component(type=ComponentType.PLATFORM, name="CPython", version=platform.python_version(), components=parts,
                     bom_ref="cpython", licenses=spdx("PSF-2.0"))  # fmt: skip


def vendored(folder):
    """What is kept in a folder of static/vendor, file by file."""
    directory, _, its_version = folder.name.rpartition("-")
    name, licence, kind, made = VENDORED[directory]
    purl = PackageURL(kind, name=name, version=its_version)
    paths = [path for path in sorted(folder.iterdir()) if path.name != "LICENSE"] + [HOUSE / each for each in made]
    files = [file(str(path.relative_to(HOUSE)), path.read_bytes()) for path in paths]
    return Component(name=name, version=its_version, purl=purl, bom_ref=str(purl), components=files,
                     licenses=spdx(licence))  # fmt: skip


def file(name, content):
    digest = HashType(alg=HashAlgorithm.SHA_256, content=hashlib.sha256(content).hexdigest())
    return Component(type=ComponentType.FILE, name=name, bom_ref=name, hashes=[digest])


def bom(executable=None):
    """The portal, what it runs on, and who needs whom."""
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text())["project"]
    portal = Component(type=ComponentType.APPLICATION, name="KundenCenter", version=project["version"],
                       description=project["description"], bom_ref="kundencenter", licenses=spdx("MIT"))  # fmt: skip
    direct = pinned("requirements.txt")
    needs = graph(direct)
    packages = {name: package(name) for name in needs}
    beside = [vendored(folder) for folder in sorted((HOUSE / "static" / "vendor").iterdir())]
    beside += [python(executable)] + [package("pyinstaller")] * bool(executable)  # its bootloader starts the executable

    found = Bom(components=[*packages.values(), *beside])
    found.metadata.component = portal
    found.register_dependency(portal, [*(packages[canonicalize_name(each.name)] for each in direct), *beside])
    for name, component in packages.items():
        found.register_dependency(component, [packages[other] for other in needs[name]])
    return found


def write(path, executable=None):
    path.parent.mkdir(exist_ok=True)
    path.write_text(JsonV1Dot6(bom(executable)).output_as_string(indent=1) + "\n")


if __name__ == "__main__":
    write(LIST, *map(Path, sys.argv[1:]))
