// What the portal does beyond htmx. Everything also works without it.
(() => {
  const byId = (id) => document.getElementById(id);
  let path = location.pathname;

  // A pressed button says what is happening and cannot be pressed twice.
  const names = new WeakMap();
  function hold(button) {
    if (!button?.dataset.busy || button.disabled) return;
    names.set(button, [...button.childNodes]);
    button.replaceChildren(button.dataset.busy);
    button.disabled = true;
  }
  function release(button) {
    if (!names.has(button)) return;
    button.replaceChildren(...names.get(button));
    names.delete(button);
    button.disabled = false;
    if (document.activeElement === document.body) button.focus({ preventScroll: true });
  }

  function ask(question, form, button) {
    const dialog = byId("confirm");
    const yes = dialog.querySelector("[value=yes]");
    dialog.querySelector("p").textContent = question;
    yes.textContent = button.textContent;
    yes.className = `btn btn-${button.classList.contains("btn-primary") ? "primary" : "danger"}`;
    dialog.returnValue = "";
    dialog.onclose = () => {
      if (dialog.returnValue !== "yes") return;
      const field = Object.assign(document.createElement("input"), { type: "hidden", name: "confirmed", value: "1" });
      form.append(field);
      form.requestSubmit(button);
      field.remove();
    };
    dialog.showModal();
  }

  // Caught on the way down, before htmx sees it.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter ?? form.querySelector("button");
    const question = button?.dataset.confirm;
    if (question && !form.elements.confirmed) {
      event.preventDefault();
      event.stopImmediatePropagation();
      ask(question, form, button);
      return;
    }
    for (const field of form.querySelectorAll("[data-here]")) field.value = location.pathname + location.search;
    // The browser reads the form after this event: a disabled button's name would be lost.
    if (form.matches("[hx-post], [hx-get]")) return;
    setTimeout(() => hold(button));
    setTimeout(() => release(button), 5000); // a file was saved: the page is still here
  }, true);

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-reveal]");
    if (!button) return;
    const field = document.querySelector(button.dataset.reveal);
    field.type = field.type === "password" ? "text" : "password";
    [button.textContent, button.dataset.other] = [button.dataset.other, button.textContent];
  });

  // A page taken from the browser's memory comes back with its buttons free.
  addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("[data-busy]").forEach(release);
  });

  // Where the tabs do not fit, the open one is in sight.
  function showTab() {
    const tab = document.querySelector(".tabs [aria-current]");
    const row = tab?.closest(".nav");
    if (!row) return;
    const middle = (box) => box.left + box.width / 2;
    row.scrollLeft += middle(tab.getBoundingClientRect()) - middle(row.getBoundingClientRect());
  }
  showTab();

  function say(sentence) {
    const line = Object.assign(document.createElement("p"), { className: "alert notice bad", textContent: sentence });
    byId("flash").replaceChildren(line);
    line.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    // htmx reads the form's address only; in lists the pressed button carries its own.
    const address = ctx.request.submitter?.getAttribute("formaction");
    if (address) ctx.request.action = address;
  });
  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => hold(ctx.request.submitter));
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => release(ctx.request.submitter));
  document.addEventListener("htmx:error", ({ detail: { ctx } }) => ctx && say(document.body.dataset.unreachable));

  // What htmx does not swap: a page that is refused is opened as a page of its own; of a refused form the answer's
  // sentence is shown, and what was typed stays.
  document.addEventListener("htmx:before:swap", (event) => {
    const { swap, request, response, text } = event.detail.ctx;
    if (swap !== "none" || response.status < 400) return;
    event.preventDefault();
    if (request.method === "GET" && response.status < 500) return location.assign(response.raw.url);
    const answer = new DOMParser().parseFromString(text, "text/html");
    const sentences = [...answer.querySelectorAll(".refusal .lead, .refusal .advice")].map((line) => line.textContent);
    say(sentences.join(" ") || document.body.dataset.failed);
  });

  document.addEventListener("htmx:before:history:update", ({ detail: { history: step, sourceElement } }) => {
    const next = new URL(step.path, location.href);
    // Letters typed into a search are one step back, not one each.
    const refined = next.pathname === location.pathname && new URLSearchParams(location.search).get("q");
    if (next.href === location.href || (refined && sourceElement.matches("form"))) step.type = "replace";
  });

  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    const content = byId("content");
    const moved = location.pathname !== path;
    path = location.pathname;
    if (ctx.target !== content) return;
    showTab();
    const here = byId("here")?.dataset.address;
    for (const link of document.querySelectorAll("#menu a")) {
      const isHere = link.getAttribute("href") === here;
      isHere ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
      if (isHere && link.closest("details")) link.closest("details").open = true;
    }
    if (byId("menu")?.matches(":popover-open")) byId("menu").hidePopover();
    const lost = !document.activeElement || document.activeElement === document.body;
    if ((moved || lost) && !content.querySelector("[autofocus]")) {
      content.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
  });
})();
