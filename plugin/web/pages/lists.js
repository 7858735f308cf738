// Makes the controls of what is made of other values: lists, objects with members, objects with any names.

function removeButton(label, remove) {
  return make("button", { type: "button", "aria-label": `Remove ${label}`, onclick: remove }, "Remove");
}

/** Tell the form that something was added or removed, as if it had been typed. */
function changed(element) {
  element.dispatchEvent(new Event("input", { bubbles: true }));
}

/** The first thing within an element that can be typed into. */
function focusFirst(element) {
  const first = element.matches("input, textarea, select, button")
    ? element
    : element.querySelector("input, textarea, select, button");
  first?.focus();
}

function listControl(items, about) {
  const entries = make("div");
  const controls = [];
  const add = (value) => {
    const label = `${about.label}, entry ${controls.length + 1}`;
    const one = control(items, { label, required: true });
    if (value !== undefined) one.write(value);
    const row = make("div", { class: "entry" }, one.element);
    row.append(removeButton(label, () => {
      controls.splice(controls.indexOf(one), 1);
      row.remove();
      button.focus();
      changed(element);
    }));
    controls.push(one);
    entries.append(row);
    return one;
  };
  const button = make("button", {
    type: "button", id: about.id, "aria-describedby": about.describedBy, "aria-label": `Add an entry: ${about.label}`,
    onclick: () => {
      const one = add();
      focusFirst(one.element);
      changed(element);
    },
  }, "Add an entry");
  const element = make("div", { role: "group", "aria-label": about.label }, entries, button);
  return {
    element,
    read: () => (controls.length === 0 && !about.required ? undefined : controls.map((one) => one.read() ?? null)),
    write: (value) => {
      if (!Array.isArray(value)) throw new Unfit(about.label);
      controls.length = 0;
      entries.replaceChildren();
      for (const one of value) add(one);
    },
  };
}

/** An object whose names are free, such as the fields of a note. */
function mapControl(values, about) {
  const entries = make("div");
  let rows = [];
  const add = (name = "", value = undefined) => {
    const label = `${about.label}, entry ${rows.length + 1}`;
    const key = make("textarea", { rows: 1, "aria-label": `${label}, name`, placeholder: "name", spellcheck: "false" });
    key.value = name;
    const one = control(values, { label: `${label}, value`, required: true });
    if (value !== undefined) one.write(value);
    const row = { key, one };
    const line = make("div", { class: "entry pair" }, key, one.element);
    line.append(removeButton(label, () => {
      rows = rows.filter((other) => other !== row);
      line.remove();
      button.focus();
      changed(element);
    }));
    rows.push(row);
    entries.append(line);
    return key;
  };
  const button = make("button", {
    type: "button", id: about.id, "aria-describedby": about.describedBy, "aria-label": `Add a member: ${about.label}`,
    onclick: () => {
      add().focus();
      changed(element);
    },
  }, "Add a member");
  const element = make("div", { role: "group", "aria-label": about.label }, entries, button);
  return {
    element,
    read: () => {
      if (rows.length === 0 && !about.required) return undefined;
      const read = newObject();
      for (const { key, one } of rows) {
        if (key.value in read) throw new Mistake(key, `${about.label} has ${JSON.stringify(key.value)} twice`);
        read[key.value] = one.read() ?? null;
      }
      return read;
    },
    write: (value) => {
      if (value === null || typeof value !== "object" || Array.isArray(value)) throw new Unfit(about.label);
      rows = [];
      entries.replaceChildren();
      for (const [name, one] of Object.entries(value)) add(name, one);
    },
  };
}

/** An object with members that are known. */
function objectControl(schema, about) {
  if (!about.required) return optionalControl(schema, about);
  const inside = members(schema, about.prefix ?? `${about.label}: `);
  const element = make("fieldset", { "aria-describedby": about.describedBy });
  element.append(make("legend", {}, about.label), ...inside.elements);
  return { element, read: inside.read, write: inside.write };
}

/** An object that need not be there: it is made when it is asked for. */
function optionalControl(schema, about) {
  const place = make("div");
  let inner = null;
  const show = () => {
    inner = objectControl(schema, { ...about, id: undefined, required: true });
    place.replaceChildren(inner.element, removeButton(about.label, () => {
      inner = null;
      place.replaceChildren();
      add.hidden = false;
      add.focus();
      changed(place);
    }));
    add.hidden = true;
  };
  const add = make("button", {
    type: "button", id: about.id, "aria-describedby": about.describedBy, "aria-label": `Add ${about.label}`,
    onclick: () => {
      show();
      focusFirst(inner.element);
      changed(place);
    },
  }, "Add it");
  return {
    element: make("div", {}, add, place),
    read: () => inner?.read(),
    write: (value) => {
      show();
      inner.write(value);
    },
  };
}

/** The members of an object, each with its name and what it is; those first that must be given. */
function members(schema, prefix = "") {
  const required = schema.required ?? [];
  const names = Object.keys(schema.properties).sort((a, b) => required.includes(b) - required.includes(a));
  const controls = new Map();
  const elements = names.map((name) => {
    const [element, one] = field(name, schema.properties[name], required.includes(name), prefix);
    controls.set(name, one);
    return element;
  });
  const collect = (read) => {
    const collected = newObject();
    for (const [name, one] of controls) {
      const value = read(one);
      if (value !== undefined) collected[name] = value;
    }
    return collected;
  };
  return {
    elements,
    read: () => collect((one) => one.read()),
    /** The same, without members that are not filled in as they must be. */
    draft: () => collect((one) => {
      try {
        return one.read();
      } catch (error) {
        if (error instanceof Mistake) return undefined;
        throw error;
      }
    }),
    write: (value) => {
      if (value === null || typeof value !== "object" || Array.isArray(value)) throw new Unfit(prefix || "the body");
      for (const name of Object.keys(value)) if (!controls.has(name)) throw new Unfit(prefix + name);
      for (const [name, one] of controls) {
        if (Object.hasOwn(value, name) && value[name] !== null) one.write(value[name]);
      }
    },
  };
}

/** A member with its name, what it is, and its control. */
function field(name, schema, required, prefix) {
  const id = newId();
  const label = prefix + name;
  const about = { id, label, required, describedBy: `${id}-about`, prefix: `${label}.` };
  const one = control(schema, about);
  const kind = `${inWords(schema)}${required ? ", must be given" : ""}`;
  const isLabelled = one.element.id === id;
  const title = isLabelled ? make("label", { for: id }, name) : make("span", { class: "name" }, name);
  const text = make("span", { class: "kind", id: `${id}-about` }, kind, ...(schema.description ? [": "] : []));
  text.append(...prose(schema.description ?? ""));
  return [make("div", { class: "field" }, title, text, one.element), one];
}
