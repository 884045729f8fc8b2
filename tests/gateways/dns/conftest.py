"""The same name server tests for all kinds."""

import pytest

KINDS = ("zonefiles", "powerdns", "bind", "knot")


@pytest.fixture(params=KINDS)
def server(request):
    """A name server of each kind."""
    return request.getfixturevalue(request.param)
