// A form sent twice within five seconds is sent once.
const sent = new WeakMap();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "get") return;
  if (Date.now() - (sent.get(form) || 0) < 5000) {
    event.preventDefault();
    return;
  }
  sent.set(form, Date.now());
  form.setAttribute("aria-busy", "true");
  setTimeout(() => form.removeAttribute("aria-busy"), 5000);
});

// The back button may bring the page back as it was left.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) {
    sent.delete(form);
    form.removeAttribute("aria-busy");
  }
});

// A page that came back with errors starts at their summary.
document.querySelector(".errors")?.focus();
