// Opens what a citation points at, keeps the newest text in view, and small comforts.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const NARROW = matchMedia("(max-width: 860px)");
  let opener = null; // gets the focus back when the panel closes
  let shown = null; // what the panel shows, and which page of it
  let request = 0; // a slow picture must not replace the one that was asked for after it

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const panel = () => $(".kb-panel");
  const app = () => $("#kb-app"); // Gradio confines our styles to what lies inside its container

  function address(kind) {
    const query = new URLSearchParams();
    const cited = kind === "section" || shown.page === shown.citedPage || shown.quote;
    if (shown.chunk && cited) {
      query.set("chunk", shown.chunk);
      query.set("quote", shown.quote);
    }
    const path = kind === "section" ? "section" : `pages/${shown.page}.png`;
    return `/api/documents/${encodeURIComponent(shown.document)}/${path}?${query}`;
  }

  async function fetched(url) {
    const reply = await fetch(url);
    if (reply.ok) return reply;
    const problem = await reply.json().catch(() => ({ message: reply.statusText }));
    throw new Error(problem.message);
  }

  async function show() {
    const box = panel();
    const view = $(".kb-panel-view", box);
    const turn = ++request;
    const paged = Boolean(shown.page);
    view.replaceChildren(note(box.dataset.loading, "kb-loading"));
    $(".kb-panel-pages", box).hidden = !paged || shown.pages < 2;
    $(".kb-page-of", box).textContent = fill(box.dataset.pageOf, shown);
    $(".kb-page-back", box).disabled = shown.page <= 1;
    $(".kb-page-on", box).disabled = shown.page >= shown.pages;
    try {
      const reply = await fetched(address(paged ? "page" : "section"));
      const content = paged ? await picture(reply, box) : section(await reply.text(), box);
      if (turn !== request) return;
      view.replaceChildren(content);
      view.scrollTop = 0;
      const quoted = view.querySelectorAll(".kb-quoted"); // the head of the table may be among them
      const target = quoted[quoted.length - 1] ?? $("mark, .kb-cited", view);
      target?.scrollIntoView({ block: "center" });
    } catch (error) {
      if (turn === request) view.replaceChildren(note(error.message, "kb-problem"));
    }
  }

  async function picture(reply, box) {
    const image = new Image();
    image.alt = fill(box.dataset.picture, shown);
    image.src = URL.createObjectURL(await reply.blob());
    await image.decode();
    URL.revokeObjectURL(image.src);
    return image;
  }

  function section(html, box) {
    const holder = document.createElement("div");
    holder.setAttribute("aria-label", box.dataset.textOf);
    holder.innerHTML = html; // our own server escaped it
    return holder;
  }

  function note(text, css) {
    const line = document.createElement("p");
    line.className = css;
    line.textContent = text;
    return line;
  }

  // Quoted rows of a table are shown as rows; one row with many cells as a list of its cells.
  function quotation(text) {
    let rows = text.split(/ … |\n/).map((row) => row.split(" | "));
    const [head] = rows;
    if (head.length < 2 || rows.some((row) => row.length !== head.length)) return text;
    const turned = rows.length === 2 && head.length > 4;
    if (turned) rows = head.map((name, column) => [name, rows[1][column]]);
    const table = document.createElement("table");
    rows.forEach((cells, line) => {
      const row = table.insertRow();
      cells.forEach((text, column) => {
        const names = turned ? column === 0 : line === 0 && rows.length > 1;
        const cell = document.createElement(names ? "th" : "td");
        cell.textContent = text;
        row.append(cell);
      });
    });
    return table;
  }

  function open(button) {
    const data = button.dataset;
    const box = panel();
    if (!box) return;
    opener = button;
    const page = Number(data.page) || 0;
    shown = { ...data, page, citedPage: page, pages: Number(data.pages) || 0 };
    $("#kb-panel-title", box).textContent = data.title;
    $(".kb-panel-where", box).textContent = [data.uri, data.place].filter(Boolean).join(" · ");
    $(".kb-panel-mark", box).textContent = data.mark;
    $(".kb-panel-quote", box).hidden = !data.quote;
    $("blockquote", box).replaceChildren(quotation(data.quote));
    document.querySelectorAll(".kb-open").forEach((each) => each.classList.remove("kb-open"));
    button.classList.add("kb-open");
    box.hidden = false;
    $(".kb-veil").hidden = !NARROW.matches;
    app().classList.add("kb-with-panel");
    sidebar(false);
    $("#kb-panel-title", box).focus({ preventScroll: true });
    button.scrollIntoView({ block: "nearest" }); // the text beside the panel breaks anew
    show();
  }

  function close() {
    const box = panel();
    if (!box || box.hidden) return;
    request++;
    box.hidden = true;
    $(".kb-veil").hidden = true;
    app().classList.remove("kb-with-panel");
    document.querySelectorAll(".kb-open").forEach((each) => each.classList.remove("kb-open"));
    if (opener?.isConnected) opener.focus({ preventScroll: true });
  }

  function turnPage(step) {
    shown.page = Math.min(Math.max(shown.page + step, 1), shown.pages);
    show();
  }

  // Zooms at the point that was clicked, or back.
  function zoom(image, event) {
    const view = image.closest(".kb-panel-view");
    const box = image.getBoundingClientRect();
    const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    image.classList.toggle("kb-zoomed");
    view.scrollLeft = x * image.offsetWidth - view.clientWidth / 2;
    view.scrollTop = y * image.offsetHeight - view.clientHeight / 2;
  }

  function sidebar(visible) {
    app().classList.toggle("kb-with-side", visible);
    $(".kb-show-side")?.setAttribute("aria-expanded", String(visible));
  }

  async function copy(button) {
    const { text } = button.dataset;
    const label = button.textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      copyByHand(text); // the clipboard needs https, an office server may have none
    }
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = label), 1600);
  }

  function copyByHand(text) {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }

  const CLICKS = {
    "[data-document]": open,
    ".kb-panel-close, .kb-veil": close,
    ".kb-panel-view img": zoom,
    ".kb-page-back": () => turnPage(-1),
    ".kb-page-on": () => turnPage(1),
    ".kb-copy": copy,
    ".kb-show-side": () => sidebar(true),
    ".kb-hide-side": () => sidebar(false),
    ".kb-dismiss": (button) => button.closest(".kb-upload").remove(),
    "#kb-new": () => { close(); sidebar(false); },
  };

  document.addEventListener("click", (event) => {
    for (const [selector, action] of Object.entries(CLICKS)) {
      const target = event.target.closest(selector);
      if (target) return action(target, event);
    }
  });

  const writing = () => Boolean($(".kb-turn.kb-writing"));

  // A new conversation begins only after the answer that is being written has been put away.
  document.addEventListener("click", (event) => {
    const begin = event.target.closest("#kb-new");
    if (!begin || !writing()) return;
    event.stopPropagation();
    $("#kb-stop").click();
    const waiting = setInterval(() => {
      if (writing()) return;
      clearInterval(waiting);
      begin.click();
    }, 50);
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      close();
      sidebar(false);
    }
    const sending = event.key === "Enter" && !event.shiftKey && event.target.closest("#kb-box");
    // Enter also ends the composition of a Chinese word, and one question is answered at a time.
    if (sending && (event.isComposing || writing())) {
      event.stopPropagation();
      if (!event.isComposing) event.preventDefault();
    }
  }, true);

  document.addEventListener("input", (event) => {
    if (!event.target.matches(".kb-filter")) return;
    const wanted = event.target.value.trim().toLowerCase();
    document.querySelectorAll(".kb-list li").forEach((row) => {
      row.hidden = !row.dataset.searched.includes(wanted);
    });
  });

  // Keeps the newest question at the top of the view and its answer growing below it.
  function follow() {
    const scroll = $("#kb-scroll");
    if (!scroll) return setTimeout(follow, 50);
    let following = true;
    let wasWriting = false;
    for (const kind of ["wheel", "touchmove", "pointerdown", "keydown"]) {
      scroll.addEventListener(kind, () => (following = false), { passive: true });
    }
    new MutationObserver(() => {
      const { lang, product } = panel()?.dataset ?? {};
      if (lang && document.documentElement.lang !== lang) document.documentElement.lang = lang;
      if (product && document.title !== product) document.title = product; // Gradio sets its own late
      const turns = scroll.querySelectorAll(".kb-turn");
      const now = writing();
      if (now && !wasWriting) following = true;
      if (following && turns.length) {
        const top = turns[turns.length - 1].getBoundingClientRect().top;
        scroll.scrollTop += top - scroll.getBoundingClientRect().top;
      }
      wasWriting = now;
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  }
  follow();
})();
