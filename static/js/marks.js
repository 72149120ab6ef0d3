// Points in one tap, and the sum of them as they are given.
const form = document.querySelector("form[data-autosave]");
const value = (field) => Number(field.value.trim().replace(",", ".")) || 0;
const fields = [...document.querySelectorAll("[data-score] input")];
const total = document.querySelector("[data-total]");

document.querySelectorAll("[data-score]").forEach((card) => {
  const field = card.querySelector("input");
  const picks = card.querySelector(".picks");
  const show = () => picks.querySelectorAll("button").forEach((pick) => {
    pick.setAttribute("aria-pressed", String(field.value !== "" && value(field) === Number(pick.dataset.points.replace(",", "."))));
  });
  picks.hidden = false;
  picks.addEventListener("click", (event) => {
    const pick = event.target.closest("button");
    if (!pick) return;
    field.value = pick.dataset.points;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  field.addEventListener("input", show);
  show();
});

form?.addEventListener("input", () => {
  const sum = fields.reduce((all, field) => all + Math.round(value(field) * 100), 0) / 100;
  total.textContent = String(sum).replace(".", ",");
});
