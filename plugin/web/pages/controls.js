// Makes what a value is typed into, from its schema. All text is put in as text, never as markup.
//
// A control has an element, and two functions: read() gives the value, undefined if none is given, and throws Mistake;
// write(value) shows one, and throws Unfit if it has no place for it.

class Mistake extends Error {
  constructor(element, message) {
    super(message);
    this.element = element;
  }
}

class Unfit extends Error {}

let lastId = 0;

function newId() {
  lastId += 1;
  return `field${lastId}`;
}

/** An element; texts among the children stay texts. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** A text in which what stands in backticks is code. */
function prose(text) {
  return text.split(/`([^`]+)`/).map((part, number) => (number % 2 ? make("code", {}, part) : part));
}

/** An object of which no name means anything by itself, `__proto__` neither. */
function newObject() {
  return Object.create(null);
}

/**
 * A control for a value.
 *
 * about has: label (for those who cannot see what is beside it), id, required, describedBy.
 */
function control(schema, about) {
  const choices = alternatives(resolved(schema));
  if (choices.length > 1) return choiceControl(choices, about);
  const one = resolved(choices[0] ?? {});
  if (one.anyOf) return control(one, about);
  if ("const" in one) return selectControl([one.const], about);
  if (one.enum) return selectControl(one.enum, about);
  if (one.type === "boolean") return selectControl([true, false], about);
  if (one.type === "string") return textControl(about, one);
  if (one.type === "integer" || one.type === "number") return numberControl(one.type, about, one);
  if (one.type === "array" && one.items && !one.prefixItems) return listControl(one.items, about);
  if (one.type === "object" && one.properties) return objectControl(one, about);
  if (one.type === "object" && one.additionalProperties instanceof Object) {
    return mapControl(one.additionalProperties, about);
  }
  return jsonControl(about);
}

function named(about) {
  return { id: about.id, "aria-label": about.id ? undefined : about.label, "aria-describedby": about.describedBy };
}

function ifNotGiven(schema) {
  return "default" in schema ? `${JSON.stringify(schema.default)} if not given` : undefined;
}

function textControl(about, schema) {
  const element = make("textarea", { ...named(about), rows: 1, spellcheck: "false", placeholder: ifNotGiven(schema) });
  let isGiven = false; // though it is empty
  element.addEventListener("input", () => {
    isGiven = false;
  });
  return {
    element,
    read: () => (element.value === "" && !about.required && !isGiven ? undefined : element.value),
    write: (value) => {
      if (typeof value !== "string") throw new Unfit(about.label);
      element.value = value;
      isGiven = true;
    },
  };
}

function numberControl(type, about, schema) {
  const element = make("input", {
    ...named(about), type: "text", inputmode: type === "integer" ? "numeric" : "decimal", autocomplete: "off",
    placeholder: ifNotGiven(schema),
  });
  const isNumber = type === "integer" ? /^-?\d+$/ : /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
  return {
    element,
    read: () => {
      const text = element.value.trim();
      if (text === "" && !about.required) return undefined;
      if (!isNumber.test(text)) throw new Mistake(element, `${about.label} must be ${KINDS[type]}`);
      if (type === "integer" && !Number.isSafeInteger(Number(text))) {
        throw new Mistake(element, `${about.label} is too large for the form: write it as JSON`);
      }
      return Number(text);
    },
    write: (value) => {
      const isOne = type === "integer" ? Number.isSafeInteger(value) : typeof value === "number";
      if (!isOne) throw new Unfit(about.label);
      element.value = String(value);
    },
  };
}

function selectControl(values, about) {
  const none = about.required ? [] : [make("option", { value: "" }, "not given")];
  const options = values.map((one, number) => make("option", { value: String(number) }, String(one)));
  const element = make("select", named(about), ...none, ...options);
  return {
    element,
    read: () => (element.value === "" ? undefined : values[Number(element.value)]),
    write: (value) => {
      if (!values.includes(value)) throw new Unfit(about.label);
      element.value = String(values.indexOf(value));
    },
  };
}

/** For what has no form of its own. */
function jsonControl(about) {
  const element = make("textarea", { ...named(about), rows: 2, spellcheck: "false", class: "json", placeholder: "JSON" });
  return {
    element,
    read: () => {
      if (element.value.trim() === "") {
        if (!about.required) return undefined;
        throw new Mistake(element, `${about.label} must be given, as JSON`);
      }
      return parsed(element, about.label);
    },
    write: (value) => {
      element.value = JSON.stringify(value, null, 2);
    },
  };
}

/** The value of an element in which JSON stands. */
function parsed(element, label) {
  try {
    return JSON.parse(element.value);
  } catch (error) {
    throw new Mistake(element, `${label} is no JSON: ${error.message}`);
  }
}

/** For a value that may be of several kinds. */
function choiceControl(choices, about) {
  const kind = make("select", { "aria-label": `${about.label}: kind` });
  choices.forEach((one, number) => kind.append(make("option", { value: String(number) }, inWords(one))));
  const place = make("div");
  let chosen = null;
  const choose = () => {
    chosen = control(choices[Number(kind.value)], about);
    place.replaceChildren(chosen.element);
  };
  kind.addEventListener("change", choose);
  choose();
  return {
    element: make("div", {}, kind, place),
    read: () => chosen.read(),
    write: (value) => {
      for (let number = 0; number < choices.length; number += 1) {
        kind.value = String(number);
        choose();
        try {
          chosen.write(value);
          return;
        } catch (error) {
          if (!(error instanceof Unfit)) throw error;
        }
      }
      throw new Unfit(about.label);
    },
  };
}
