// Logs of runs, as they are written: server-sent events `log` with {"attempt", "offset", "base64"}, then `end` with
// {"state"}. The browser connects again by itself and says where it had got to. Whatever a log holds reaches the page
// as text only.
"use strict";

(() => {
  const LINES_KEPT = 100000; // the first ones leave; the raw log has them all
  const BLOCK = 500; // lines that are laid out together, and only while they are near
  const LINE_SHOWN = 20000; // characters
  const BUSY = 30; // milliseconds at a time, so that the page answers its reader while a long log comes

  // Colours: of a terminal's escape sequences those that set how text looks are followed, the others are left out.

  const SEQUENCES = /\u001b(?:\[([0-9;]*)([A-Za-z])|\[[^A-Za-z]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[^[\]])/g;
  const UNFINISHED = /\u001b[^A-Za-z]*$/;
  const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g; // the last ones turn text around
  const PLAIN = Object.freeze({colour: "", weight: "", slant: "", line: ""});

  function styled(style, codes) {
    if (/^0*$/.test(codes)) return PLAIN;
    const next = {...style};
    const all = codes.split(";").map(Number);
    for (let at = 0; at < all.length; at++) {
      const code = all[at];
      if (code === 0) Object.assign(next, PLAIN);
      else if (code === 1) next.weight = "bold";
      else if (code === 2) next.colour = "dim";
      else if (code === 3) next.slant = "italic";
      else if (code === 4) next.line = "underline";
      else if (code === 22) { next.weight = ""; if (next.colour === "dim") next.colour = ""; }
      else if (code === 23) next.slant = "";
      else if (code === 24) next.line = "";
      else if (code >= 30 && code <= 37) next.colour = "c" + (code - 30);
      else if (code >= 90 && code <= 97) next.colour = "c" + (code - 82);
      else if (code === 39) next.colour = "";
      else if (code === 38 || code === 48) {
        if (code === 38) next.colour = all[at + 1] === 5 && all[at + 2] < 16 ? "c" + all[at + 2] : "";
        at += all[at + 1] === 5 ? 2 : 4;
      }
    }
    return next;
  }

  // Fills a row's text, and gives the style that the next line begins with.
  function write(span, line, style) {
    const last = line.replace(/\r+$/, "").replace(/^[^]*\r/, ""); // a terminal goes back and writes over it
    const text = last.length > LINE_SHOWN
      ? last.slice(0, LINE_SHOWN) + " … " + (last.length - LINE_SHOWN) + " more characters" : last;
    span.replaceChildren();
    if (style === PLAIN && !text.includes("\u001b")) {
      span.textContent = text.replace(UNSEEN, "");
      return style;
    }
    let at = 0;
    const put = part => {
      const shown = part.replace(UNSEEN, "");
      const classes = Object.values(style).filter(Boolean).join(" ");
      if (!shown) return;
      if (!classes) return span.append(shown);
      const piece = document.createElement("span");
      piece.className = classes;
      piece.textContent = shown;
      span.append(piece);
    };
    for (const sequence of text.matchAll(SEQUENCES)) {
      put(text.slice(at, sequence.index));
      if (sequence[2] === "m") style = styled(style, sequence[1]);
      at = sequence.index + sequence[0].length;
    }
    put(text.slice(at).replace(UNFINISHED, ""));
    return style;
  }

  class Log {
    constructor(box) {
      this.box = box;
      this.head = box.previousElementSibling;
      this.number = 0;
      this.block = null; // takes the next lines
      this.open = null; // the row of a line that has not ended
      this.raw = "";
      this.style = PLAIN;
      this.waiting = []; // pieces of lines that came and are not shown yet
      this.busy = false;
      this.within = false; // a line that has come in part
      this.ended = false;
      this.following = true;
      this.attempt = 0;
      this.decoder = new TextDecoder();
      this.button = this.head.querySelector("[data-log-follow]");
      this.button.addEventListener("click", () => this.follow(!this.following));
      box.addEventListener("scroll", () => this.scrolled());
      addEventListener("hashchange", () => this.point());
      this.listen(new EventSource(box.dataset.log));
    }

    listen(source) {
      source.addEventListener("open", () => this.say("live"));
      source.addEventListener("error", () =>
        this.say(source.readyState === EventSource.CLOSED ? "cannot be read now; load the page again" : "connecting again"));
      source.addEventListener("log", event => this.piece(JSON.parse(event.data)));
      source.addEventListener("end", () => {
        source.close();
        this.ended = true;
        if (!this.busy) this.complete();
      });
    }

    complete() {
      this.say("complete");
      this.button.hidden = true;
      if (!this.number) this.remark("Nothing was written.");
    }

    say(state) {
      this.head.querySelector("[data-log-state]").textContent = state;
    }

    remark(text) {
      this.note ??= document.createElement("p");
      this.note.textContent = text;
      this.box.prepend(this.note);
    }

    follow(on) {
      this.following = on;
      this.button.setAttribute("aria-pressed", String(on));
      if (on) this.box.scrollTop = this.box.scrollHeight;
    }

    scrolled() {
      const atEnd = this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < 40;
      if (atEnd !== this.following) this.follow(atEnd);
    }

    piece({attempt, base64}) {
      if (attempt !== this.attempt) {
        if (this.attempt) this.add((this.within ? "\n" : "") + "— attempt " + attempt + " —\n");
        this.attempt = attempt;
        this.decoder = new TextDecoder();
      }
      const bytes = Uint8Array.from(atob(base64), character => character.charCodeAt(0));
      this.add(this.decoder.decode(bytes, {stream: true}));
    }

    add(text) {
      if (text) this.within = !text.endsWith("\n");
      const parts = text.split("\n");
      parts.forEach((part, index) => {
        const last = index === parts.length - 1;
        if (!last || part !== "") this.waiting.push({part, ends: !last});
      });
      if (!this.busy) this.work();
    }

    // Shows what waits, as much as fits into one go, and comes back for the rest.
    work() {
      const until = performance.now() + (document.hidden ? 30 * BUSY : BUSY);
      let done = 0;
      while (done < this.waiting.length && (done % 50 || performance.now() < until)) this.put(this.waiting[done++]);
      this.waiting.splice(0, done);
      this.trim();
      if (this.following) this.box.scrollTop = this.box.scrollHeight;
      this.busy = this.waiting.length > 0;
      if (this.busy) setTimeout(() => this.work());
      else if (this.ended) this.complete();
    }

    put({part, ends}) {
      if (this.open === null) {
        this.open = this.row();
        this.raw = "";
      }
      if (this.raw.length <= 2 * LINE_SHOWN) this.raw += part; // the rest of so long a line is in the raw log
      const style = write(this.open, this.raw, this.style);
      if (!ends) return;
      this.style = style;
      this.open = null;
    }

    row() {
      if (!this.block || this.block.childElementCount === BLOCK) {
        this.block?.classList.add("full");
        this.block = document.createElement("div");
        this.block.className = "block";
        this.box.append(this.block);
      }
      const row = document.createElement("div");
      const anchor = document.createElement("a");
      const text = document.createElement("span");
      this.number += 1;
      row.className = "row";
      row.id = "L" + this.number;
      anchor.href = "#" + row.id;
      anchor.tabIndex = -1; // thousands of them would be in the keyboard's way
      anchor.textContent = this.number;
      row.append(anchor, text);
      this.block.append(row);
      if (location.hash === anchor.hash) this.point();
      return text;
    }

    // Shows the line that the address names.
    point() {
      this.box.querySelector(".meant")?.classList.remove("meant");
      const row = /^#L\d+$/.test(location.hash) && document.getElementById(location.hash.slice(1));
      if (!row) return;
      row.classList.add("meant");
      this.follow(false);
      requestAnimationFrame(() => row.scrollIntoView({block: "center"}));
    }

    trim() {
      const blocks = this.box.getElementsByClassName("block");
      let left = 0;
      while ((blocks.length - 1) * BLOCK > LINES_KEPT) {
        left = Number(blocks[0].lastElementChild.id.slice(1));
        blocks[0].remove();
      }
      if (left) this.remark("The first " + left + " lines are in the raw log only.");
    }
  }

  document.querySelectorAll("[data-log]").forEach(box => new Log(box));
})();
