"""Meine Daten → Mitteilungen."""

import json

from models import AuditEntry, Subscription
from tests.rules.products.measuring import server

ADDRESS = "/daten/mitteilungen"


def topics(person):
    return {each.topic for each in Subscription.select().where(Subscription.contact == person.contact)}


def test_every_topic_can_be_chosen_with_a_sentence_about_it(alice):
    server()
    page = alice.get(ADDRESS).text
    for topic in Subscription.TOPICS:
        assert f'value="{topic}"' in page
    assert "Wann etwas kurz nicht zu erreichen ist." in page


def test_what_is_chosen_is_stored_and_shown_again_and_all_can_be_taken_back(alice):
    assert "Mitteilungen gespeichert." in alice.post(ADDRESS, {"topics": ["security", "offers"]}, follow=True).text
    assert topics(alice) == {"security", "offers"}
    assert 'value="security" checked' in alice.get(ADDRESS).text
    alice.post(ADDRESS, {"topics": ["products"]})
    assert topics(alice) == {"products"}
    alice.post(ADDRESS)
    assert topics(alice) == set()


def test_each_contact_chooses_for_themself_without_any_right(alice, agency):
    alice.withdraw(agency, "support")
    agency.post(ADDRESS, {"topics": ["security"]})
    alice.post(ADDRESS, {"topics": ["offers"]})
    assert (topics(agency), topics(alice)) == ({"security"}, {"offers"})


def test_an_unknown_topic_is_refused_at_the_field(alice):
    answer = alice.post(ADDRESS, {"topics": ["security", "gossip"]})
    assert answer.status_code == 422
    assert "Bitte wählen Sie etwas aus der Liste." in answer.text.partition('id="topics-error"')[2]
    assert topics(alice) == set()


def test_the_choice_is_in_the_audit_log_once(alice):
    for _ in range(2):
        alice.post(ADDRESS, {"topics": ["offers", "security"]})
    entry = AuditEntry.get(AuditEntry.what == "topics chosen")
    assert json.loads(entry.after) == {"topics": ["offers", "security"]}
    assert AuditEntry.select().where(AuditEntry.what == "topics chosen").count() == 1


def test_a_visitor_is_asked_to_log_in(visitor):
    assert visitor.get(ADDRESS).status_code == 303


def test_who_has_a_server_may_ask_for_mails_about_its_traffic_and_nobody_else(alice, bob):
    server()
    assert 'value="traffic"' in alice.get(ADDRESS).text and 'value="traffic"' not in bob.get(ADDRESS).text
    assert alice.post(ADDRESS, {"topics": "traffic"}).status_code == 303
    assert Subscription.get().topic == "traffic" and "checked" in alice.get(ADDRESS).text
    assert bob.post(ADDRESS, {"topics": "traffic"}).status_code == 422
