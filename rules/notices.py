"""About which topics a contact wants mail."""

from collections.abc import Iterable

from database import write
from models import Contact, Subscription
from rules import audit


def subscribe(contact: Contact, topics: Iterable[str]) -> None:
    """Let a contact have these topics of Subscription.TOPICS and no others."""
    wanted = set(topics)
    with write():
        former = {each.topic for each in contact.subscriptions}
        if wanted == former:
            return
        Subscription.delete().where(Subscription.contact == contact, Subscription.topic.in_(former - wanted)).execute()
        for topic in sorted(wanted - former):
            Subscription.create(contact=contact, topic=topic)
        audit.note("topics chosen", contact, {"topics": former}, {"topics": wanted})
