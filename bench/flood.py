"""64 people who try passwords as fast as they are answered, for some seconds: `python -m bench.flood PORT SECONDS`."""

import http.client
import re
import sys
import time
from threading import Thread
from urllib.parse import urlencode

TRYING = 64
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def ask(connection, address, body=None, headers=None):
    connection.request("GET" if body is None else "POST", address, body, headers or {})
    answer = connection.getresponse()
    return answer, answer.read()


def try_passwords(port, number, end, answers):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    answer, page = ask(connection, "/anmelden")
    cookie = answer.headers["Set-Cookie"].partition(";")[0]
    token = re.search(rb'name="csrf_token" value="([^"]+)"', page)[1].decode()
    while time.monotonic() < end:
        form = {"csrf_token": token, "login": str(20001 + number), "password": "Sesam-öffne-dich"}
        answer, _ = ask(connection, "/anmelden", urlencode(form), FORM | {"Cookie": cookie})
        answers.append(answer.status)


def main():
    port, seconds = int(sys.argv[1]), float(sys.argv[2])
    answers, end = [], time.monotonic() + seconds
    people = [Thread(target=try_passwords, args=(port, number, end, answers)) for number in range(TRYING)]
    for each in people:
        each.start()
    for each in people:
        each.join()
    print(len(answers), *(f"{answers.count(status)}x{status}" for status in sorted(set(answers))))


if __name__ == "__main__":
    main()
