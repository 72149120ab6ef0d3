// What is being written is kept: on this phone at once, and with the commune after a pause.
const TEXT = "textarea, input:not([type]), input[type=text], input[type=tel], input[type=email]";

function remember(key, value) {
  try {
    if (value) localStorage.setItem(key, JSON.stringify(value));
    else localStorage.removeItem(key);
  } catch {
    // storage is full or forbidden: the commune still keeps the draft
  }
}

function remembered(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) || {};
  } catch {
    return {};
  }
}

function keep(form) {
  const key = `draft:${form.dataset.draftKey || location.pathname}`;
  const status = form.querySelector("[data-autosave-status]") || document.querySelector("[data-autosave-status]");
  const fields = [...form.querySelectorAll(TEXT)].filter((field) => field.name);
  let soon, later, sending = false, again = false, ended = false;

  const say = (name, time) => {
    const words = status?.dataset[name] || form.dataset[name];
    if (status && words) status.textContent = words.replace("{time}", time || "");
  };

  const note = () => remember(key, Object.fromEntries(fields.map((field) => [field.name, field.value])));

  const restore = () => {
    const old = remembered(key);
    const empty = fields.filter((field) => !field.value && old[field.name]);
    empty.forEach((field) => {
      field.value = old[field.name];
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    if (empty.length) say("restored");
  };

  const save = async () => {
    if (ended) return;
    if (sending) {
      again = true;
      return;
    }
    sending = true;
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body, headers: { Accept: "application/json" } });
      if (answer.status === 409) ended = true; // somebody else saved: sending will show both
      const refused = answer.ok ? null : await answer.json().catch(() => null);
      if (refused?.error && status) {
        status.textContent = refused.error;
        sending = false;
        return;
      }
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      took(await answer.json());
    } catch {
      say("offline");
    }
    sending = false;
    if (again) {
      again = false;
      save();
    }
  };

  const took = (told) => {
    const version = form.elements.namedItem("version");
    if (version && told.version != null) version.value = told.version;
    if (told.url) {
      if (form.action === new URL(form.dataset.autosave, location.href).href) form.action = told.url;
      form.dataset.autosave = told.url;
    }
    if (told.saved) say("saved", told.saved);
  };

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    clearTimeout(soon);
    clearTimeout(later);
    soon = setTimeout(note, 400);
    later = setTimeout(save, 1200);
  });

  document.addEventListener("submit", (event) => {
    if (event.target !== form || event.defaultPrevented) return;
    clearTimeout(soon);
    clearTimeout(later);
    ended = true;
    note(); // until a page says that the commune has it: the answer may be that the server is busy
  });

  addEventListener("pageshow", (event) => { if (event.persisted) ended = false; });
  restore();
}

document.querySelectorAll("form[data-autosave]").forEach(keep);
document.querySelectorAll("[data-drafts-kept]").forEach((page) => {
  for (const key of page.dataset.draftsKept.split(" ")) remember(`draft:${key}`, null);
});
