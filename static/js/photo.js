// Photos are made small on the phone, shown, and can be taken out again before sending.
const words = (input, name) => input.dataset[name] || "";
const size = (bytes) => `${Math.max(1, Math.round(bytes / 1024)).toLocaleString(document.documentElement.lang)} KB`;

async function shrink(file, longest) {
  if (!file.type.startsWith("image/") || file.type === "image/svg+xml") return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = longest / Math.max(picture.width, picture.height);
    if (scale >= 1) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.82));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  } catch {
    return file; // a kind this phone cannot read: the server will try
  }
}

function tile(input) {
  const longest = Number(input.dataset.shrink) || 1280;
  const box = input.closest(".photo") || input.parentElement;
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let files = [...input.files];
  let working = null;
  list.className = "thumbs";
  status.className = "meta";
  status.setAttribute("role", "status");
  box.after(list, status);
  box.classList.add("js");

  const keep = () => {
    const carrier = new DataTransfer();
    files.forEach((file) => carrier.items.add(file));
    input.files = carrier.files;
    list.replaceChildren(...files.map(thumb));
  };

  const thumb = (file) => {
    const item = document.createElement("li");
    const text = document.createElement("span");
    const remove = document.createElement("button");
    if (file.type.startsWith("image/")) {
      const image = document.createElement("img");
      image.alt = "";
      image.src = URL.createObjectURL(file);
      image.onload = image.onerror = () => URL.revokeObjectURL(image.src);
      item.append(image);
    }
    text.className = "meta";
    text.textContent = `${file.name} · ${size(file.size)}`;
    remove.type = "button";
    remove.className = "btn alt small";
    remove.textContent = words(input, "remove");
    remove.setAttribute("aria-label", `${words(input, "remove")}: ${file.name}`);
    remove.addEventListener("click", () => {
      files = files.filter((other) => other !== file);
      keep();
      input.focus();
    });
    item.append(text, remove);
    return item;
  };

  input.addEventListener("change", () => {
    const chosen = [...input.files];
    status.textContent = words(input, "working");
    working = Promise.all(chosen.map((file) => shrink(file, longest))).then((small) => {
      files = input.multiple ? [...files, ...small] : small.length ? small : files;
      keep();
      status.textContent = "";
      working = null;
    });
  });

  // Sent before the photos are ready: wait for them, then send.
  input.form?.addEventListener("submit", (event) => {
    if (!working) return;
    event.preventDefault();
    working.then(() => input.form.requestSubmit(event.submitter));
  });
}

document.querySelectorAll("input[type=file][data-shrink]").forEach(tile);
