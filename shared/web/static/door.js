// The list at the door of an activity, with or without a connection. The page works without this
// file; with it each tap is first kept on this phone, shown at once, and sent when that is possible.
// Kept are ids, numbers and times: no name. Each tap has a key of its own, so that sending it twice
// notes it once; the service says of which taps a later one, from another phone, counts instead.
// A phone may be shared: what one person ticked is shown to nobody else, and never sent in another
// name. Each has a shelf of their own; opening the list as another, or signing out, empties it.
"use strict";

(() => {
  const door = document.querySelector("[data-door]");
  if (!door || !window.fetch || !window.localStorage) return;
  const SHELVES = "tuhono-door-", OWN = `${SHELVES}${door.dataset.reader}-`;
  const SHELF = OWN + door.dataset.door;
  const AGAIN_MS = 15000, REFRESH_MS = 20000, GIVE_UP_MS = 10000;
  const one = (query, within = door) => within.querySelector(query);
  const all = (query, within = door) => [...within.querySelectorAll(query)];
  const show = (node, is) => { if (node) node.hidden = !is; };
  const newKey = () => window.crypto.randomUUID ? window.crypto.randomUUID()
    : [...window.crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

  // ---- What is kept on this phone -------------------------------------------------------------
  const on = (shelf) => {
    try { return JSON.parse(localStorage.getItem(shelf)) || []; } catch { return []; }
  };
  const kept = () => on(SHELF);
  const keep = (taps) => {
    if (taps.length) localStorage.setItem(SHELF, JSON.stringify(taps));
    else localStorage.removeItem(SHELF);
  };
  // Shelves from before each had their own say nobody's name: who opens the list first has them.
  const OLD = new RegExp(`^${SHELVES}[0-9a-f-]{36}$`);
  const adoptOld = () => Object.keys(localStorage).filter((key) => OLD.test(key)).forEach((key) => {
    const own = OWN + key.slice(SHELVES.length), taps = [...on(key), ...on(own)];
    if (taps.length) localStorage.setItem(own, JSON.stringify(taps));
    localStorage.removeItem(key);
  });
  const dropOthers = () => Object.keys(localStorage)
    .filter((key) => key.startsWith(SHELVES) && !key.startsWith(OWN))
    .forEach((key) => localStorage.removeItem(key));
  let mayKeep = true;
  try { adoptOld(); dropOthers(); keep(kept()); } catch { mayKeep = false; }  // no room, or a browser that keeps nothing
  if (!mayKeep) return;

  // ---- What the page shows --------------------------------------------------------------------
  const families = all("[data-door-family]");
  const walkIns = one("[data-door-walk-ins]");
  const lines = () => [...families, ...all("[data-door-walk-in]", walkIns)];
  const lineOf = (tap) => lines().find((line) =>
    (line.dataset.kind === tap.kind && line.dataset.target === tap.target_id)
    || (tap.kind === "attendance" && line.dataset.attendance === tap.target_id));
  const amount = (line, name) => Number((one(`input[name=${name}]`, line) || {}).value ?? line.dataset[name]) || 0;

  function paint(line, state) {
    line.dataset.present = state.present ? state.mode : "";
    line.dataset.adults = state.adults;
    line.dataset.children = state.children;
    for (const tag of all("[data-door-mode]", line)) show(tag, tag.dataset.doorMode === line.dataset.present);
    for (const part of all("[data-door-absent]", line)) show(part, !state.present);
    for (const part of all("[data-door-present]", line)) show(part, state.present);
    for (const name of ["adults", "children"]) {
      const box = one(`input[name=${name}]`, line), text = one(`[data-door-${name}]`, line);
      if (box && state.present) box.value = state[name];
      if (text) text.textContent = state[name];
    }
    if (line.matches("[data-door-walk-in]")) show(line, state.present);
  }

  function addLine(tap, name) {
    const line = one("[data-door-blank]").content.firstElementChild.cloneNode(true);
    line.dataset.kind = tap.kind;
    line.dataset.target = tap.target_id;
    if (name) one("[data-door-name]", line).textContent = name;
    one("form", line).removeAttribute("action");
    walkIns.append(line);
    return line;
  }

  // An invited family without a line here stands on another page of the list, and came with no walk-in.
  function paintTap(tap) {
    const isWalkIn = tap.kind === "student" || tap.kind === "stranger";
    const line = lineOf(tap) || (tap.present && isWalkIn ? addLine(tap, nameOf(tap)) : null);
    if (line) paint(line, tap);
    return line;
  }

  function nameOf(tap) {
    const choice = tap.kind === "student" && one(`[data-door-add] option[value="${CSS.escape(tap.target_id)}"]`);
    return choice ? choice.textContent : "";
  }

  // Families that are here and not on this page: of a long list, or without an invitation elsewhere.
  const beyond = {};

  function countLines() {
    const counts = { families: 0, adults: 0, children: 0, "in-person": 0, online: 0, "at-home": 0 };
    for (const line of lines().filter((line) => line.dataset.present)) {
      counts.families += 1;
      counts[line.dataset.present] += 1;
      counts.adults += amount(line, "adults");
      counts.children += amount(line, "children");
    }
    return counts;
  }

  function countUp() {
    const counts = countLines();
    for (const number of all("[data-door-count]")) {
      const name = number.dataset.doorCount;
      number.textContent = counts[name] + (beyond[name] || 0);
    }
  }

  // The service's totals hold for as long as nothing is kept here that it does not know.
  function heedTotals(totals) {
    const counts = countLines();
    for (const name of Object.keys(counts)) beyond[name] = totals[name] - counts[name];
  }

  function say(why) {
    const waiting = kept();
    show(one("[data-door-kept]"), waiting.length > 0);
    show(document.querySelector("[data-door-summary]"), waiting.length === 0);  // older than the taps
    one("[data-door-kept-count]").textContent = new Intl.NumberFormat(document.documentElement.lang).format(waiting.length);
    for (const text of all("[data-door-why]")) show(text, text.dataset.doorWhy === why);
    show(one("[data-door-forget]"), why === "refused");
    for (const line of lines()) show(one("[data-door-waits]", line), waiting.some((tap) => lineOf(tap) === line));
  }

  // ---- Sending --------------------------------------------------------------------------------
  let isSending = false;

  async function ask(path, options = {}) {
    const stop = new AbortController(), timer = setTimeout(() => stop.abort(), GIVE_UP_MS);
    try {
      // When another has signed in meanwhile, the service answers as if nobody were.
      const headers = { Accept: "application/json", "Tuhono-Reader": door.dataset.reader, ...options.headers };
      return await fetch(door.dataset.url + path, { ...options, headers, signal: stop.signal });
    } finally { clearTimeout(timer); }
  }

  function sendable(taps) {
    return taps.map(({ at, ...tap }) => ({ ...tap, seconds_ago: Math.min(1209600, Math.max(0, (Date.now() - at) / 1000)) }));
  }

  async function sendSome(taps) {
    const post = () => ask("/taps", {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": newKey() },
      body: JSON.stringify({ taps: sendable(taps) }),
    });
    const answer = await post();
    if (answer.status !== 401) return answer;
    // A session is renewed by opening a page; when that leads to this one again, all is well.
    const page = await fetch(location.pathname, { headers: { Accept: "text/html" } });
    return page.ok && new URL(page.url).pathname === location.pathname ? post() : answer;
  }

  function whyNot(status) {
    if (status === 401) return "signed-out";
    return [403, 404, 409, 422].includes(status) ? "refused" : "offline";
  }

  async function send() {
    if (isSending) return;
    isSending = true;
    let why = "";
    try {
      while (kept().length && !why) {
        const taps = kept().slice(0, Number(door.dataset.most));
        const answer = await sendSome(taps);
        if (!answer.ok) { why = whyNot(answer.status); break; }
        const state = await answer.json();
        const done = new Set(state.taps.map((tap) => tap.key));
        keep(kept().filter((tap) => !done.has(tap.key)));
        heed(taps, state.taps);
        show(one("[data-door-sent]"), kept().length === 0);
        settle(state);
      }
    } catch { why = "offline"; }
    isSending = false;
    say(why || "offline");
    countUp();
  }

  // What became of the taps that were sent.
  function heed(taps, outcomes) {
    for (const { key, outcome, attendance_id } of outcomes) {
      const line = lineOf(taps.find((tap) => tap.key === key));
      if (line && attendance_id) line.dataset.attendance = attendance_id;
      if (line && outcome === "refused") paint(line, { present: false, mode: "", adults: 1, children: 1 });
    }
    show(one("[data-door-refused]"), outcomes.some(({ outcome }) => outcome === "refused"));
    show(one("[data-door-elsewhere]"), outcomes.some(({ outcome }) => outcome === "older"));
  }

  // The service's word, except where this phone has something newer that is not sent yet.
  function settle(state) {
    const waiting = new Set(kept().map(lineOf));
    const byId = new Map(state.noted.map((noted) => [noted.attendance_id, noted]));
    for (const line of lines()) {
      const noted = byId.get(line.dataset.attendance);
      if (noted && !waiting.has(line)) paint(line, noted);
    }
    document.querySelector("[data-door-summary]").textContent = state.summary;
    if (!kept().length) heedTotals({ ...state, ...state.modes });
    countUp();
  }

  let after = door.dataset.after;

  async function refresh() {
    if (document.hidden || isSending || kept().length) return;
    try {
      const answer = await ask(`/?after=${encodeURIComponent(after)}`);
      if (!answer.ok) return;
      const state = await answer.json();
      after = state.after;
      settle(state);
    } catch { /* no connection: what is shown stays */ }
  }

  // ---- Taps -----------------------------------------------------------------------------------
  function tapped(tap) {
    const taps = [...kept(), { key: newKey(), at: Date.now(), ...tap }];
    keep(taps);
    show(one("[data-door-sent]"), false);
    const line = paintTap(tap);
    countUp();
    say("offline");
    send();
    return line;
  }

  door.addEventListener("submit", (event) => {
    const form = event.target, button = event.submitter;
    if (form.matches("[data-door-codes]")) return findCode(event, form);
    const line = form.closest("[data-door-family], [data-door-walk-in]");
    if (line && button) {
      event.preventDefault();
      const present = button.name === "mode";
      const mode = present ? button.value : line.dataset.present || "in-person";
      tapped({
        kind: line.dataset.kind, target_id: line.dataset.target, present, mode,
        adults: amount(line, "adults"), children: amount(line, "children"),
      });
      const next = all("button", line).find((other) => other.offsetParent);
      if (next) next.focus();
    } else if (form.matches("[data-door-add]")) addWalkIn(event, form);
  });

  function addWalkIn(event, form) {
    const adults = amount(form, "adults"), children = amount(form, "children");
    if (!form.checkValidity() || adults + children === 0) return;  // the service says what is wrong
    event.preventDefault();
    const student = one("select", form).value;
    const who = student ? { kind: "student", target_id: student } : { kind: "stranger", target_id: newKey() };
    tapped({ ...who, present: true, mode: "in-person", adults, children });
    one("select", form).value = "";
  }

  function findCode(event, form) {
    const typed = one("input[name=code]", form).value.toUpperCase().replace(/[^0-9A-Z]/g, "")
      .replace(/O/g, "0").replace(/[IL]/g, "1");
    const found = typed && families.find((line) => line.dataset.code === typed);
    const asked = form.dataset.asked === typed;
    if (!found && asked) return;  // a second time: the service looks beyond this list
    event.preventDefault();
    form.dataset.asked = typed;
    show(one("[data-door-no-code]", form), !found);
    if (!found) return;
    found.scrollIntoView({ block: "center" });
    (all("button", found).find((button) => button.offsetParent) || found).focus();
  }

  const look = one("[data-door-look]");
  if (look) look.addEventListener("input", () => {
    const words = look.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    for (const line of families) {
      const text = line.textContent.toLocaleLowerCase();
      show(line.closest("li"), words.every((word) => text.includes(word)));
    }
  });

  one("[data-door-again]").addEventListener("click", send);
  one("[data-door-forget]").addEventListener("click", () => { keep([]); location.reload(); });
  window.addEventListener("online", send);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) (kept().length ? send() : refresh()); });
  setInterval(() => { if (kept().length) send(); }, AGAIN_MS);
  setInterval(refresh, REFRESH_MS);

  for (const part of all("[data-door-only]")) show(part, true);
  heedTotals(Object.fromEntries(all("[data-door-count]").map((number) => [number.dataset.doorCount, Number(number.textContent)])));
  for (const tap of kept()) paintTap(tap);
  countUp();
  say("offline");
  if (kept().length) send();
})();
