/** AnkiConnect replied with an error, in one line. */
export class AnkiConnectError extends Error {
  /** Of what kind it is, such as "not_found" (docs/api.md has the list); null if the server does not say. */
  readonly code: string | null;

  constructor(message: string, code: string | null = null) {
    super(message);
    this.name = "AnkiConnectError";
    this.code = code;
  }
}

export interface ConnectionOptions {
  /** Of AnkiConnect; http://127.0.0.1:8765 if not given. */
  url?: string;
  /** If AnkiConnect asks for one. */
  key?: string;
  /** How long an answer may take, in milliseconds; 60,000 if not given. A question to the person takes up to 50,000. */
  timeout?: number;
}

/** A request object, as multi() takes them. */
export interface ActionRequest {
  action: string;
  version: 6;
  params: object;
  key?: string;
}

/** Sends requests. */
export class Connection {
  readonly url: string;
  readonly key: string | undefined;
  readonly timeout: number;

  constructor(options: ConnectionOptions = {}) {
    this.url = options.url ?? "http://127.0.0.1:8765";
    this.key = options.key;
    this.timeout = options.timeout ?? 60_000;
  }

  /** Makes a request object, as multi() takes them. */
  request(action: string, params: object = {}): ActionRequest {
    return { action, version: 6, params };
  }

  /** Performs an action and gives its result; throws AnkiConnectError if the reply is an error. */
  async invoke(action: string, params: object = {}): Promise<any> {
    const sent = this.request(action, params);
    if (this.key !== undefined) sent.key = this.key;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), this.timeout);
    try {
      const response = await fetch(this.url, { method: "POST", body: JSON.stringify(sent), signal: stop.signal });
      const text = await response.text();
      if (!response.ok) {
        throw new AnkiConnectError(`HTTP status ${response.status}${text ? `: ${text.slice(0, 1000).trim()}` : ""}`);
      }
      const reply = JSON.parse(text);
      if (reply.error !== null) throw new AnkiConnectError(reply.error, response.headers.get("AnkiConnect-Error"));
      return reply.result;
    } finally {
      clearTimeout(timer);
    }
  }
}
