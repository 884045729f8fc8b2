"""A run that is killed, or that has another beside it; `make test-faults` does it 50 times over 1,000 contracts."""

import database
from tests import killing

COUNT, AT_ONCE, KILLS = 60, 3, 4
FEW = 4


def test_runs_that_are_killed_leave_nothing_behind_that_the_next_one_does_not_mend(house):
    killing.customers(COUNT)
    for _ in range(KILLS):
        killing.kill(killing.start(house, AT_ONCE), 0.15)
    killing.finish(killing.start(house, AT_ONCE))
    killing.check(COUNT)


def test_two_runs_at_once_issue_everything_once(house):
    killing.customers(COUNT)
    both = [killing.start(house, AT_ONCE) for _ in range(2)]
    for child in both:
        killing.finish(child)
    killing.check(COUNT)


def test_a_mail_whose_sender_dies_before_the_answer_arrives_again_under_the_same_message_id(house):
    killing.customers(FEW)
    database.drop_connection()
    with killing.serving() as mails:
        child = killing.start(house, AT_ONCE, mails=mails)
        mails.handler.victim = child
        child.communicate(timeout=60)
        assert child.returncode < 0
        killing.finish(killing.start(house, AT_ONCE, mails=mails))
    killing.check_sent(FEW, mails.handler)
    assert sorted(mails.handler.by_id().values()) == [1, 1, 1, 2]
