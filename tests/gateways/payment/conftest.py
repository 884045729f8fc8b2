"""Payment providers on this machine."""

from tests.providers import mollie, stripe  # noqa: F401  fixtures
