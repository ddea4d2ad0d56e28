// What JavaScript adds to pages that already work without it.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

function enhance(root) {
  root.querySelector(".error-summary")?.focus();
  for (const button of all("[data-copy]", root)) button.hidden = !navigator.clipboard;
  for (const button of all("[data-share]", root)) button.hidden = !navigator.share;
}

// Wide screens get Pretendard; phones keep their own good Hangul font and load nothing.
function loadWideFont() {
  if (!matchMedia("(min-width: 48rem)").matches || navigator.connection?.saveData) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = document.querySelector('meta[name="wide-font"]').content;
  document.head.append(link);
}

function announce(words) {
  const line = document.createElement("p");
  line.className = "visually-hidden";
  line.textContent = words;
  document.querySelector(".flashes")?.append(line);
  setTimeout(() => line.remove(), 3000);
}

async function copy(button) {
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
  relabel(button, button.dataset.done);
  setTimeout(() => relabel(button), 2500);
}

// Without words the button gets its first ones back.
function relabel(button, words) {
  const label = button.querySelector("span");
  if (!label) return;
  label.dataset.first ??= label.textContent;
  label.textContent = words ?? label.dataset.first;
  if (words) announce(words);
}

// aria-disabled instead of disabled: the button keeps the focus and still sends its own value.
function markBusy(form, submitter) {
  form.dataset.sending = "yes";
  if (!submitter) return;
  submitter.setAttribute("aria-disabled", "true");
  relabel(submitter, document.body.dataset.busy);
  setTimeout(free, 15000);
}

function free() {
  for (const form of all("form[data-sending]")) delete form.dataset.sending;
  for (const button of all("button[aria-disabled]")) {
    button.removeAttribute("aria-disabled");
    relabel(button);
  }
}

document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  if (event.target.dataset.sending) event.preventDefault();
  else markBusy(event.target, event.submitter);
});
addEventListener("pageshow", free);
document.addEventListener("htmx:afterRequest", free);
document.addEventListener("htmx:load", (event) => enhance(event.target));

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
  const shared = event.target.closest("[data-share]");
  // Closing the sheet of the device without choosing anybody is no fault.
  if (shared) navigator.share({ title: shared.dataset.title, url: shared.dataset.share }).catch(() => {});
});

// Single letters can be switched off with ?keys=off; this device remembers it.
const wish = new URLSearchParams(location.search).get("keys");
if (wish) localStorage.setItem("keys", wish);
const keys = () => localStorage.getItem("keys") ?? "on";
for (const line of all("[data-keys]")) line.hidden = line.dataset.keys !== keys();

document.addEventListener("keydown", (event) => {
  if (keys() === "off" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  // The place of the key, not its letter: J stays J while the Korean keyboard is on.
  const letter = CSS.escape(event.code.replace("Key", "").toLowerCase());
  document.querySelector(`[data-key="${letter}"]`)?.click();
});

loadWideFont();
enhance(document);
