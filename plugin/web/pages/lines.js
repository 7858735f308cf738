// Writes the lines that send a request from elsewhere: with curl, in Python, in JavaScript. They are right for any text.

// What nobody would see in the lines, or see in another place than it is
const UNSEEN =
  /[\u007f-\u00a0\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb]|\udb40[\udc00-\udfff]/g;
// Numbers that JavaScript would change
const LONG_NUMBER = /\d{16}/;
const TEXTS_IN_JSON = /"[^"\\]*(?:\\.[^"\\]*)*"/g;
// Bytes: a single argument of a program may have 131,072 on Linux
const LONGEST_ARGUMENT = 100000;
const WIDTH = 80;
// The lines name it, so that no key is shown or copied
const KEY_VARIABLE = "ANKICONNECT_API_KEY";

/** JSON in which everything can be seen. */
function seen(json) {
  return json.replace(UNSEEN, (text) =>
    [...Array(text.length).keys()]
      .map((at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, "0")}`)
      .join(""));
}

/** A text as a literal, which JSON, Python and JavaScript write alike. */
function quoted(text) {
  return seen(JSON.stringify(text));
}

function inShell(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

const PYTHON = { null: "None", true: "True", false: "False", step: 4, key: quoted };
// Without brackets it would be no name, but what the object is made from
const JAVASCRIPT = {
  null: "null", true: "true", false: "false", step: 2,
  key: (name) => (name === "__proto__" ? '["__proto__"]' : quoted(name)),
};

/** A value as a literal of a language. */
function literal(value, language, indent) {
  if (value === null || typeof value === "boolean") return language[value];
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return quoted(value);
  const isList = Array.isArray(value);
  const write = (inner) =>
    isList
      ? value.map((one) => literal(one, language, inner))
      : Object.keys(value).map((name) => `${language.key(name)}: ${literal(value[name], language, inner)}`);
  const [opening, closing] = isList ? "[]" : "{}";
  const short = opening + write(indent).join(", ") + closing;
  if (short.length + indent <= WIDTH && !short.includes("\n")) return short;
  const inner = " ".repeat(indent + language.step);
  const parts = write(indent + language.step).map((part) => `${inner}${part},\n`);
  return parts.length ? `${opening}\n${parts.join("")}${" ".repeat(indent)}${closing}` : short;
}

/** Whether JSON, once read by JavaScript, is still the same. */
function isExact(json) {
  return !LONG_NUMBER.test(json.replace(TEXTS_IN_JSON, ""));
}

const LINES = {
  curl(url, json, hasKey) {
    const key = hasKey ? ` -H "Authorization: Bearer $${KEY_VARIABLE}"` : "";
    const start = `curl -sS ${inShell(url)} -H 'Content-Type: application/json'${key}`;
    const sent = seen(json);
    return new TextEncoder().encode(sent).length < LONGEST_ARGUMENT
      ? `${start} --data-raw ${inShell(sent)}`
      : `${start} --data-binary @- <<'END'\n${sent}\nEND`;
  },

  python(url, json, hasKey) {
    const body = isExact(json) ? `json.dumps(${literal(JSON.parse(json), PYTHON, 4)})` : quoted(json);
    const key = hasKey ? `, "Authorization": "Bearer " + os.environ["${KEY_VARIABLE}"]` : "";
    return `import json
${hasKey ? "import os\n" : ""}import urllib.request

request = urllib.request.Request(
    ${quoted(url)},
    ${body}.encode(),
    {"Content-Type": "application/json"${key}},
)
with urllib.request.urlopen(request) as reply:
    print(json.load(reply))`;
  },

  javascript(url, json, hasKey) {
    const body = isExact(json) ? `JSON.stringify(${literal(JSON.parse(json), JAVASCRIPT, 2)})` : quoted(json);
    const key = hasKey ? `, Authorization: \`Bearer \${process.env.${KEY_VARIABLE}}\`` : "";
    return `const reply = await fetch(${quoted(url)}, {
  method: "POST",
  headers: {"Content-Type": "application/json"${key}},
  body: ${body},
});
console.log(await reply.json());`;
  },
};
