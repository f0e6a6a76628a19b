// Buttons that copy a text of the page. Without this script the texts are there all the same, to be selected.

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedBySelection(text);
  }
}

// For pages without a clipboard of their own: an address without https, or a browser that forbids it.
function copiedBySelection(text) {
  const before = document.activeElement;
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "unseen";
  area.setAttribute("aria-hidden", "true");
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  before?.focus();
  return done;
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  const text = document.getElementById(button.dataset.copy);
  const status = document.getElementById("copied");
  if (!text || !status) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    status.textContent = "";
    if (await copy(text.textContent.trim())) status.textContent = button.dataset.said;
  });
}
