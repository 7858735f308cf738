// Sends requests to this server, and finds out what may be done here. The key is nowhere but in its field.

const NEEDS_KEY = "valid api key must be provided";
const IS_ADDRESS = /^(localhost|\d+(\.\d+){3}|\[[0-9a-fA-F:.]+\])$/;

function keyField() {
  return document.getElementById("key");
}

function addressOf(action) {
  return `${location.origin}/actions/${action}`;
}

/**
 * Send a request; gives the status, the code of an error if there is one, the text of the reply, and the reply.
 * Throws TypeError if nobody answers, and AbortError if it was given up.
 */
async function call(action, json = "{}", signal = undefined) {
  const headers = { "Content-Type": "application/json" };
  // a header is Latin-1, and takes no other letters: in its UTF-8 any key goes through
  const key = keyField().value;
  if (key) headers.Authorization = `Bearer ${String.fromCharCode(...new TextEncoder().encode(key))}`;
  const response = await fetch(addressOf(action), {
    method: "POST", headers, body: json, signal, cache: "no-store", credentials: "omit",
  });
  const text = await response.text();
  const code = response.headers.get("AnkiConnect-Error");
  let reply = null;
  try {
    reply = JSON.parse(text);
  } catch {
    // a refusal has no JSON: the status tells
  }
  return { status: response.status, code, text, reply };
}

/** What may be done here. */
async function findAccess() {
  const version = await call("version");
  if (version.status === 403) return { kind: "untrusted" };
  if (version.reply?.error === NEEDS_KEY) return { kind: keyField().value ? "wrong key" : "key needed" };
  if (version.reply === null || version.reply.error !== null) return { kind: "failed", said: said(version) };
  const asked = await call("apiReflect", JSON.stringify({ scopes: ["rights"] }));
  const rights = asked.reply?.result?.rights ?? [];
  const profile = rights.includes("read") ? (await call("getActiveProfile")).reply?.result : undefined;
  return { kind: "open", rights, profile: typeof profile === "string" ? profile : undefined };
}

/** What a reply says that is no success, in a line. */
function said({ status, reply, text }) {
  return reply?.error ?? (text.trim() || `status ${status}`);
}

/** Why this page may not send requests. */
function whyUntrusted() {
  const here = `http://127.0.0.1${location.port ? `:${location.port}` : ""}/docs`;
  const reason = IS_ADDRESS.test(location.hostname)
    ? `this page was opened at ${location.host}, which is not the port that AnkiConnect itself serves`
    : `this page was opened by a name, ${location.hostname}, and others can make a name lead to your computer`;
  return `Trying does not work here: ${reason}. AnkiConnect trusts its own page only at localhost or at an IP address. ` +
    `On the computer that runs Anki open ${here}. Or allow ${location.origin} in Anki: Tools → AnkiConnect.`;
}
