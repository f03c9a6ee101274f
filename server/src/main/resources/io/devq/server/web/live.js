// What pages do while they are open: times go on counting, lists refresh, one is asked before things end.
"use strict";

(() => {
  // Times: relative text, and the reader's zone beside UTC on hover.

  const two = (large, unit, small, smaller) => large + " " + unit + (small ? " " + small + " " + smaller : "");

  function length(seconds) {
    if (seconds < 60) return seconds + " s";
    if (seconds < 600) return two(Math.floor(seconds / 60), "min", seconds % 60, "s");
    if (seconds < 3600) return Math.floor(seconds / 60) + " min";
    if (seconds < 86400) return two(Math.floor(seconds / 3600), "h", Math.floor((seconds % 3600) / 60), "min");
    return two(Math.floor(seconds / 86400), "d", Math.floor((seconds % 86400) / 3600), "h");
  }

  function tell(element) {
    const at = new Date(element.dateTime);
    if (Number.isNaN(at.getTime())) return;
    const seconds = Math.round((Date.now() - at.getTime()) / 1000);
    const size = Math.abs(seconds);
    const text = size < 5 ? "now" : seconds < 0 ? "in " + length(size) : length(size) + " ago";
    if (element.textContent !== text) element.textContent = text;
    if (!element.dataset.zoned) {
      element.dataset.zoned = "yes";
      element.title += "\n" + at.toLocaleString(undefined, {dateStyle: "medium", timeStyle: "long"});
    }
  }

  function tellAll() {
    if (!document.hidden) document.querySelectorAll("time[datetime]").forEach(tell);
  }

  // Keys: `g` and a letter go to a page; off while one types, or for good with localStorage.keys = "off".

  let going = false;

  function key(event) {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem("keys") === "off") return;
    if (going) {
      const link = document.querySelector('nav a[data-key="' + CSS.escape(event.key) + '"]');
      if (link) link.click();
    }
    going = event.key === "g" && !going;
  }

  function news(text) {
    const line = document.createElement("p");
    line.textContent = text;
    document.getElementById("news").replaceChildren(line);
  }

  function failed(event) {
    let text = "The server did not answer.";
    try {
      text = JSON.parse(event.detail.xhr.responseText).detail || text;
    } catch (_) {
      // no problem details came
    }
    news(text);
  }

  // Copying: a button beside each id and command, where the browser lets pages write to the clipboard.

  function offerCopies() {
    if (!navigator.clipboard) return;
    document.querySelectorAll("code[data-copy]").forEach(code => {
      if (code.nextElementSibling?.className === "copy") return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = "Copy";
      button.setAttribute("aria-label", "Copy " + code.textContent);
      button.addEventListener("click", () => navigator.clipboard.writeText(code.textContent).then(
        () => { button.textContent = "Copied"; setTimeout(() => { button.textContent = "Copy"; }, 2000); },
        () => news("The browser did not let this page copy.")));
      code.after(" ", button);
    });
  }

  // Asking first: a form with data-ask is sent only after a yes. Without scripts it is sent at once.

  function ask(event) {
    const form = event.target;
    const box = document.getElementById("ask");
    if (!form.dataset.ask || form === box.asks) return;
    event.preventDefault();
    document.getElementById("question").textContent = form.dataset.ask;
    box.returnValue = "no";
    box.onclose = () => {
      if (box.returnValue !== "yes") return;
      box.asks = form;
      form.requestSubmit();
    };
    box.showModal();
  }

  document.addEventListener("submit", ask);

  // Refreshing: parts of pages ask again on the event `poll`, which comes only while somebody looks. What came back the
  // same but for the age of times is left alone, so that nothing moves under the reader's hand.

  const POLL = 2000;

  let seen = "";

  const ageless = html => html.replace(/(<time[^>]*>)[^<]*/g, "$1");

  function poll() {
    if (!document.hidden) document.body.dispatchEvent(new Event("poll"));
  }

  function came(event) {
    const {xhr, target, requestConfig} = event.detail;
    if (xhr.status !== 200) return;
    if (new URL(xhr.responseURL).pathname !== new URL(requestConfig.path, location).pathname) {
      location.reload(); // signed out meanwhile
      event.detail.shouldSwap = false;
      return;
    }
    const text = ageless(xhr.responseText);
    if (target.id === "live" && (seen === text || marked(target))) event.detail.shouldSwap = false;
    else seen = text;
    document.getElementById("news").replaceChildren();
  }

  // Whether the reader is marking text in it, perhaps to copy it.
  const marked = part => !getSelection().isCollapsed && part.contains(getSelection().anchorNode);

  // The focus stays where it was: on what has the same id, or leads to the same place.
  let focused = null;

  function leave(event) {
    const element = document.activeElement;
    const inside = event.detail.target.id === "live" && event.detail.target.contains(element);
    const href = inside && element.getAttribute("href");
    focused = href ? 'a[href="' + CSS.escape(href) + '"]' : inside && element.getAttribute("aria-label")
      ? '[aria-label="' + CSS.escape(element.getAttribute("aria-label")) + '"]' : null;
  }

  function arrive() {
    const element = focused && document.querySelector("#live " + focused);
    if (element) element.focus({preventScroll: true});
    focused = null;
  }

  document.addEventListener("htmx:beforeSwap", came);
  document.addEventListener("htmx:beforeSwap", leave);
  document.addEventListener("htmx:afterSwap", arrive);
  setInterval(poll, POLL);

  document.addEventListener("keydown", key);
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:load", () => { tellAll(); offerCopies(); });
  document.addEventListener("visibilitychange", () => { tellAll(); poll(); });
  tellAll();
  offerCopies();
  setInterval(tellAll, 5000);
})();
