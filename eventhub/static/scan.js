// A lane with scripts: readings answer at once, with colour, sound and vibration; without a network they are kept on
// this device and sent later. Each has a key of its own, so that sending it twice counts it once.

const box = document.querySelector("[data-scanner]");
const input = box.querySelector("#q");
const part = (name) => box.querySelector(`[data-${name}]`);
const PLACE = `scans:${box.dataset.queue}`;
const AT_ONCE = 50;
const SAME_CODE_MS = 4000;
const RETRY_MS = 5000;

// -- What is kept ---------------------------------------------------------------------------------------------------

const kept = () => JSON.parse(localStorage.getItem(PLACE) ?? "[]");

function keep(readings) {
  localStorage.setItem(PLACE, JSON.stringify(readings));
  const badge = part("pending");
  badge.hidden = !readings.length;
  badge.textContent = readings.length ? box.dataset.waiting + readings.length : "";
}

function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function take(code) {
  const reading = { key: newKey(), code: code.slice(0, 500), at: new Date().toISOString(), to: box.dataset.send };
  keep([...kept(), reading]);
  newest = reading.key;
  send();
}

// -- Sending it -----------------------------------------------------------------------------------------------------

let newest = "";
let sending = false;

async function send() {
  if (sending) return;
  sending = true;
  try {
    while (kept().length && (await sendSome(kept())));
  } catch {
    tellOfNewest({ tone: "warn", word: box.dataset.keptWord, sentence: box.dataset.keptSentence });
  } finally {
    sending = false;
  }
}

// Readings go to the lane that took them; where that way has ended, to the one that is open now.
async function sendSome(all) {
  const { to } = all[0];
  const batch = all.filter((reading) => reading.to === to).slice(0, AT_ONCE);
  const answer = await post(to, batch);
  if (answer.answers) settle(answer);
  const hasEnded = !answer.answers && to !== box.dataset.send;
  if (hasEnded) redirect(batch);
  // Who was signed out is answered with a page instead of answers.
  const isTaken = answer.answers && answer.status < 400;
  const trouble = isTaken || hasEnded ? "" : answer.sentence || box.dataset.refused;
  say(trouble);
  return !trouble;
}

async function post(to, batch) {
  const scans = JSON.stringify(batch.map(({ key, code, at }) => ({ key, code, at })));
  const body = new URLSearchParams({ csrf_token: box.dataset.token, scans });
  const answer = await fetch(to, { method: "POST", body, headers: { Accept: "application/json" } });
  if (answer.status >= 500) throw new Error("the server is busy");
  const told = await answer.json().catch(() => ({}));
  return { ...told, status: answer.status };
}

function redirect(batch) {
  const keys = new Set(batch.map((reading) => reading.key));
  keep(kept().map((reading) => (keys.has(reading.key) ? { ...reading, to: box.dataset.send } : reading)));
}

function settle({ answers, inside }) {
  const codes = new Map(kept().map((reading) => [reading.key, reading.code]));
  const done = new Set(answers.map((one) => one.key));
  keep(kept().filter((reading) => !done.has(reading.key)));
  for (const one of answers) {
    if (one.key === newest) tellOfNewest(one);
    else if (one.outcome === "not_a_ticket") list(codes.get(one.key));
  }
  const counter = document.querySelector("[data-inside]");
  if (counter && inside !== undefined) counter.textContent = inside;
}

function list(code) {
  const line = document.createElement("p");
  line.className = "anywhere";
  line.textContent = code;
  part("unknown-list").hidden = false;
  part("unknown-list").append(line);
}

// -- Telling of it --------------------------------------------------------------------------------------------------

function tellOfNewest(told) {
  const result = document.getElementById("result");
  result.className = `scan-result scan-${told.tone}`;
  result.hidden = false;
  for (const name of ["word", "name", "organisation", "sentence"]) {
    result.querySelector(`[data-part="${name}"]`).textContent = told[name] ?? "";
  }
  const form = document.getElementById("take-back");
  form.hidden = !(told.place && ["let_in", "already"].includes(told.outcome));
  form.elements.place.value = told.place ?? "";
  document.getElementById("found")?.remove();
  signal(told.tone);
}

