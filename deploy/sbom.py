"""What the portal is made of, for whom it concerns: a list in CycloneDX 1.6. `make sbom` and `make dist` call it."""

import hashlib
import json
import platform
import tomllib
from importlib.metadata import distribution

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.utils import canonicalize_name

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
UNSAID = {"peewee": "MIT", "python-stdnum": "LGPL-2.1-or-later"}  # in their files only


def licences(name, facts):
    """The licence of a package as an SPDX id or expression, or in its own words."""
    said = [facts.get("License-Expression"), facts.get("License"), UNSAID.get(name)]
    said += [each.rpartition(" :: ")[2] for each in facts.get_all("Classifier", []) if each.startswith("License")]
    said = [LICENCES.get(each, each) for each in said if each and "\n" not in each]
    known = [LicenseFactory().make_from_string(each) for each in said]
    return sorted(known, key=lambda each: not (hasattr(each, "value") or each.id))[:1]


def package(name):
    """An installed Python package, with what its wheel says is compiled into it."""
    found = distribution(name)
    purl = PackageURL("pypi", name=name, version=found.version)
    return Component(name=found.name, version=found.version, purl=purl, bom_ref=str(purl),
                     description=found.metadata["Summary"], licenses=licences(name, found.metadata),
                     components=compiled_into(found, str(purl)))  # fmt: skip


def compiled_into(found, owner):
    """The parts in a wheel's own lists (PEP 770)."""
    for file in found.files or ():
        if file.parent.name == "sboms" and file.suffix == ".json":
            for part in json.loads(file.read_text()).get("components", ()):
                if canonicalize_name(part["name"]) != canonicalize_name(found.name):
                    purl = PackageURL.from_string(part["purl"]) if "purl" in part else None
                    ref = f"{owner}#{part['name']}@{part.get('version', '')}"
                    yield Component(name=part["name"], version=part.get("version"), purl=purl, bom_ref=ref)


def vendored(folder):
    """What is kept in a folder of static/vendor, file by file."""
    directory, _, version = folder.name.rpartition("-")
    name, licence, kind, made = VENDORED[directory]
    purl = PackageURL(kind, name=name, version=version)
    paths = [path for path in sorted(folder.iterdir()) if path.name != "LICENSE"] + [HOUSE / each for each in made]
    files = [Component(type=ComponentType.FILE, name=str(path.relative_to(HOUSE)), hashes=[sha256(path)]) for path in paths]
    return Component(name=name, version=version, purl=purl, bom_ref=str(purl), components=files,
                     licenses=[LicenseFactory().make_from_string(licence)])  # fmt: skip


def sha256(path):
    return HashType(alg=HashAlgorithm.SHA_256, content=hashlib.sha256(path.read_bytes()).hexdigest())


def bom():
    """The portal, what it runs on, and who needs whom."""
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text())["project"]
    portal = Component(type=ComponentType.APPLICATION, name="KundenCenter", version=project["version"],
                       description=project["description"], bom_ref="kundencenter",
                       licenses=[LicenseFactory().make_from_string("MIT")])  # fmt: skip
    python = Component(type=ComponentType.PLATFORM, name="CPython", version=platform.python_version(), bom_ref="cpython",
                       licenses=[LicenseFactory().make_from_string("PSF-2.0")])  # fmt: skip
    direct = pinned("requirements.txt")
    needs = graph(direct)
    packages = {name: package(name) for name in needs}
    ours = [packages[canonicalize_name(each.name)] for each in direct]
    front = [vendored(folder) for folder in sorted((HOUSE / "static" / "vendor").iterdir())]

    found = Bom(components=[python, *packages.values(), *front])
    found.metadata.component = portal
    found.register_dependency(portal, [python, *ours, *front])
    for name, component in packages.items():
        found.register_dependency(component, [packages[other] for other in needs[name]])
    return found


def main():
    LIST.parent.mkdir(exist_ok=True)
    LIST.write_text(JsonV1Dot6(bom()).output_as_string(indent=1) + "\n")


if __name__ == "__main__":
    main()
