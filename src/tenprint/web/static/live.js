// Keeps the parts of a page that are marked data-live up to date; without it a page is as of when it was opened.
// It fetches the page's own address, and replaces only what changed; a checkbox stops it.
"use strict";
(function () {
  const SECONDS = 2;
  if (document.querySelector("main [data-live]") === null) return;

  const box = document.createElement("input");
  box.type = "checkbox";
  box.checked = true;
  const label = document.createElement("label");
  label.append(box, " Keep this page up to date");
  const line = document.createElement("p");
  line.className = "keep";
  line.append(label);
  document.querySelector("footer").append(line);

  function refresh(text) {
    const fresh = new DOMParser().parseFromString(text, "text/html");
    for (const old of document.querySelectorAll("[data-live]")) {
      const found = fresh.querySelector('[data-live="' + CSS.escape(old.dataset.live) + '"]');
      if (found === null || found.innerHTML === old.innerHTML) continue;
      if (old.contains(document.activeElement)) continue; // never under the reader's hands
      old.replaceWith(document.adoptNode(found));
    }
  }

  async function look() {
    if (box.checked && !document.hidden) {
      try {
        const answer = await fetch(location.href);
        if (answer.ok) refresh(await answer.text());
      } catch (error) {
        // The server may be gone for a moment; the next look will tell.
      }
    }
    setTimeout(look, SECONDS * 1000);
  }
  setTimeout(look, SECONDS * 1000);
})();
