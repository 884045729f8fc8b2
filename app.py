"""create_app() and the command line; wiring only."""

import logging
from datetime import timedelta
from threading import Event

import click
import flask
import waitress
from flask import Flask
from flask_wtf.csrf import CSRFProtect
from htmx_flask import Htmx
from werkzeug.local import LocalProxy
from werkzeug.middleware.proxy_fix import ProxyFix

import commands
import config
import logs
import models
import server
import texts
import values
import views
import work
from rules import audit, demo, operation
from rules.access import brakes, sessions
from rules.staff import accounts
from texts import t
from views import access, assets, cookies, errors, headers, menu, proof, rendering, sections
from views.rendering import QuickEnvironment

LARGEST_BODY = 25 * 1024 * 1024
MARGIN = 1024 * 1024  # what is a little too large still gets our page instead of the server's


class Portal(Flask):
    """Flask without what the portal does not use."""

    jinja_environment = QuickEnvironment
    jinja_options = Flask.jinja_options | {"cache_size": -1}  # all templates are kept

    def log_exception(self, exc_info):
        """Name the view, not the address: that of a link from a mail is a secret."""
        self.logger.error("Exception in %s [%s]", flask.request.endpoint, flask.request.method, exc_info=exc_info)

    def ensure_sync(self, func):
        """No view is a coroutine: nothing to ask at every call."""
        return func


def create_app(settings: config.Settings | None = None) -> Flask:
    """The portal as a WSGI application; opens the database and the gateways of `settings`."""
    settings = settings or config.load()
    commands.open_house(settings)
    app = Portal(__name__, static_folder=None)
    app.config.update(
        SETTINGS=settings,
        ASSETS=assets.build(settings.hoster),
        ASK_TO_LOG_IN=access.ask_to_log_in,
        ASK_TO_SET_UP=access.ask_to_set_up,
        ASK_FOR_PROOF=proof.ask_for_proof,
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        PERMANENT_SESSION_LIFETIME=timedelta(days=14),
        SESSION_COOKIE_NAME="__Host-kundencenter" if settings.is_https else "kundencenter",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_REFRESH_EACH_REQUEST=False,
        TEMPLATES_AUTO_RELOAD=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=False,  # the guard asks, after it has said who may enter
    )
    if settings.trusted_proxies:
        app.wsgi_app = TrustedProxies(app.wsgi_app, settings.trusted_proxies)  # type: ignore[method-assign]
    Htmx(app)
    views.guard(app)
    CSRFProtect(app)
    for blueprint in sections.BLUEPRINTS:
        app.register_blueprint(blueprint)
    for endpoint in app.view_functions:
        views.entry_of(app, endpoint)
    errors.register(app)
    headers.register(app, settings.is_https)
    speak_in_templates(app, settings.hoster)
    app.session_interface = cookies.Cookies(app)
    for command in (serve, *commands.COMMANDS):
        app.cli.add_command(command)
    return app


def speak_in_templates(app: Flask, hoster: config.Hoster) -> None:
    """Give the templates their words, in every language; complete before the first page."""
    app.jinja_env.globals.update(
        t=texts.t, tn=texts.tn, money=texts.money, date=texts.date, moment=texts.moment, number=texts.number,
        size=texts.size, month=texts.month, period=texts.period, language=texts.language,
        domain_shown=values.domain_shown, hoster=hoster, current=views.current,
        asset=lambda name: app.config["ASSETS"][name].address,
        menu=LocalProxy(menu.menu), state_of=models.state_of, kept=rendering.kept, drawn=rendering.drawn,
        csrf_token=cookies.csrf_token,
    )  # fmt: skip
    rendering.speak_all(app)


class TrustedProxies:
    """Takes the client's address from X-Forwarded-… when, and only when, the peer is a configured proxy."""

    def __init__(self, wsgi_app, networks):
        self.direct, self.forwarded = wsgi_app, ProxyFix(wsgi_app, x_for=1, x_proto=1)
        self.networks = networks

    def __call__(self, environ, start_response):
        trusted = sessions.contains(self.networks, environ.get("REMOTE_ADDR", ""))
        return (self.forwarded if trusted else self.direct)(environ, start_response)


def sender(settings):
    """Says from where a request of waitress comes, with the same trust in proxies, before the portal sees it."""

    def place(channel):
        peer = channel.addr[0]
        trusted = sessions.contains(settings.trusted_proxies, peer)
        forwarded = channel.requests[0].headers.get("X_FORWARDED_FOR", "") if trusted else ""
        return brakes.place(forwarded.rpartition(",")[2].strip() or peer)

    return place


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def main(context):
    """KundenCenter: the customer portal."""
    if context.invoked_subcommand is None:
        context.invoke(serve)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--threads", type=click.IntRange(1, 64), default=8, show_default=True)
def serve(host, port, threads):
    """The portal and its work in one process."""
    with commands.failing_plainly():
        logs.begin()
        settings = config.load(port=port)
        app = create_app(settings)
        operation.upgrade()
        with audit.acting("Kommandozeile"):
            accounts.check_public(host)
            link = accounts.first_link()
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a full queue is no news
        portal = waitress.create_server(
            app, host=host, port=port, ident=None, _dispatcher=server.Dispatcher(threads, sender(settings)),
            max_request_body_size=LARGEST_BODY + MARGIN, clear_untrusted_proxy_headers=False,
        )  # fmt: skip
    greet(settings, link)
    server.settle_in()
    stop = Event()
    worker = work.in_background(stop)
    try:
        portal.run()
    finally:
        stop.set()
        worker.join(timeout=10)


def greet(settings, link):
    """Say where the portal is and how to get in."""
    click.echo(t("KundenCenter: {address}", address=settings.public_url))
    if link:
        click.echo(t("Hier setzt der erste Mitarbeiter sein Passwort (einen Tag lang): {link}", link=link))
    for login, password in demo.logins():
        click.echo(t("Demo-Zugang: {login} / {password}", login=login, password=password))


for each in commands.COMMANDS:
    main.add_command(each)

if __name__ == "__main__":
    main()
