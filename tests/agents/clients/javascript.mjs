// The official client in JavaScript. Its arguments are an address and a key, or --stdio and a command. It does what each
// line on its standard input asks for, and writes what came of it.

import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { join } from "node:path";

const sdk = (part) => import(pathToFileURL(join(process.env.NODE_MODULES, "@modelcontextprotocol/sdk/dist/esm", part)).href);
const { Client } = await sdk("client/index.js");

const client = new Client({ name: "ankiconnect-tests", version: "1.0.0" });
const [address, ...rest] = process.argv.slice(2);
let transport;
if (address === "--stdio") {
  const { StdioClientTransport } = await sdk("client/stdio.js");
  transport = new StdioClientTransport({ command: rest[0], args: rest.slice(1) });
} else {
  const { StreamableHTTPClientTransport } = await sdk("client/streamableHttp.js");
  const headers = rest[0] ? { Authorization: `Bearer ${rest[0]}` } : {};
  transport = new StreamableHTTPClientTransport(new URL(address), { requestInit: { headers } });
}
// the client tells nobody else which version was agreed on
const tell = transport.setProtocolVersion?.bind(transport);
let agreed;
transport.setProtocolVersion = (version) => {
  agreed = version;
  tell?.(version);
};
await client.connect(transport);

const call = (name, args) => client.callTool({ name, arguments: args });

async function perform(order) {
  switch (order.do) {
    case "about":
      await client.ping();
      return {
        version: agreed,
        server: client.getServerVersion().name,
        instructions: client.getInstructions(),
      };
    case "list":
      return (await client.listTools()).tools;
    case "call":
      return call(order.name, order.arguments);
    case "call at once":
      return Promise.all(order.calls.map(([name, args]) => call(name, args)));
    case "resources": {
      const templates = (await client.listResourceTemplates()).resourceTemplates.length;
      return { uris: (await client.listResources()).resources.map((one) => one.uri), templates };
    }
    case "read":
      return (await client.readResource({ uri: order.uri })).contents.map((one) => one.text);
  }
  throw new Error(order.do);
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = { done: await perform(JSON.parse(line)) };
  } catch (error) {
    answer = { failed: `${error.name}: ${error.message}` };
  }
  console.log(JSON.stringify(answer));
}
await client.close();
