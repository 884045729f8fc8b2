"""Postversand: papers for the printer."""

from io import BytesIO

import pikepdf
import pytest

import gateways
from gateways import Rejected
from models import Delivery, PrintBundle
from rules import NotFound, Refused
from rules.accounting import post


def pdf(pages, width):
    made, content = pikepdf.new(), BytesIO()
    for _ in range(pages):
        made.add_blank_page(page_size=(width, 800))
    made.save(content)
    return content.getvalue()


def wait(customer, paper, pages=1, width=500):
    key = gateways.files.put(pdf(pages, width))
    return Delivery.create(paper=paper, customer=customer, recipient="post", file_key=key)


def bundled(clerk):
    bundle = post.start(clerk.account)
    post.make(str(bundle.id))
    return PrintBundle.get_by_id(bundle.id)


def widths(bundle):
    with post.content(bundle) as file, pikepdf.open(BytesIO(file.read())) as merged:
        return [round(float(page.mediabox[2])) for page in merged.pages]


def test_what_waits_becomes_one_pdf_in_which_each_paper_begins_on_a_sheet_of_its_own(alice, bob, bookkeeper):
    wait(alice.customer, "invoice 1", 1, 501)
    wait(bob.customer, "invoice 2", 2, 502)
    wait(bob.customer, "reminder 3", 3, 503)
    bundle = bundled(bookkeeper)
    assert widths(bundle) == [501, 595, 502, 502, 503, 503, 503, 595]
    assert bundle.papers == 3
    assert list(Delivery.to_print()) == []


def test_what_comes_later_waits_for_the_next(alice, bookkeeper):
    wait(alice.customer, "invoice 1")
    bundle = post.start(bookkeeper.account)
    wait(alice.customer, "invoice 2")
    post.make(str(bundle.id))
    assert len(widths(PrintBundle.get_by_id(bundle.id))) == 2
    assert [each.paper for each in Delivery.to_print()] == ["invoice 2"]


def test_a_bundle_holds_so_many_and_the_rest_waits(alice, bookkeeper, monkeypatch):
    monkeypatch.setattr(post, "MOST_PAPERS", 2)
    for number in range(3):
        wait(alice.customer, f"invoice {number}")
    assert post.start(bookkeeper.account).papers == 2
    assert post.start(bookkeeper.account).papers == 1


def test_of_two_who_make_a_bundle_at_the_same_time_each_paper_lies_in_one(alice, bookkeeper, monkeypatch):
    wait(alice.customer, "invoice 1")
    first = post.start(bookkeeper.account)
    wait(alice.customer, "invoice 2")
    monkeypatch.setattr(Delivery, "to_print", Delivery.select)  # what was read before the other one took the first
    second = post.start(bookkeeper.account)
    assert second.papers == 1
    assert [each.bundle for each in Delivery.select().order_by(Delivery.id)] == [first, second]


def test_where_nothing_waits_there_is_no_bundle(bookkeeper):
    with pytest.raises(Refused):
        post.start(bookkeeper.account)
    assert PrintBundle.select().count() == 0


def test_making_it_twice_changes_nothing(alice, bookkeeper):
    wait(alice.customer, "invoice 1")
    bundle = bundled(bookkeeper)
    post.make(str(bundle.id))
    assert PrintBundle.get_by_id(bundle.id).file_key == bundle.file_key


def test_a_paper_that_is_gone_stops_the_bundle_and_lets_the_papers_wait_again(alice, bookkeeper):
    gone = wait(alice.customer, "invoice 1")
    gateways.files.delete(gone.file_key)
    bundle = post.start(bookkeeper.account)
    with pytest.raises(Rejected):
        post.make(str(bundle.id))
    with pytest.raises(NotFound):
        post.content(bundle)
    with pytest.raises(Refused):
        post.mark_printed(bundle)
    post.release(bundle)
    assert [each.id for each in Delivery.to_print()] == [gone.id]


def test_what_is_printed_is_over(alice, bookkeeper, later):
    wait(alice.customer, "invoice 1")
    bundle = bundled(bookkeeper)
    post.mark_printed(bundle)
    first = PrintBundle.get_by_id(bundle.id).printed_at
    later(hours=1)
    post.mark_printed(PrintBundle.get_by_id(bundle.id))
    assert PrintBundle.get_by_id(bundle.id).printed_at == first
    with pytest.raises(Refused):
        post.release(PrintBundle.get_by_id(bundle.id))


@pytest.mark.parametrize(
    ("paper", "words"),
    [("invoice 7", "Rechnung 7"), ("correction 9", "Rechnungskorrektur 9"), ("reminder 3", "Mahnung 3")],
)
def test_a_paper_is_called_by_its_word(paper, words):
    assert post.called(paper) == words
