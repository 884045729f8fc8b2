"""For machines that watch the portal."""

from flask import Blueprint

from rules import operation
from views import public

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def healthz():
    operation.check_database()
    return {"status": "ok"}
