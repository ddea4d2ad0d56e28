// Answers for opened tickets when there is no network. It keeps those pages alone, and drops one that has ended.

const KEPT = "tickets";
const ENDED = [404, 410];

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

// A ticket is the same whichever language or mark the address carries behind it.
const named = (address) => new URL(address).pathname;
const isTicket = (request) => request.mode === "navigate" && named(request.url).startsWith("/t/");

async function keep(address, answer) {
  const tickets = await caches.open(KEPT);
  if (answer.ok && answer.headers.get("X-Keep") === "ticket") await tickets.put(named(address), answer.clone());
  else if (ENDED.includes(answer.status)) await tickets.delete(named(address));
  return answer;
}

async function open(request) {
  try {
    return await keep(request.url, await fetch(request));
  } catch (fault) {
    const kept = await (await caches.open(KEPT)).match(named(request.url));
    if (kept) return kept;
    throw fault;
  }
}

addEventListener("fetch", (event) => {
  if (isTicket(event.request)) event.respondWith(open(event.request));
});

addEventListener("message", (event) => {
  const { keep: address } = event.data;
  const asked = fetch(address, { credentials: "same-origin" });
  event.waitUntil(asked.then((answer) => keep(address, answer)).then(() => event.ports[0].postMessage("kept")));
});
