// The form of an action: what is typed in, as a form or as JSON, what is sent, the lines to copy, and the reply.

// When actions delete that do so sometimes; of those that take files, the ones that may replace one
const DELETE_WHEN = {
  setSpecificValueOfCard: (params) => Boolean(params.warning_check),
  storeMediaFile: (params) => params.deleteExisting !== false,
  sync: (params) => (params.onConflict ?? null) !== null,
};

/** Whether a request may delete something: of several in one, whether one of them may. */
function mayDelete(name, params) {
  const action = actions.get(name);
  if (action?.deletes === "always") return true;
  if (action?.deletes === "sometimes") {
    if (DELETE_WHEN[name]) return DELETE_WHEN[name](params ?? {});
    return !typesIn([action.params]).includes("Media") || replaces(params);
  }
  const entries = name === "multi" && Array.isArray(params?.actions) ? params.actions : [];
  return entries.some((one) => mayDelete(one?.action, one?.params));
}

function replaces(value) {
  if (value === null || typeof value !== "object") return false;
  return Object.entries(value).some(([name, one]) => (name === "deleteExisting" && one) || replaces(one));
}

/** A row of buttons of which one is chosen. */
function radios(title, values, chosen, choose) {
  const name = newId();
  const buttons = Object.entries(values).map(([value, text]) => make("label", {}, make("input", {
    type: "radio", name, value, checked: value === chosen,
    onchange: (event) => {
      event.stopPropagation(); // nothing was typed
      choose(value);
    },
  }), text));
  const element = make("fieldset", { class: "choices" }, make("legend", {}, title), ...buttons);
  return {
    element,
    set: (value) => {
      element.querySelector(`input[value="${value}"]`).checked = true;
    },
  };
}

/** What is typed in: gives the text of the body, or throws Mistake. */
class Body {
  constructor(action) {
    this.action = action;
    this.asJson = false;
    this.place = make("div");
    this.mistake = make("p", { class: "mistake", role: "alert", hidden: true });
    this.area = make("textarea", { class: "json", rows: 8, spellcheck: "false", "aria-label": "Parameters as JSON" });
    this.modes = radios("Parameters", { form: "as a form", json: "as JSON" }, "form", (mode) => this.change(mode === "json"));
    this.element = make("div", {}, this.modes.element, this.place, this.mistake);
    this.showForm({});
  }

  showForm(value) {
    const form = members(this.action.params);
    form.write(value);
    this.form = form;
    this.asJson = false;
    this.place.replaceChildren(...(form.elements.length ? form.elements : [make("p", {}, "No parameters.")]));
  }

  showJson(text) {
    this.asJson = true;
    this.area.value = text;
    this.place.replaceChildren(this.area);
  }

  /** Show what is there as JSON, or as a form if it has a place for all of it. */
  change(toJson) {
    this.clear();
    try {
      if (toJson) this.showJson(JSON.stringify(this.form.draft(), null, 2));
      else this.showForm(JSON.parse(this.text()));
    } catch (error) {
      this.modes.set(toJson ? "form" : "json");
      this.show(error instanceof Unfit ? new Mistake(this.area, `The form has no place for ${error.message}.`) : error);
      return;
    }
    changed(this.element);
  }

  /** Show a sample. */
  fill(params) {
    this.clear();
    try {
      this.showForm(params);
      this.modes.set("form");
    } catch (error) {
      if (!(error instanceof Unfit)) throw error;
      this.showJson(JSON.stringify(params, null, 2));
      this.modes.set("json");
    }
    changed(this.element);
  }

  text() {
    if (!this.asJson) return JSON.stringify(this.form.read());
    if (this.area.value.trim() === "") return "{}";
    const value = parsed(this.area, "This");
    if (value === null || typeof value !== "object" || Array.isArray(value)) {
      throw new Mistake(this.area, "This must be an object: { … }");
    }
    return this.area.value.trim();
  }

  /** Say what is wrong, where it is. */
  show(error) {
    if (!(error instanceof Mistake)) throw error;
    this.mistake.textContent = error.message;
    this.mistake.hidden = false;
    error.element.classList.add("invalid");
    error.element.setAttribute("aria-invalid", "true");
    error.element.focus();
  }

  clear() {
    this.mistake.hidden = true;
    for (const one of this.element.querySelectorAll(".invalid")) {
      one.classList.remove("invalid");
      one.removeAttribute("aria-invalid");
    }
  }
}

