// Dragging a session to another room and time sends the form that its page has; a refusal is shown in the same words.

const board = () => document.querySelector("[data-timetable]");
let held = null;

function mark(cell) {
  for (const other of document.querySelectorAll(".is-target")) if (other !== cell) other.classList.remove("is-target");
  cell?.classList.add("is-target");
}

// What a form would send: where it is dropped, how long it is, and which version of it was seen.
function move(box, place) {
  const { day = "", at: begins = "", room = "" } = place.dataset;
  const { minutes, version } = box.dataset;
  return new URLSearchParams({ csrf_token: board().dataset.token, day, begins, minutes, room, version });
}

async function send(box, place) {
  const address = place.dataset.at ? box.dataset.place : box.dataset.takeOut;
  board().setAttribute("aria-busy", "true");
  try {
    const page = await read(address, { method: "POST", body: move(box, place) });
    const refused = reasons(page);
    // What is shown may be older than what made the server refuse.
    show(refused ? await read(location.href) : page, box.dataset.session);
    if (refused) refuse(refused, box.dataset.session);
  } catch {
    refuse(board().dataset.unreachable, box.dataset.session);
  }
}

async function read(address, request) {
  const answer = await fetch(address, request);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function show(page, session) {
  board().replaceWith(page.querySelector("[data-timetable]"));
  document.querySelector(".flashes").replaceChildren(...page.querySelectorAll(".flashes > *"));
  for (const part of [".state", ".undo-place"]) document.querySelector(part).replaceWith(page.querySelector(part));
  wayOf(session)?.focus();
}

function wayOf(session) {
  const links = [...document.querySelectorAll(`[data-session="${session}"] .slot-move`)];
  return links.find((link) => link.checkVisibility());
}

// What the page of the form says, without its links into that form.
function reasons(page) {
  const said = [...page.querySelectorAll(".error-summary li")].map((line) => line.textContent);
  if (said.length || page.querySelector("[data-timetable]")) return said.join(" ");
  return page.querySelector("main h1").textContent;
}

function refuse(words, session) {
  board().removeAttribute("aria-busy");
  const line = board().querySelector("[data-answer]");
  line.replaceChildren(words, " ", wayOf(session)?.cloneNode(true) ?? "");
  line.hidden = false;
  line.scrollIntoView({ block: "nearest" });
}

document.addEventListener("dragstart", (event) => {
  held = event.target.closest?.("[data-session]");
  if (!held) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", held.dataset.session);
});

document.addEventListener("dragover", (event) => {
  const place = held && event.target.closest("[data-drop]");
  mark(place);
  if (place) event.preventDefault();
});

document.addEventListener("drop", (event) => {
  const place = held && event.target.closest("[data-drop]");
  if (!place) return;
  event.preventDefault();
  send(held, place);
});

document.addEventListener("dragend", () => {
  mark(null);
  held = null;
});
