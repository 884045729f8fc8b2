"""A panel on this machine."""

from tests.panels import whm  # noqa: F401  fixture
