// Performs the requests of stdin, a line of JSON each, with the TypeScript client, which is compiled beside this file.
import { createInterface } from "node:readline";
import { AnkiConnect, AnkiConnectError } from "./ankiconnect.js";

for await (const line of createInterface({ input: process.stdin })) {
  const { url, action, params } = JSON.parse(line);
  const anki = new AnkiConnect({ url });
  let reply;
  try {
    const result = await anki[action](...(params === undefined ? [] : [params]));
    reply = { result: result ?? null, error: null };
  } catch (error) {
    if (!(error instanceof AnkiConnectError)) throw error;
    reply = { result: null, error: error.message, code: error.code };
  }
  console.log(JSON.stringify(reply));
}
