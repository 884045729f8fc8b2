"""What the hoster's programs send: traffic."""

from flask import Blueprint, jsonify, request

from rules import Refused
from rules.products.traffic import batches
from rules.staff import api_tokens
from views import machine

bp = Blueprint("traffic_api", __name__, url_prefix="/api")


def _has_token():
    return api_tokens.is_valid(request.headers.get("Authorization", ""), "traffic")


@bp.post("/traffic")
@machine(_has_token)
def take():
    request.max_content_length = batches.MOST_BODY
    try:
        outcome = batches.receive(request.get_data())
    except batches.Unreadable as refusal:
        return jsonify(error=refusal.sentence), 400
    except Refused as refusal:
        return jsonify(error=refusal.sentence), 422
    refused = [{"index": place, "error": reason} for place, reason in outcome.refused]
    counts = {"new": outcome.new, "replaced": outcome.replaced, "unchanged": outcome.unchanged}
    return jsonify(**counts, refused=refused), 422 if refused else 200
