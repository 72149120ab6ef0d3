// Ideas that say nearly the same, shown after a pause in writing; what is typed stays where it is.
const PAUSE = 900, SHORTEST = 20;

function watch(section) {
  const form = section.closest("form");
  const sources = ["title", "problem", "solution"].map((name) => form.elements.namedItem(name)).filter(Boolean);
  let waiting, asked = "", turn = 0;

  const typed = () => sources.map((field) => field.value.trim()).filter(Boolean).join(" ").slice(0, 600);

  const ask = async () => {
    const text = typed();
    if (text.length < SHORTEST || text === asked) return;
    asked = text;
    const mine = ++turn;
    const query = new URLSearchParams({ "noi-dung": text, tru: section.dataset.but });
    section.hidden = false;
    section.textContent = section.dataset.searching;
    try {
      const answer = await fetch(`${section.dataset.alike}?${query}`);
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine === turn) section.replaceChildren(...page.body.childNodes);
    } catch {
      section.hidden = true; // the check page will show them
    }
  };

  form.addEventListener("input", (event) => {
    if (!sources.includes(event.target)) return;
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
}

document.querySelectorAll("[data-alike]").forEach(watch);
