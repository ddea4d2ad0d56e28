// Keeps an opened ticket on this device, so that it opens in a cellar without a network.

const line = document.querySelector("[data-worker]");

async function keep() {
  await navigator.serviceWorker.register(line.dataset.worker, { scope: "/t/" });
  const { active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => {
    if (data !== "kept") return;
    line.textContent = line.dataset.kept;
    line.hidden = false;
  };
  active.postMessage({ keep: location.href }, [port2]);
}

if ("serviceWorker" in navigator) keep().catch(() => {});
