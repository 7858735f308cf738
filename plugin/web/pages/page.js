// The page: the list of actions, the one that is shown, its form, and what came of trying it.

const LANGUAGES = { curl: "curl", python: "Python", javascript: "JavaScript" };
const TIMES = { never: "", sometimes: "Some requests delete something.", always: "It deletes something." };
// Characters: a browser takes seconds to lay out more
const MOST_SHOWN = 200000;

const byId = (id) => document.getElementById(id);

let actions = new Map();
let access = { kind: "unknown" };
let language = "curl";
let running = null; // what gives up the request that is under way
let whenAccessIsKnown = () => {};

// What is running, and who may do what ----------------------------------------------------------

function words(list) {
  return list.length < 2 ? list.join("") : `${list.slice(0, -1).join(", ")} and ${list.at(-1)}`;
}

function showAccess() {
  const texts = {
    unknown: "",
    untrusted: "",
    failed: `Anki answers: ${access.said}`,
    "key needed": "A key is needed: enter it above. The list of actions can be read without one.",
    "wrong key": "This is no key of this Anki. The list of actions can be read without one.",
    gone: "Nobody answers here. Is Anki still running?",
    open: [
      keyField().value ? "" : "No key is needed.",
      access.rights?.length ? `Your rights: ${words(access.rights)}.` : "You have no rights here.",
      access.profile === undefined ? "" : `The profile in Anki is ${access.profile}.`,
    ].filter(Boolean).join(" "),
  };
  byId("state").textContent = texts[access.kind];
  byId("blocked").hidden = byId("ask").hidden = access.kind !== "untrusted";
  byId("blocked").textContent = access.kind === "untrusted" ? whyUntrusted() : "";
}

async function refreshAccess() {
  const key = keyField().value;
  byId("state").textContent = "Asking what may be done here…"; // after wrong keys the answer takes a while
  const found = await findAccess().catch(() => ({ kind: "gone" }));
  if (key !== keyField().value) return; // another key is being tried
  access = found;
  showAccess();
  whenAccessIsKnown();
}

async function askForPermission() {
  byId("state").textContent = "Anki asks the person there now.";
  try {
    await call("requestPermission");
  } catch {
    // refreshAccess() tells that nobody answers
  }
  await refreshAccess();
}

// The list --------------------------------------------------------------------------------------

function listOf() {
  return openapi.tags.map(({ name, description }) => {
    const items = [...actions.values()]
      .filter((one) => one.category === name)
      .sort((a, b) => a.name.toLowerCase().localeCompare(b.name.toLowerCase()))
      .map((one) => make("li", { "data-action": one.name }, make("a", { href: `#${one.name}` }, one.name)));
    return make("section", {}, make("h2", {}, description), make("ul", {}, ...items));
  });
}

/** Show the actions in which all words occur; gives the names of those, those first that are called so. */
function search() {
  const text = byId("search").value.toLowerCase();
  const wanted = text.split(/\s+/).filter(Boolean);
  const found = [...actions.values()].filter((one) => wanted.every((word) => one.searchable.includes(word)));
  const names = new Set(found.map((one) => one.name));
  for (const item of byId("list").querySelectorAll("li")) item.hidden = !names.has(item.dataset.action);
  for (const part of byId("list").querySelectorAll("section")) part.hidden = !part.querySelector("li:not([hidden])");
  byId("found").textContent = names.size === actions.size
    ? `${actions.size} actions`
    : names.size ? `${names.size} of ${actions.size} actions` : "No action has all these words.";
  const called = (name) => name.toLowerCase().includes(wanted.join(""));
  return [...names].sort((a, b) => called(b) - called(a) || a.length - b.length);
}

// The action that is shown ----------------------------------------------------------------------

/** Show the action that the address names. */
function showChosen() {
  const name = location.hash.slice(1);
  const chosen = actions.get(name);
  running?.abort();
  document.body.classList.toggle("chosen", chosen !== undefined);
  for (const link of byId("list").querySelectorAll("a")) {
    if (link.hash === location.hash && chosen) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = chosen ? `${name}, AnkiConnect` : "AnkiConnect";
  if (chosen) show(chosen);
  else if (name) byId("action").replaceChildren(make("p", {}, `There is no action called ${name}.`));
  else byId("action").replaceChildren(...opening.cloneNode(true).childNodes);
}

function show(action) {
  const heading = make("h2", { tabindex: "-1" }, action.name);
  const rights = make("p", { class: "kind" });
  const tellRights = () => {
    const missing = access.kind === "open" ? action.rights.filter((one) => !access.rights.includes(one)) : [];
    const more = Object.entries(action.rightsWith).map(([name, needed]) => ` With ${name} it needs ${words(needed)}, too.`);
    const rightsNeeded = `Needs the right${action.rights.length > 1 ? "s" : ""} ${words(action.rights)}.`;
    const needs = action.rights.length ? rightsNeeded : "Needs no right.";
    const lacking = missing.length ? ` You have not ${words(missing)}.` : "";
    rights.textContent = `${needs}${more.join("")} ${TIMES[action.deletes]}${lacking}`;
  };
  tellRights();
  const { elements, lines } = trying(action);
  whenAccessIsKnown = () => {
    tellRights();
    lines.refresh();
  };
  const about = make("p", {}, ...prose(action.description));
  byId("action").replaceChildren(heading, about, rights, ...elements, ...telling(action));
  heading.focus();
}

/** What the result is, and what the types with a name are made of. */
function telling(action) {
  const told = [make("h3", {}, "Result"), make("p", {}, inWords(action.result))];
  for (const name of typesIn([action.params, action.result])) {
    const type = openapi.components.schemas[name];
    const required = type.required ?? [];
    const rows = Object.entries(type.properties ?? {}).flatMap(([member, schema]) => [
      make("dt", {}, member, " ", make("span", { class: "kind" },
        inWords(schema) + (required.includes(member) ? "" : ", may be missing"))),
      make("dd", {}, ...prose(schema.description ?? "")),
    ]);
    told.push(make("h3", {}, name), make("p", {}, ...prose(type.description ?? "")), make("dl", {}, ...rows));
  }
  return told;
}

addEventListener("hashchange", showChosen);
byId("list").addEventListener("click", (event) => {
  // on a small screen the list is in place of the action: choosing the same one leads back to it
  if (event.target.hash !== location.hash) return;
  document.body.classList.add("chosen");
  byId("action").querySelector("h2").focus();
});
byId("search").addEventListener("input", () => {
  document.body.classList.remove("chosen");
  search();
});
byId("search").addEventListener("keydown", (event) => {
  const [first] = search();
  if (event.key === "Enter" && first) location.hash = first;
});
byId("key").addEventListener("change", refreshAccess);
byId("ask").addEventListener("click", askForPermission);
byId("skip").addEventListener("click", () => byId("action").focus());

const opening = byId("action").cloneNode(true);

async function begin() {
  const response = await fetch("/openapi.json");
  if (!response.ok) throw new Error(`status ${response.status}`);
  setOpenApi(await response.json());
  actions = actionsOf(openapi);
  byId("where").textContent = `AnkiConnect v.6, release ${openapi.info.version}, at ${location.origin}`;
  byId("list").append(...listOf());
  search();
  showChosen();
  await refreshAccess();
}

begin().catch((error) => {
  byId("state").textContent = `The list of actions cannot be read: ${error.message}`;
});
