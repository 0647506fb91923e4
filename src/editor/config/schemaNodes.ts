import schema from '../../../schemas/acr-pull.schema.json' with { type: 'json' };

/** As much of JSON Schema as ours has. */
export interface SchemaNode {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly propertyNames?: SchemaNode;
  readonly additionalProperties?: boolean | SchemaNode;
  readonly items?: SchemaNode;
  readonly required?: readonly string[];
  readonly anyOf?: readonly SchemaNode[];
  readonly $ref?: string;
}

const root: SchemaNode = schema;
const definitions: Readonly<Record<string, SchemaNode>> = schema.definitions;

/** The schema is the one description of the keys; what stands at a path, `-` being an item of a list. */
export function schemaAt(path: readonly string[]): SchemaNode | undefined {
  let node: SchemaNode | undefined = root;
  for (const step of path) node = node && below(node, step);
  return node && resolved(node);
}

function below(node: SchemaNode, step: string): SchemaNode | undefined {
  if (step === '-') {
    const list = [node, ...(node.anyOf ?? [])].find(({ items }) => items);
    return list?.items && resolved(list.items);
  }
  const other = typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined;
  const known = Object.hasOwn(node.properties ?? {}, step) ? node.properties?.[step] : other;
  return known && resolved(known);
}

function resolved(node: SchemaNode): SchemaNode {
  const name = node.$ref?.split('/').at(-1);
  return name === undefined ? node : (definitions[name] ?? node);
}

/** Whether a node is a map, so that keys are written in it. */
export function isMap({ properties, propertyNames }: SchemaNode): boolean {
  return properties !== undefined || propertyNames !== undefined;
}

/** Its keys, each with what it is for. */
export function keysOf(node: SchemaNode): readonly { readonly key: string; readonly node: SchemaNode }[] {
  const names = node.propertyNames && resolved(node.propertyNames).enum;
  if (names) {
    const value = typeof node.additionalProperties === 'object' ? node.additionalProperties : {};
    return names.map(key => ({ key, node: value }));
  }
  return Object.entries(node.properties ?? {}).map(([key, each]) => ({ key, node: resolved(each) }));
}
