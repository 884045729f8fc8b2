"""Verwaltung → Postversand: papers for the printer, put together and marked as printed."""

from flask import abort

from models import TO_PRINT, Delivery, PrintBundle, failed_bundles, newest_bundles
from rules.accounting import post
from texts import t, tn
from views import current, found, staff
from views.downloads import download
from views.pages import attempt, listing, page, part, unconfirmed
from views.staff import bp

POST = "/verwaltung/post"
NEWEST = 20


@bp.get("/post")
@staff("billing")
def list_post():
    return page(
        "staff/post.html", listing=listing(TO_PRINT), waiting=Delivery.to_print().count(), most=post.MOST_PAPERS,
        called=post.called, **bundles(),
    )  # fmt: skip


@bp.get("/post/stapel")
@staff("billing")
def show_bundles():
    return part("staff/post_bundles.html", **bundles())


def bundles():
    newest = list(newest_bundles(NEWEST))
    failed = failed_bundles(newest)
    is_making = any(not each.file_key and each.id not in failed for each in newest)
    return {"bundles": newest, "failed": failed, "is_making": is_making}


@bp.post("/post")
@staff("billing")
def make_bundle():
    return attempt(
        lambda made: tn("{n} Sendung wird zusammengestellt.", "{n} Sendungen werden zusammengestellt.", made.papers),
        POST, post.start, current.account,
    )  # fmt: skip


@bp.get("/post/<int:id>.pdf")
@staff("billing")
def bundle_file(id):
    bundle = found(PrintBundle, id=id)
    if not bundle.file_key:
        abort(404)
    return download(post.content(bundle), t("Post {day}", day=bundle.created_at.date().isoformat()) + f" {id}.pdf")


@bp.post("/post/<int:id>/druck")
@staff("billing")
def mark_printed(id):
    return attempt(t("Als gedruckt vermerkt."), POST, post.mark_printed, found(PrintBundle, id=id))


@bp.post("/post/<int:id>/aufloesung")
@staff("billing")
def release(id):
    bundle = found(PrintBundle, id=id)
    question = tn("{n} Sendung wieder warten lassen?", "{n} Sendungen wieder warten lassen?", bundle.papers)
    return unconfirmed(question, POST) or attempt(
        t("Die Sendungen warten wieder auf den Druck."), POST, post.release, bundle
    )
