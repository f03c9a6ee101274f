// What is wrong with the page for its readers, as a list of sentences: structure, names, contrast, width.
(() => {
  const complaints = [];
  const say = (what, element) => complaints.push(what + (element ? ": " + element.outerHTML.slice(0, 200) : ""));
  const all = selector => [...document.querySelectorAll(selector)];
  const shown = element => element.checkVisibility({visibilityProperty: true, opacityProperty: true});

  // Structure.
  if (document.documentElement.lang !== "en") say("no language");
  if (!/^\S.* · DevQ$/.test(document.title)) say("title is " + document.title);
  if (all("main").length !== 1) say("not one main part");
  const headings = all("h1, h2, h3, h4, h5, h6").filter(shown);
  if (headings.filter(heading => heading.tagName === "H1").length !== 1) say("not one h1");
  let level = 0;
  for (const heading of headings) {
    const own = Number(heading.tagName[1]);
    if (own > level + 1) say("heading skips a level", heading);
    if (!heading.innerText.trim()) say("empty heading", heading);
    level = own;
  }
  const ids = new Set();
  for (const element of all("[id]")) {
    if (ids.has(element.id)) say("id twice", element);
    ids.add(element.id);
  }
  all("input:not([type=hidden]), select, textarea")
    .filter(field => !field.labels.length && !field.ariaLabel)
    .forEach(field => say("field without a label", field));
  all("img:not([alt])").forEach(image => say("image without a text", image));
  all("th:not([scope])").forEach(head => say("head of a table without a scope", head));
  all("dl > :not(dt, dd, div)").forEach(child => say("stray part of a list", child));
  all("ul > :not(li), ol > :not(li)").forEach(child => say("stray part of a list", child));

  // Size: nothing leaves the window sideways, and what one clicks is big enough to be met (WCAG 2.5.8).
  const width = document.documentElement.scrollWidth;
  if (width > innerWidth) {
    const wide = all("body *").filter(element => {
      for (let at = element.parentElement; at; at = at.parentElement) {
        if (getComputedStyle(at).overflowX !== "visible") return false;
      }
      return element.getBoundingClientRect().right > innerWidth + 1;
    });
    say("the page is " + width + " px wide", wide[0]);
  }
  all("button, select, input:not([type=hidden]), nav a").filter(shown).forEach(control => {
    const box = control.getBoundingClientRect();
    if (box.width < 24 || box.height < 24) say("too small to click", control);
  });

  // Contrast (WCAG 1.4.3) of every piece of text with what is painted behind it.
  const colour = text => {
    const numbers = text.match(/^rgba?\(([^)]*)\)$/);
    if (!numbers) throw new Error("a colour of another kind: " + text);
    const [red, green, blue, alpha = 1] = numbers[1].split(/[, /]+/).map(Number);
    return {red, green, blue, alpha};
  };
  const over = (front, back) => {
    const mix = part => front[part] * front.alpha + back[part] * (1 - front.alpha);
    return {red: mix("red"), green: mix("green"), blue: mix("blue"), alpha: 1};
  };
  const ground = element => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== "none") throw new Error("an image behind text: " + at.outerHTML.slice(0, 100));
      layers.push(colour(style.backgroundColor));
      if (layers.at(-1).alpha === 1) break;
    }
    return layers.reduceRight((back, front) => over(front, back), {red: 255, green: 255, blue: 255, alpha: 1});
  };
  const opacity = element => element ? Number(getComputedStyle(element).opacity) * opacity(element.parentElement) : 1;
  const light = ({red, green, blue}) => {
    const linear = part => part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4;
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  };
  const contrast = element => {
    const back = ground(element);
    const front = colour(getComputedStyle(element).color);
    const seen = over({...front, alpha: front.alpha * opacity(element)}, back);
    const [more, less] = [light(seen), light(back)].sort((one, other) => other - one);
    return (more + 0.05) / (less + 0.05);
  };
  const judged = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || judged.has(element) || element.closest("script, :disabled")) continue;
    judged.add(element);
    if (shown(element) && contrast(element) < 4.5) say("contrast " + contrast(element).toFixed(2), element);
  }
  all("input, select, textarea").filter(shown).filter(field => contrast(field) < 4.5)
    .forEach(field => say("contrast " + contrast(field).toFixed(2), field));
  if (judged.size < 5) say("hardly any text was found");
  return complaints;
})()
