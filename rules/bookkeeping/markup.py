"""XML that is written from data, never read: the index of the GoBD export, the list of document images."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


@dataclass
class Node:
    """An element with its text, attributes ("{namespace}name" where they have one) and children in their order."""

    name: str
    text: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)

    def add(self, name: str, text: str = "", attributes: Mapping[str, str] | None = None) -> "Node":
        """Append a child and give it."""
        self.children.append(Node(name, text, attributes or {}))
        return self.children[-1]


def written(root: Node, namespaces: Mapping[str | None, str] | None = None, dtd: str = "") -> bytes:
    """The document in UTF-8; the elements belong to the namespace of None, `dtd` is the name of its grammar."""
    from lxml import etree

    known = dict(namespaces or {})
    space = f"{{{known[None]}}}" if None in known else ""

    def grow(element: "Element", node: Node) -> None:
        element.text = node.text or None
        for child in node.children:
            grow(etree.SubElement(element, space + child.name, dict(child.attributes)), child)

    top = etree.Element(space + root.name, dict(root.attributes), nsmap=known)
    grow(top, root)
    doctype = f'<!DOCTYPE {root.name} SYSTEM "{dtd}">' if dtd else None
    return bytes(etree.tostring(top, xml_declaration=True, encoding="UTF-8", pretty_print=True, doctype=doctype))
