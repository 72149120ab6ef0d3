// Support in place; without an answer the form is sent the plain way.
async function cast(form, button) {
  const answer = await fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    headers: { Accept: "application/json" },
  });
  const told = answer.ok && !answer.redirected ? await answer.json() : null;
  if (typeof told?.pressed !== "boolean") throw new Error("no answer");
  button.setAttribute("aria-pressed", String(told.pressed));
  (button.querySelector("[data-label]") || button).textContent = told.label;
  form.elements.support.value = told.value;
  const status = form.querySelector("[role=status]");
  if (status) status.textContent = told.say;
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-vote]")) return;
  event.preventDefault();
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  try {
    await cast(form, form.querySelector("[aria-pressed]"));
    form.ariaBusy = null;
  } catch {
    form.submit();
  }
}, true);
