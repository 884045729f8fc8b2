"""What happens outside: again when it did not work, never twice when it did, and one failure stops nothing else."""

from datetime import timedelta

import pytest

import clock
import work as due_work
from database import write
from gateways import Rejected, Unreachable
from models import Outbox, Work
from rules import mail, work


def doing(*outcomes):
    """A handler that answers its calls in turn: an error is raised, anything else is fine; it notes its keys."""
    left, done = list(outcomes), []

    def handler(key):
        done.append(key)
        outcome = left.pop(0) if left else None
        if outcome:
            raise outcome

    handler.done = done
    return handler


def everything_due():
    Work.update(due=clock.now() - timedelta(minutes=1)).execute()


def test_the_same_work_is_put_down_once(house):
    work.later("test", 7)
    work.later("test", 7)
    assert Work.select().count() == 1


def test_what_is_unreachable_is_tried_again_later_and_then_not_any_more(house):
    handler = doing(Unreachable("away"))
    work.later("test", 1)
    assert work.do_next({"test": handler})
    assert not work.do_next({"test": handler})
    assert Work.get().due > clock.now() and Work.get().error == "away"
    everything_due()
    assert work.do_next({"test": handler}) and not work.do_next({"test": handler})
    assert Work.get().done_at and handler.done == ["1", "1"]


def test_what_was_rejected_is_given_up_and_shown(house):
    work.later("test", 1)
    work.do_next({"test": doing(Rejected("no such mailbox"))})
    everything_due()
    assert not work.do_next({"test": doing()})
    assert Work.get().failed_at and Work.get().error == "no such mailbox"


def test_a_fault_in_one_job_does_not_stop_the_others(house):
    work.later("test", 1)
    work.later("test", 2)
    handler = doing(ZeroDivisionError("oops"))
    while work.do_next({"test": handler}):
        pass
    assert handler.done == ["1", "2"]
    assert Work.get(Work.key == "1").error == "ZeroDivisionError: oops" and Work.get(Work.key == "2").done_at


def test_work_that_somebody_else_has_taken_is_left_alone(house):
    work.later("test", 1)
    Work.update(leased_until=clock.later(minutes=5)).execute()
    assert not work.do_next({"test": doing()})


def test_work_that_always_ends_the_process_is_given_up(house):
    work.later("test", 1)
    Work.update(tries=work.MOST_TRIES, leased_until=clock.ago(minutes=1)).execute()
    work.later("test", 2)
    handler = doing()
    assert work.do_next({"test": handler})
    assert handler.done == ["2"] and Work.get(Work.key == "1").failed_at


def test_a_mail_goes_again_under_the_same_message_id_when_the_server_was_away(alice, house, monkeypatch):
    sent = []

    class Away:
        def send(self, letter):
            sent.append(letter.message_id)
            if len(sent) == 1:
                raise Unreachable("no answer")

    monkeypatch.setattr("gateways.mail", Away())
    mail.later("password_changed", "alice@alice.example", customer=alice.customer)
    due_work.all_due()
    assert Outbox.get().sent_at is None
    everything_due()
    due_work.all_due()
    assert Outbox.get().sent_at and len(sent) == 2 and len(set(sent)) == 1


def test_a_mail_is_not_put_down_when_its_change_is_rolled_back(house):
    with pytest.raises(ZeroDivisionError), write():
        mail.later("password_changed", "a@a.example")
        raise ZeroDivisionError
    assert not Outbox.select().exists() and not Work.select().exists()