const NOTES = { good: [[880, 0.12]], warn: [[440, 0.15], [440, 0.15]], bad: [[196, 0.45]] };
const SHAKES = { good: [60], warn: [80, 60, 80], bad: [350] };
let speaker;

function signal(tone) {
  navigator.vibrate?.(SHAKES[tone]);
  speaker ??= new AudioContext();
  speaker.resume();
  let at = speaker.currentTime;
  for (const [pitch, length] of NOTES[tone]) {
    const note = new OscillatorNode(speaker, { frequency: pitch });
    const loudness = new GainNode(speaker, { gain: 0.25 });
    note.connect(loudness).connect(speaker.destination);
    note.start(at);
    note.stop(at + length);
    at += length + 0.06;
  }
}

function say(words) {
  const line = part("trouble");
  line.hidden = !words;
  line.textContent = words;
}

// -- A scanner that types, and a person who does --------------------------------------------------------------------

const isRead = (text) => /^[\x21-\x7e]+$/.test(text) && (text.includes("://") || /^[a-z0-9]{12}-\d+\./.test(text));

box.querySelector(".scan-form").addEventListener("submit", (event) => {
  const typed = input.value.trim();
  event.target.elements.key.value = newKey();
  if (!isRead(typed) && navigator.onLine) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (isRead(typed)) {
    input.value = "";
    take(typed);
  } else say(box.dataset.searchOffline);
}, { capture: true });

// The answers of a lane say why something was refused; they are shown as any other.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if ([400, 409, 410].includes(detail.xhr.status) && detail.xhr.response.includes('id="answers"')) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});
// The counter asks again by itself; only what somebody pressed is worth a word.
const isPressed = (detail) => detail.elt.matches("form");
document.addEventListener("htmx:sendError", ({ detail }) => isPressed(detail) && say(box.dataset.searchOffline));
document.addEventListener("htmx:responseError", ({ detail }) => isPressed(detail) && say(box.dataset.refused));
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id !== "answers") return;
  say("");
  const { tone } = document.getElementById("result").dataset;
  if (tone) signal(tone);
  if (tone) input.value = "";
  input.focus();
});

// -- The camera -----------------------------------------------------------------------------------------------------

const button = part("camera");
let camera;
let seen = { code: "", at: 0 };

// A camera sees the same ticket many times a second; it is read once, and again when it comes back later.
function see(code) {
  const at = performance.now();
  const isSame = code === seen.code && at - seen.at < SAME_CODE_MS;
  seen = { code, at };
  if (!isSame) take(code);
}

// People hold tickets anywhere before the camera, not in a frame in its middle.
function wholePicture({ videoWidth: width, videoHeight: height }) {
  const scale = Math.min(1, 800 / Math.max(width, height));
  return { x: 0, y: 0, width, height, downScaledWidth: width * scale, downScaledHeight: height * scale };
}

async function startCamera() {
  const { default: QrScanner } = await import(box.dataset.library);
  camera = new QrScanner(part("view").querySelector("video"), ({ data }) => see(data), {
    returnDetailedScanResult: true,
    preferredCamera: "environment",
    maxScansPerSecond: 10,
    onDecodeError: () => {},
    calculateScanRegion: wholePicture,
  });
  part("view").hidden = false;
  await camera.start();
}

function stopCamera() {
  camera?.destroy();
  camera = undefined;
  part("view").hidden = true;
}

button.addEventListener("click", async () => {
  const label = button.querySelector("span");
  label.dataset.first ??= label.textContent;
  if (camera) stopCamera();
  else await startCamera().then(() => say(""), () => {
    stopCamera();
    say(box.dataset.noCamera);
  });
  label.textContent = camera ? button.dataset.stop : label.dataset.first;
});

button.hidden = false;
keep(kept());
send();
addEventListener("online", send);
setInterval(() => kept().length && send(), RETRY_MS);
const shown = document.getElementById("result").dataset.tone;
if (shown) navigator.vibrate?.(SHAKES[shown]);
