/* Arrow keys in tables of links: from row to row. Comfort only; everything works without. */
"use strict";

document.addEventListener("keydown", (pressed) => {
  const table = pressed.target instanceof Element && pressed.target.closest("[data-rows]");
  if (!table || pressed.ctrlKey || pressed.altKey || pressed.metaKey) return;
  const links = [...table.querySelectorAll("tbody th a")];
  const here = links.indexOf(pressed.target);
  const there = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: links.length - 1 }[pressed.key];
  if (here < 0 || there === undefined || !links[there]) return;
  pressed.preventDefault();
  links[there].focus();
});
