"""Payment providers on this machine."""

from tests.providers import both, mollie, stripe  # noqa: F401  fixtures
