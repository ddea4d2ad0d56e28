// Questions that depend on an earlier answer appear when that answer is chosen. The server decides again.

const depending = "[data-only-for]";

function settle(root) {
  const chosen = new Set();
  for (const block of root.querySelectorAll(".asked")) {
    const wanted = block.dataset.onlyFor?.split(" ");
    block.hidden = Boolean(wanted) && !wanted.some((option) => chosen.has(option));
    if (block.hidden) continue;
    for (const input of block.querySelectorAll("input:checked")) chosen.add(input.value);
  }
}

const roots = new Set([...document.querySelectorAll(depending)].map((block) => block.closest("form, section")));
for (const root of roots) {
  // Who sees questions come and go need not be told when they do.
  for (const sentence of root.querySelectorAll(".asked-when")) sentence.hidden = true;
  root.addEventListener("change", () => settle(root));
  settle(root);
}
