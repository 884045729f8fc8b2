// Passkeys: the browser signs, the form carries it to the server.
(() => {
  const offered = new AbortController();
  const filled = (form) => form.querySelector("[data-credential]");

  async function sign(form, more) {
    const { passkey: kind, options } = form.dataset;
    const parse = kind === "create" ? "parseCreationOptionsFromJSON" : "parseRequestOptionsFromJSON";
    const publicKey = PublicKeyCredential[parse](JSON.parse(options));
    const credential = await navigator.credentials[kind]({ publicKey, ...more });
    filled(form).value = JSON.stringify(credential);
    form.requestSubmit();
  }

  async function ask(form, button) {
    const line = form.querySelector("p[role=alert]");
    const say = (sentence) => {
      line.textContent = sentence ?? "";
      line.hidden = !sentence;
    };
    const { unable, known, failed } = form.dataset;
    if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return say(unable);
    offered.abort();
    say();
    button.disabled = true;
    try {
      await sign(form);
    } catch (error) {
      say((error.name === "InvalidStateError" && known) || failed);
    }
    button.disabled = false;
  }

  // Caught before the portal's own script, which takes the form on when it is filled.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.passkey || filled(form).value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(form, form.querySelector("button"));
  }, true);

  // A page from the browser's memory has nothing signed in it.
  addEventListener("pageshow", () => {
    for (const field of document.querySelectorAll("[data-credential]")) field.value = "";
  });

  // Browsers that can offer passkeys in the login field do so at once.
  const form = document.querySelector("[data-offer]");
  window.PublicKeyCredential?.isConditionalMediationAvailable?.().then((can) => {
    if (can && form) return sign(form, { mediation: "conditional", signal: offered.signal });
  }).catch(() => {});  // nobody chose one
})();
