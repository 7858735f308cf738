// What openapi.json says of values: looks up its types, and says in words what a value is.

let openapi = null;

function setOpenApi(contents) {
  openapi = contents;
}

function typeName(schema) {
  return schema.$ref.split("/").pop();
}

/** A schema in which no name stands for another one, with what is said beside the name. */
function resolved(schema) {
  if (!schema.$ref) return schema;
  const { $ref, ...beside } = schema;
  return { ...openapi.components.schemas[typeName(schema)], ...beside };
}

function isNull(schema) {
  return schema.type === "null";
}

/** The kinds that a value may be of, without null. */
function alternatives(schema) {
  if (schema.anyOf) return schema.anyOf.filter((one) => !isNull(one));
  if (Array.isArray(schema.type)) return schema.type.filter((one) => one !== "null").map((type) => ({ ...schema, type }));
  return [schema];
}

const KINDS = {
  string: "a text", integer: "an integer", number: "a number", boolean: "true or false", object: "an object",
  array: "a list", null: "null",
};

/** What a value is, as part of a sentence. */
function inWords(schema) {
  if (schema.$ref) return typeName(schema);
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(" or ");
  if (schema.anyOf) return schema.anyOf.map(inWords).join(", or ");
  if (Array.isArray(schema.type)) return schema.type.map((type) => inWords({ ...schema, type })).join(", or ");
  if (schema.prefixItems) return `a list of ${schema.prefixItems.map(inWords).join(", ")}`;
  if (schema.type === "array" && schema.items) return `a list in which each entry is ${inWords(schema.items)}`;
  if (schema.type === "object" && typeof schema.additionalProperties === "object") {
    return `an object in which each value is ${inWords(schema.additionalProperties)}`;
  }
  if (schema.type === "integer" && schema.title) return schema.title;
  return KINDS[schema.type] ?? "anything";
}

/** The names of the types that a schema is made of, each once. */
function typesIn(schema, found = []) {
  if (Array.isArray(schema)) {
    for (const one of schema) typesIn(one, found);
  } else if (schema && typeof schema === "object") {
    if (schema.$ref) {
      const name = typeName(schema);
      if (!found.includes(name)) {
        found.push(name);
        typesIn(openapi.components.schemas[name], found);
      }
    }
    for (const [key, value] of Object.entries(schema)) {
      if (key !== "$ref" && key !== "default") typesIn(value, found);
    }
  }
  return found;
}

/** The actions, by name. */
function actionsOf(contents) {
  return new Map(Object.values(contents.paths).map((path) => [path.post.operationId, new Action(path.post)]));
}

class Action {
  constructor(operation) {
    this.name = operation.operationId;
    this.category = operation.tags[0];
    this.description = operation.description;
    this.rights = operation["x-rights"];
    this.rightsWith = operation["x-rights-with"] ?? {};
    this.deletes = operation["x-deletes"];
    const sent = operation.requestBody.content["application/json"];
    const answered = operation.responses["200"].content["application/json"];
    this.params = sent.schema;
    this.result = answered.schema.properties.result;
    this.samples = Object.entries(sent.examples ?? {}).map(([name, { value }]) => ({
      params: value,
      reply: answered.examples[name].value,
    }));
  }

  /** All words by which it is looked for, in small letters. */
  get searchable() {
    this.words ??= this.collectWords();
    return this.words;
  }

  collectWords() {
    const words = [this.name, this.category, this.description];
    const members = (schema) => {
      for (const [name, one] of Object.entries(schema.properties ?? {})) words.push(name, one.description ?? "");
    };
    members(this.params);
    for (const name of typesIn([this.params, this.result])) members(openapi.components.schemas[name]);
    return words.join(" ").toLowerCase();
  }
}
