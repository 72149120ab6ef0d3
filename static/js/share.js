// Hand the page to the phone's own share sheet, or copy its address.
for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share && !navigator.clipboard) continue;
  const status = document.createElement("span");
  status.className = "meta";
  status.setAttribute("role", "status");
  button.after(status);
  button.hidden = false;
  button.addEventListener("click", async () => {
    const url = new URL(button.dataset.url || button.dataset.share || location.href, location.href).href;
    try {
      if (navigator.share) {
        await navigator.share({ title: button.dataset.title || document.title, url });
        return;
      }
      await navigator.clipboard.writeText(url);
      status.textContent = button.dataset.copied || "";
    } catch (error) {
      if (error.name !== "AbortError") status.textContent = url;
    }
  });
}