/** The part of the page that tries an action. */
function trying(action) {
  const body = new Body(action);
  const send = make("button", { class: "main" }, "Try it");
  const cancel = make("button", { type: "button", hidden: true, onclick: () => running?.abort() }, "Give up");
  const reply = new Reply();
  const form = make("form", {}, body.element, samplesOf(action, body), make("div", { class: "buttons" }, send, cancel));
  const lines = new Lines(action, body);
  const disarm = () => {
    send.textContent = "Try it";
    send.classList.remove("armed");
  };
  const edited = () => {
    disarm();
    body.clear();
    lines.refresh();
  };
  form.addEventListener("input", edited);
  form.addEventListener("change", edited);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (running) return;
    let text = "";
    try {
      text = body.text();
    } catch (error) {
      body.show(error);
      return;
    }
    if (mayDelete(action.name, JSON.parse(text)) && !send.classList.contains("armed")) {
      send.classList.add("armed");
      send.textContent = "This may delete something: do it";
      reply.tell("Nothing was sent yet. Press the button once more to send it.");
      return;
    }
    disarm();
    const own = new AbortController();
    running = own;
    cancel.hidden = false;
    reply.tell("Waiting for the reply. Perhaps Anki asks a person there.");
    await reply.show(() => call(action.name, text, own.signal));
    if (running === own) running = null;
    cancel.hidden = true;
  });
  return { elements: [make("h3", {}, "Try it"), form, reply.element, lines.element], lines };
}

function samplesOf(action, body) {
  if (!action.samples.length || !Object.keys(action.params.properties).length) return make("div");
  const buttons = action.samples.map((sample, number) =>
    make("button", { type: "button", onclick: () => body.fill(sample.params) }, `Sample ${number + 1}`));
  return make("div", { class: "buttons", role: "group", "aria-label": "Fill in a sample" }, "Fill in:", ...buttons);
}

/** What came of a request. */
class Reply {
  constructor() {
    this.status = make("p", { role: "status" });
    this.text = make("pre", { tabindex: "0", role: "region", "aria-label": "Reply", hidden: true });
    this.element = make("div", { class: "reply" }, this.status, this.text);
  }

  tell(text, kind = "") {
    this.status.className = kind;
    this.status.textContent = text;
    this.text.hidden = true;
  }

  async show(send) {
    const began = performance.now();
    let got = null;
    try {
      got = await send();
    } catch (error) {
      if (error.name === "AbortError") this.tell("Given up. What had begun in Anki may have been done.");
      else this.tell(`Nobody answers: ${error.message}`, "bad");
      return;
    }
    const took = `${Math.round(performance.now() - began)} ms`;
    if (got.reply === null) this.tell(got.status === 403 ? whyUntrusted() : said(got), "bad");
    else if (got.reply.error !== null) this.tell(`Error (${got.code}), after ${took}: ${got.reply.error}`, "bad");
    else this.tell(`Done, in ${took}.`, "good");
    if (got.reply === null) return;
    const whole = isExact(got.text) ? JSON.stringify(got.reply, null, 2) : got.text;
    const rest = whole.length - MOST_SHOWN;
    this.text.textContent = rest > 0 ? `${whole.slice(0, MOST_SHOWN)}\n… and ${rest} more characters` : whole;
    this.text.hidden = false;
  }
}

/** The lines to copy. */
class Lines {
  constructor(action, body) {
    this.action = action;
    this.body = body;
    this.text = make("pre", { tabindex: "0", role: "region", "aria-label": "Lines to copy" });
    this.note = make("p", { class: "hint", role: "status" });
    const choice = radios("Copy as", LANGUAGES, language, (value) => {
      language = value;
      this.refresh();
    });
    const copy = make("button", { type: "button", onclick: () => this.copy() }, "Copy");
    this.element = make("section", { "aria-label": "Copy" }, make("h3", {}, "Send it from elsewhere"),
      choice.element, this.text, make("div", { class: "buttons" }, copy), this.note);
    this.refresh();
  }

  refresh() {
    const hasKey = keyField().value !== "" || access.kind === "key needed";
    this.note.textContent = hasKey ? `Your key is not in these lines: they take it from the variable ${KEY_VARIABLE}.` : "";
    try {
      this.text.textContent = LINES[language](addressOf(this.action.name), this.body.text(), hasKey);
    } catch (error) {
      if (!(error instanceof Mistake)) throw error;
      this.text.textContent = `(${error.message})`;
    }
  }

  async copy() {
    this.refresh();
    const text = this.text.textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // it is not there for a page of another computer, and may be refused: then what is selected is copied
      getSelection().selectAllChildren(this.text);
      document.execCommand("copy");
    }
    this.note.textContent = "Copied.";
  }
}
