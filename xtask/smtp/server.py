"""A mail server for tests, on loopback: plain, STARTTLS and TLS.

Usage: server.py PLAIN_PORT [STARTTLS_PORT TLS_PORT], in a folder with inbox/ and, for TLS,
server.pem and server.key. Each mail becomes inbox/<number>.eml before it is acknowledged; headers
that begin with X- say how it came. unknown@... is refused. The ports with TLS want the user ada.
SMTP_DELAY is how many seconds it takes its time with each mail. On standard output it says when it
is "ready", when a mail has "come" whole, and when it was "taken".
"""

import asyncio
import itertools
import os
import ssl
import sys
import threading

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

DELAY = float(os.environ.get("SMTP_DELAY", "0"))
# A server that starts again goes on where it was.
NUMBERS = itertools.count(len(os.listdir("inbox")) + 1)


def say(word):
    print(word, flush=True)


class Inbox:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("unknown@"):
            return "550 5.1.1 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        say("come")
        await asyncio.sleep(DELAY)
        encrypted = session.ssl is not None or server.transport.get_extra_info("ssl_object")
        headers = {
            "X-Mail-From": envelope.mail_from,
            "X-Rcpt-To": ", ".join(envelope.rcpt_tos),
            "X-Peer": f"{session.peer[0]}:{session.peer[1]}",
            "X-Tls": "yes" if encrypted else "no",
            "X-User": session.auth_data.login.decode() if session.authenticated else "",
        }
        top = "".join(f"{name}: {value}\n" for name, value in headers.items())
        text = top.encode() + envelope.content.replace(b"\r\n", b"\n")
        name = f"inbox/{next(NUMBERS)}"
        with open(name + ".part", "xb") as file:
            file.write(text)
        os.rename(name + ".part", name + ".eml")
        say("taken")
        return "250 OK"


def sign_in(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"ada", b"s3cret")
    return AuthResult(success=good, handled=False, auth_data=data if good else None)


def start(port, **options):
    Controller(Inbox(), hostname="127.0.0.1", port=int(port), **options).start()


plain, *encrypted = sys.argv[1:]
start(plain)
if encrypted:
    starttls, tls = encrypted
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain("server.pem", "server.key")
    users = {"authenticator": sign_in, "auth_required": True}
    start(starttls, tls_context=context, require_starttls=True, **users)
    start(tls, ssl_context=context, auth_require_tls=False, **users)
say("ready")
threading.Event().wait()
