// What the keyboard can reach, and where it is now. Made once a page, asked after every press of Tab.
(() => {
  const reachable = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  const visited = new Set();
  const named = element => element.outerHTML.slice(0, 160);
  const due = () => [...document.querySelectorAll(reachable)]
    .filter(element => element.tabIndex >= 0 && !element.disabled && element.checkVisibility());
  window.keyboard = {
    // The element that has the focus, in words; the empty text when the walk is over.
    at() {
      const element = document.activeElement;
      if (element === document.body || visited.has(element)) return "";
      visited.add(element);
      return named(element);
    },
    // What is wrong with how the element shows that it has the focus.
    unseen() {
      const element = document.activeElement;
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return "no outline on " + named(element);
      if (box.bottom <= 0 || box.right <= 0 || box.top >= innerHeight || box.left >= innerWidth)
        return "out of sight: " + named(element);
      return "";
    },
    missed: () => due().filter(element => !visited.has(element)).map(named),
  };
})()
