"""Meine Produkte."""

from flask import abort, redirect, request, url_for

import values
from models import Domain
from views import mine


def my_domain(name):
    """The customer's domain of this name; written otherwise (Unicode, upper case) it redirects to its own address."""
    try:
        canonical = values.domain(name)
    except ValueError:
        abort(404)
    if canonical != name:
        abort(redirect(url_for(request.endpoint, name=canonical)))
    return mine(Domain, name=canonical)
