"""What a PDF says of the e-invoice inside it (Factur-X 1.0, ZUGFeRD 2)."""

import re
from io import BytesIO
from typing import Any

from gateways.einvoice.invoice import Invoice

FX = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
EXTENSION = "http://www.aiim.org/pdfa/ns/extension/"
SCHEMA = "http://www.aiim.org/pdfa/ns/schema#"
PROPERTY = "http://www.aiim.org/pdfa/ns/property#"
PACKET = re.compile(rb"<\?xpacket begin.*?\?>(.*)<\?xpacket end", re.DOTALL)
PROPERTIES = {
    "DocumentFileName": "The name of the embedded XML document",
    "DocumentType": "The type of the hybrid document",
    "Version": "The version of the standard of the embedded XML document",
    "ConformanceLevel": "The profile of the embedded XML document",
}


def declared(pdf: bytes, invoice: Invoice) -> bytes:
    """The PDF with the XML inside, its metadata now naming that XML (Factur-X 1.0, 6.3)."""
    import pikepdf
    from lxml import etree

    with pikepdf.open(BytesIO(pdf)) as document:
        said = document.Root.Metadata.read_bytes()
        packet = PACKET.search(said)
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        root = etree.fromstring(packet[1].strip() if packet else said, parser)
        _declare(next(root.iter(f"{{{RDF}}}RDF")), invoice)
        begin, end = b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n', b'\n<?xpacket end="r"?>'
        document.Root.Metadata = pikepdf.Stream(
            document, begin + etree.tostring(root) + end, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML
        )
        changed = BytesIO()
        document.save(changed, deterministic_id=True)
    return changed.getvalue()


def _declare(rdf: Any, invoice: Invoice) -> None:
    """Put the Factur-X properties into the metadata, and their description, which PDF/A asks for."""
    from lxml import etree

    bag = next(rdf.iter(f"{{{EXTENSION}}}schemas"), None)
    if bag is None:
        description = etree.SubElement(
            rdf, f"{{{RDF}}}Description", {f"{{{RDF}}}about": ""},
            {"pdfaExtension": EXTENSION, "pdfaSchema": SCHEMA, "pdfaProperty": PROPERTY},
        )  # fmt: skip
        bag = etree.SubElement(description, f"{{{EXTENSION}}}schemas")
        etree.SubElement(bag, f"{{{RDF}}}Bag")
    _describe_schema(bag[0])
    values = {
        "DocumentType": "INVOICE",
        "DocumentFileName": invoice.file_name,
        "Version": "3.0" if invoice.leitweg_id else "1.0",
        "ConformanceLevel": "XRECHNUNG" if invoice.leitweg_id else "EN 16931",
    }
    description = etree.SubElement(rdf, f"{{{RDF}}}Description", {f"{{{RDF}}}about": ""}, {"fx": FX})
    for name, value in values.items():
        etree.SubElement(description, f"{{{FX}}}{name}").text = value


def _describe_schema(bag: Any) -> None:
    from lxml import etree

    facts = (("schema", "Factur-X PDFA Extension Schema"), ("namespaceURI", FX), ("prefix", "fx"))
    schema = _resource(bag, SCHEMA, facts)
    sequence = etree.SubElement(etree.SubElement(schema, f"{{{SCHEMA}}}property"), f"{{{RDF}}}Seq")
    for name, meaning in PROPERTIES.items():
        described = (("name", name), ("valueType", "Text"), ("category", "external"), ("description", meaning))
        _resource(sequence, PROPERTY, described)


def _resource(parent: Any, namespace: str, facts: tuple[tuple[str, str], ...]) -> Any:
    from lxml import etree

    item = etree.SubElement(parent, f"{{{RDF}}}li", {f"{{{RDF}}}parseType": "Resource"})
    for name, value in facts:
        etree.SubElement(item, f"{{{namespace}}}{name}").text = value
    return item
