// Prints the specification's schema.json of each revision, as the official test suite carries them:
// {"2026-07-28": {...}, ...}. Its argument is the file that the suite is built into, where they are object literals.

import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";

const text = readFileSync(process.argv[2], "utf8");

// The end of the literal that begins here
function end(start) {
  let depth = 0;
  let quote = "";
  for (let i = start; i < text.length; i++) {
    const letter = text[i];
    if (quote) {
      if (letter === "\\") i++;
      else if (letter === quote) quote = "";
    } else if ("`'\"".includes(letter)) quote = letter;
    else if (letter === "{") depth++;
    else if (letter === "}" && --depth === 0) return i + 1;
  }
  throw new Error("a literal without an end");
}

const values = {};
for (const found of text.matchAll(/([\w$]+)=(?=\{\$schema:`)/g)) {
  const start = found.index + found[0].length;
  values[found[1]] = runInNewContext(`(${text.slice(start, end(start))})`);
}
// where they are listed by revision, the newest under a name of the suite's own
const [table] = text.match(/\{"2025-03-26":[^{}]*\}/);
const [, newest] = table.match(/\[([\w$]+)\]:/);
console.log(JSON.stringify(runInNewContext(`(${table})`, { ...values, [newest]: "2026-07-28" })));
