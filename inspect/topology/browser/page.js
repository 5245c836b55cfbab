/* global document, window */
"use strict";
(() => {
  const details = JSON.parse(document.getElementById("data").textContent);
  const picture = document.getElementById("picture");
  const svg = picture.querySelector("svg");
  const panel = document.getElementById("details");
  const search = document.getElementById("search");
  const found = document.getElementById("found");
  const items = new Map(Array.from(svg.querySelectorAll("[data-key]"), (element) => [element.dataset.key, element]));
  const links = Array.from(svg.querySelectorAll("[data-network], .group"));
  const size = { width: svg.viewBox.baseVal.width, height: svg.viewBox.baseVal.height };
  const plural = { network: "Networks", service: "Services", node: "Nodes", task: "Tasks", bridge: "Gateway bridges" };
  let zoom = 1;
  let pinned;
  let matches;

  // --- details: values from the swarm are inserted as text, never as markup

  function make(name, text, ...children) {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    element.append(...children);
    return element;
  }

  function listOf(entries) {
    const rows = entries.map(({ key, note }) => {
      const button = make("button", details[key].title, ...(note === "" ? [] : [make("small", note)]));
      button.type = "button";
      button.addEventListener("click", () => pin(key, true));
      button.addEventListener("mouseenter", () => highlight(key));
      button.addEventListener("mouseleave", restore);
      return make("li", undefined, button);
    });
    return make("ul", undefined, ...rows);
  }

  function byKind(entries) {
    return Object.entries(plural).flatMap(([kind, heading]) => {
      const some = entries.filter(({ key }) => details[key]?.kind === kind);
      return some.length === 0 ? [] : [make("h2", `${heading} (${some.length})`), listOf(some)];
    });
  }

  function show(key) {
    const { kind, title, facts, connected } = details[key];
    const rows = facts.flatMap(([name, value]) => [make("dt", name), make("dd", value)]);
    panel.replaceChildren(
      make("h1", title),
      make("p", kind === "bridge" ? "gateway bridge" : kind),
      make("dl", undefined, ...rows),
      ...byKind(connected),
    );
    panel.scrollTop = 0;
  }

  function showList(keys, heading, hint) {
    const entries = keys.map((key) => ({ key, note: details[key].hint }));
    panel.replaceChildren(make("h1", heading), make("p", hint), ...byKind(entries));
    panel.scrollTop = 0;
  }

  // --- highlighting

  function mark(keys, self) {
    svg.classList.add("chosen");
    for (const [key, element] of items) {
      element.classList.toggle("on", keys.has(key));
      element.classList.toggle("self", key === self);
    }
    for (const link of links) link.classList.toggle("on", joins(link, keys, self));
  }

  /** A line or chip is part of a selection if its network and one of its services are; a group only needs a service. */
  function joins(link, keys, self) {
    const { network } = link.dataset;
    if (network !== undefined && (self?.startsWith("node:") || !keys.has(`network:${network}`))) return false;
    const { services } = link.closest("[data-services]").dataset;
    return services.split(" ").some((id) => keys.has(`service:${id}`));
  }

  function highlight(key) {
    mark(new Set([key, ...details[key].connected.map((other) => other.key)]), key);
  }

  function restore() {
    if (pinned !== undefined) highlight(pinned);
    else if (matches !== undefined) mark(new Set(matches));
    else svg.classList.remove("chosen");
  }

  function rest() {
    restore();
    if (pinned !== undefined) show(pinned);
    else if (matches !== undefined) showList(matches, `Search: ${search.value.trim()}`, `${matches.length} found`);
    else {
      const all = Object.keys(details).filter((key) => ["network", "node"].includes(details[key].kind));
      showList(all, document.title, "Point at an item to see its connections; click to keep the selection.");
    }
  }

  function pin(key, scroll) {
    pinned = key;
    rest();
    if (scroll) bring(key);
  }

  /** Scrolls an item into view and enlarges it until its text is readable. */
  function bring(key) {
    if (zoom < 0.75) setZoom(0.9);
    items.get(key)?.scrollIntoView({ block: "center", inline: "center" });
  }

  function keyAt(event) {
    return event.target.closest?.("[data-key]")?.dataset.key;
  }

  svg.addEventListener("mouseover", (event) => {
    const key = keyAt(event);
    if (key === undefined || pinned !== undefined) return;
    highlight(key);
    show(key);
  });
  svg.addEventListener("mouseout", (event) => {
    if (keyAt(event) !== undefined && pinned === undefined) rest();
  });
  svg.addEventListener("click", (event) => {
    if (dragged) return;
    const key = keyAt(event);
    pin(key === pinned ? undefined : key, false);
  });

  // --- search

  function find() {
    const words = search.value
      .trim()
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== "");
    pinned = undefined;
    matches =
      words.length === 0
        ? undefined
        : Object.keys(details).filter((key) => words.every((word) => details[key].search.includes(word)));
    found.value = matches === undefined ? "" : `${matches.length} found`;
    next = 0;
    rest();
  }
  let next = 0;
  search.addEventListener("input", find);
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || matches === undefined || matches.length === 0) return;
    const key = matches[next % matches.length];
    next += 1;
    found.value = `${((next - 1) % matches.length) + 1} of ${matches.length}`;
    bring(key);
    highlight(key);
  });

  // --- zoom and pan

  function setZoom(value, point = { x: picture.clientWidth / 2, y: picture.clientHeight / 2 }) {
    const before = { x: (picture.scrollLeft + point.x) / zoom, y: (picture.scrollTop + point.y) / zoom };
    zoom = Math.min(4, Math.max(0.05, value));
    svg.setAttribute("width", String(size.width * zoom));
    svg.setAttribute("height", String(size.height * zoom));
    // When zoomed out, only the names of networks and nodes are shown, enlarged. Smaller text would be unreadable.
    svg.classList.toggle("far", zoom < 0.5);
    svg.style.setProperty("--far", String(Math.min(3, 0.75 / zoom)));
    picture.scrollLeft = before.x * zoom - point.x;
    picture.scrollTop = before.y * zoom - point.y;
  }

  function fit() {
    setZoom(Math.min(1.25, picture.clientWidth / size.width, picture.clientHeight / size.height));
  }

  const actions = {
    smaller: () => setZoom(zoom / 1.25),
    larger: () => setZoom(zoom * 1.25),
    actual: () => setZoom(1),
    fit,
  };
  for (const [id, action] of Object.entries(actions)) document.getElementById(id).addEventListener("click", action);
  picture.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const frame = picture.getBoundingClientRect();
      setZoom(zoom * Math.exp(-event.deltaY / 400), { x: event.clientX - frame.left, y: event.clientY - frame.top });
    },
    { passive: false },
  );

  let dragged = false;
  picture.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType !== "mouse") return;
    const start = { x: event.clientX, y: event.clientY, left: picture.scrollLeft, top: picture.scrollTop };
    dragged = false;
    const move = (now) => {
      if (!dragged && Math.hypot(now.clientX - start.x, now.clientY - start.y) < 4) return;
      dragged = true;
      picture.classList.add("dragging");
      picture.scrollLeft = start.left - (now.clientX - start.x);
      picture.scrollTop = start.top - (now.clientY - start.y);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener(
      "pointerup",
      () => {
        window.removeEventListener("pointermove", move);
        picture.classList.remove("dragging");
      },
      { once: true },
    );
  });

  window.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      search.value = "";
      find();
      search.blur();
    }
    if (event.target === search || event.ctrlKey || event.metaKey || event.altKey) return;
    const keys = { "/": () => search.focus(), "+": actions.larger, "-": actions.smaller, 1: actions.actual, 0: fit };
    if (keys[event.key] === undefined) return;
    event.preventDefault();
    keys[event.key]();
  });

  // The browser's tooltip would cover the item under the pointer, and the panel shows more.
  for (const element of items.values()) {
    const title = element.querySelector("title");
    element.setAttribute("aria-label", title.textContent);
    title.remove();
  }
  fit();
  rest();
})();
