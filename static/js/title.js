// A title made of the first sentence, until somebody writes their own.
const LONGEST = 80;

function firstSentence(text) {
  const line = text.trim().split(/(?<=[.!?…])\s|\n/)[0].replace(/\s+/g, " ").replace(/[.…]+$/, "");
  if (line.length <= LONGEST) return line;
  const cut = line.slice(0, LONGEST + 1).lastIndexOf(" ");
  return line.slice(0, cut > 20 ? cut : LONGEST).replace(/[\s,;:–-]+$/, "");
}

for (const title of document.querySelectorAll("input[data-title-from]")) {
  const source = document.querySelector(title.dataset.titleFrom);
  if (!source) continue;
  let byHand = title.value !== "" && title.value !== firstSentence(source.value);
  const fill = () => {
    if (!byHand) title.value = firstSentence(source.value);
  };
  source.addEventListener("input", fill);
  title.addEventListener("input", () => { byHand = title.value !== ""; });
  fill();
}
