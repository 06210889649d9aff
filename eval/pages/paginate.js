// Lays the blocks of #flow out on pages of fixed size, and tells what came to stand where.
// Chromium breaks pages by itself, but knows neither footnotes nor the chapter of a page.
(() => {
  window.placed = null;
  const options = JSON.parse(document.getElementById("options").textContent);
  const flow = document.getElementById("flow");
  const queue = [...flow.children].filter((node) => !node.matches(".note"));
  const notes = new Map();
  for (const note of flow.querySelectorAll(":scope > .note")) {
    const owner = note.dataset.for;
    notes.set(owner, [...(notes.get(owner) || []), note]);
  }
  flow.remove();
  const sheets = [];
  let sheet;

  function part(tag, name, parent) {
    const node = document.createElement(tag);
    node.className = name;
    parent.append(node);
    return node;
  }

  function open() {
    const node = part("section", "sheet", document.body);
    const head = part("header", "", node);
    const main = part("main", "", node);
    const body = part("div", "body", main);
    const side = part("div", "side", main);
    const feet = part("div", "notes", node);
    const foot = part("footer", "", node);
    if (options.late) node.append(head);
    sheet = { node, head, body, side, feet, foot, blocks: [], tables: [], asides: [], notes: [] };
    sheets.push(sheet);
    reserve(sheets.length);
  }

  // The height of head and foot must be known before the text is fitted in between.
  function reserve(number) {
    if (options.bareFirst && number === 1) return;
    const margin = number % 2 ? options.odd : options.even;
    for (const [node, templates] of [[sheet.head, margin.head], [sheet.foot, margin.foot]]) {
      for (const template of templates) {
        const span = part("span", "", node);
        span.dataset.template = template;
        span.textContent = template && "\u00a0";
      }
    }
  }

  const inside = (node) =>
    node.scrollWidth <= node.clientWidth + 1 && node.scrollHeight <= node.clientHeight + 1;
  const fits = () => inside(sheet.body) && inside(sheet.side);

  function attach(block) {
    sheet.body.append(block);
    if (!block.matches(".rest")) sheet.feet.append(...(notes.get(block.dataset.id) || []));
  }

  function detach(block) {
    block.remove();
    for (const note of notes.get(block.dataset.id) || []) note.remove();
  }

  function note(block) {
    const id = Number(block.dataset.id);
    if (!block.matches(".rest")) sheet.blocks.push(id);
    if (block.matches("table")) sheet.tables.push(id);
    if (!block.matches(".rest") && notes.has(block.dataset.id)) sheet.notes.push(id);
  }

  // Keeps the first `length` characters of a copy, or all behind them.
  function cut(block, length, behind) {
    const copy = block.cloneNode(true);
    const walker = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
    let left = length;
    let text = walker.nextNode();
    while (text && left > text.data.length) {
      left -= text.data.length;
      text = walker.nextNode();
    }
    const range = document.createRange();
    const inner = copy.querySelector("li") || copy;
    if (behind) {
      range.setStart(inner, 0);
      range.setEnd(text, left);
    } else {
      range.setStart(text, left);
      range.setEnd(inner, inner.childNodes.length);
    }
    range.deleteContents();
    copy.classList.add(behind ? "rest" : "first");
    if (!behind && block.matches(".rest")) copy.classList.add("rest");
    return copy;
  }

  function places(text) {
    const found = [];
    for (let at = 20; at < text.length - 20; at++) {
      const han = /[\u4e00-\u9fff]/.test(text[at - 1]) && /[\u4e00-\u9fff]/.test(text[at]);
      if (text[at - 1] === " " || han) found.push(at);
    }
    return found;
  }

  // Leaves as much of the block on this page as fits; returns the rest, or null if nothing fits.
  function splitText(block) {
    const found = places(block.textContent);
    let low = -1;
    let high = found.length - 1;
    let kept = null;
    detach(block);
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const first = cut(block, found[middle], false);
      sheet.body.append(first);
      const held = fits();
      first.remove();
      if (held) [low, kept] = [middle, first];
      else high = middle - 1;
    }
    if (!kept) return null;
    if (getComputedStyle(block).textAlign === "justify") kept.style.textAlignLast = "justify";
    sheet.body.append(kept);
    note(kept);
    return cut(block, found[low], true);
  }

  function splitTable(block) {
    const body = block.tBodies[0];
    const rest = block.cloneNode(true);
    rest.classList.add("rest");
    let count = body.rows.length;
    while (count && !fits()) body.rows[--count].remove();
    const cells = (row) => (row ? row.cells.length : 0);
    // A cell that reaches over several rows stays with them.
    while (count && cells(rest.tBodies[0].rows[count]) < cells(rest.tHead.rows[0])) {
      if (rest.tBodies[0].rows[count].cells[0].colSpan > 1) break;
      body.rows[--count].remove();
    }
    if (!count) {
      block.remove();
      body.replaceChildren(...rest.tBodies[0].cloneNode(true).rows);
      return null;
    }
    for (let at = 0; at < count; at++) rest.tBodies[0].rows[0].remove();
    note(block);
    return rest;
  }

  function split(block) {
    if (block.matches("table")) return splitTable(block);
    const plain = block.matches("p, ul, ol, blockquote") && !notes.has(block.dataset.id);
    if (plain && block.textContent.length > 120) return splitText(block);
    detach(block);
    return null;
  }

  // A table that is too wide, or has rows too high for a page, is set smaller.
  function tighten(table) {
    const row = Math.max(...[...table.rows].map((one) => one.offsetHeight));
    const wide = table.offsetWidth > sheet.body.clientWidth + 1;
    if (wide || row > sheet.body.clientHeight / 2) table.classList.add("tight");
  }

  function place(block) {
    attach(block);
    if (!fits() && block.matches("table")) tighten(block);
    if (fits()) return note(block);
    const empty = sheet.body.children.length === 1;
    const rest = split(block);
    if (!rest && empty) throw new Error(`block ${block.dataset.id} is larger than a page`);
    const led = [];
    while (!rest && sheet.body.lastElementChild?.matches("h1, h2, h3, h4, h5, h6")) {
      const heading = sheet.body.lastElementChild;
      if (sheet.body.children.length === 1) break;
      detach(heading);
      sheet.blocks.pop();
      sheet.notes = sheet.notes.filter((id) => id !== Number(heading.dataset.id));
      led.unshift(heading);
    }
    open();
    for (const heading of led) place(heading);
    place(rest || block);
  }

  // A side bar holds what fits; the rest waits for the next page.
  const waiting = [];
  function fillSide() {
    while (waiting.length) {
      sheet.side.append(waiting[0]);
      if (!inside(sheet.side)) return waiting[0].remove();
      sheet.asides.push(Number(waiting.shift().dataset.id));
    }
  }

  // Drops the soft hyphens at which no line breaks: they print nothing, but stay in the PDF.
  function forget(node) {
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    const top = (text, at) => {
      range.setStart(text, at);
      range.setEnd(text, at + 1);
      return range.getBoundingClientRect().top;
    };
    while (walker.nextNode()) {
      const text = walker.currentNode;
      for (let at = text.data.length - 2; at > 0; at--) {
        const unused = text.data[at] === "\u00ad" && top(text, at - 1) === top(text, at + 1);
        if (unused) text.deleteData(at, 1);
      }
    }
  }

  function furnish(number, chapter) {
    const values = { title: options.title, chapter, page: number, pages: sheets.length };
    for (const span of sheet.node.querySelectorAll("[data-template]")) {
      span.textContent = span.dataset.template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
    }
    // Where a line does not hold all its parts, the longest is left out.
    for (const line of [sheet.head, sheet.foot]) {
      while (line.scrollWidth > line.clientWidth + 1) {
        const spans = [...line.children];
        spans.sort((one, other) => other.textContent.length - one.textContent.length);
        spans[0].textContent = "";
      }
    }
    const spans = [...sheet.head.children, ...sheet.foot.children];
    return spans.map((span) => span.textContent).filter(Boolean);
  }

  open();
  for (const block of queue) {
    const before = sheet;
    if (options.side && block.matches("aside")) waiting.push(block);
    else place(block);
    if (waiting.length && (sheet !== before || block.matches("aside"))) fillSide();
  }
  for (let last = -1; waiting.length && last !== waiting.length; ) {
    last = waiting.length;
    open();
    fillSide();
  }
  for (const one of sheets) {
    sheet = one;
    const before = one.body.innerHTML;
    forget(one.body);
    // Lines may break elsewhere without them; where that takes more room, they stay.
    if (!fits()) one.body.innerHTML = before;
  }
  let chapter = "";
  window.placed = sheets.map((one, at) => {
    sheet = one;
    one.node.classList.add(at % 2 ? "even" : "odd");
    const titles = [...one.body.querySelectorAll("[data-chapter]:not(.rest)")];
    const found = furnish(at + 1, titles.length ? titles[0].dataset.chapter : chapter);
    if (titles.length) chapter = titles.at(-1).dataset.chapter;
    if (!fits()) throw new Error(`page ${at + 1} does not hold its text`);
    return { blocks: one.blocks, tables: one.tables, asides: one.asides, notes: one.notes,
      furniture: found };
  });
})();
