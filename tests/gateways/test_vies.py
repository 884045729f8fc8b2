import pytest

from gateways import Unreachable
from gateways.vies import Vies
from tests.vies import Register


@pytest.fixture
def register():
    with Register() as register:
        yield register


def test_the_register_is_asked_in_the_name_of_the_hoster_and_its_answer_kept_whole(register):
    register.answers = 200, {
        "countryCode": "AT", "vatNumber": "U13585627", "valid": True, "name": "Alpen Web e.U.", "address": "---",
        "requestIdentifier": "WAPIAAAA1",
    }  # fmt: skip
    answer = Vies(f"{register.url}/", "DE 136695976").check("ATU13585627")
    assert (answer.is_valid, answer.name, answer.address, answer.reference) == (True, "Alpen Web e.U.", "", "WAPIAAAA1")
    assert register.asked == [
        (
            "/rest-api/check-vat-number",
            {
                "countryCode": "AT", "vatNumber": "U13585627", "requesterMemberStateCode": "DE",
                "requesterNumber": "136695976",
            },
        )
    ]  # fmt: skip


def test_an_unknown_id_is_not_valid(register):
    register.answers = 200, {"valid": False, "name": None}
    assert not Vies(register.url, "").check("ATU13585627").is_valid


@pytest.mark.parametrize(
    "answers",
    [
        (200, {"actionSucceed": False, "errorWrappers": [{"error": "MS_UNAVAILABLE"}]}),
        (200, {"valid": "true"}),
        (200, ["valid"]),
        (200, b"<html>Wartung</html>"),
        (200, b"[" * 99_000),
        (302, {"valid": True}),
        (500, {"valid": True}),
    ],
)
def test_what_says_neither_yes_nor_no_is_unreachable(register, answers):
    register.answers = answers
    with pytest.raises(Unreachable):
        Vies(register.url, "").check("ATU13585627")


@pytest.mark.parametrize("headers", [{"Content-Length": "500"}, {"Content-Encoding": "gzip"}])
def test_an_answer_that_breaks_off_or_cannot_be_unpacked_is_unreachable(register, headers):
    register.answers, register.headers = (200, b'{"valid": true'), headers
    with pytest.raises(Unreachable):
        Vies(register.url, "").check("ATU13585627")


def test_nobody_there_is_unreachable():
    with pytest.raises(Unreachable):
        Vies("http://127.0.0.1:9", "").check("ATU13585627")
