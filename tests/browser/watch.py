"""What a browser complains about while a test runs."""

import re

# The content policy speaks in the page; passed on, it is heard with the rest.
PASS_ON = """addEventListener('securitypolicyviolation',
    (event) => console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`))"""


class Watch:
    """Collects errors and warnings of the console, errors of scripts, violations of the policy and answers of 500
    and above; a test names what it expects, the rest fails it.
    """

    def __init__(self):
        self.complaints, self.expected = [], []

    def over(self, context):
        """Listen to all pages of a window."""
        context.add_init_script(PASS_ON)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))
        context.on("response", self._answered)

    def expect(self, *patterns):
        """Complaints that match are part of the test; each must come."""
        self.expected += patterns

    def check(self):
        """Fails for what nobody expected, and for what was expected and did not come."""
        surprises = [text for text in self.complaints if not any(re.search(each, text) for each in self.expected)]
        missed = [each for each in self.expected if not any(re.search(each, text) for text in self.complaints)]
        assert not surprises and not missed, f"unexpected: {surprises}; expected in vain: {missed}"

    def _said(self, message):
        if message.type in ("error", "warning"):
            self.complaints.append(f"console: {message.text} ({message.location['url']})")

    def _answered(self, response):
        if response.status >= 500:
            self.complaints.append(f"answer: {response.status} {response.url}")
