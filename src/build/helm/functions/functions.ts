// All functions that a template of a chart can call, except those that render other templates.

import { byText } from '../../../model/order.ts';
import { printedText, ropeOf } from '../printed.ts';
import { Rope } from '../rope.ts';
import { MAX_VALUE_DEPTH, mapValue, NULL, ropeValue, type TemplateValue, templateText } from '../value.ts';
import { visit } from '../walks.ts';
import { valueOfJson, valueOfYaml, yamlRope } from '../yamlText.ts';
import type { FunctionTable, TemplateFunction } from './call.ts';
import { COLLECTION_FUNCTIONS } from './collections.ts';
import { LOGIC_FUNCTIONS } from './logic.ts';
import { TEXT_FUNCTIONS } from './text.ts';

const toYaml: TemplateFunction = ([value]) => value && ropeValue(yamlRope(value));

/** JSON is written in flow style, with the places of its texts. */
const toJson: TemplateFunction = ([value]) => value && ropeValue(jsonRope(value, 0));

function jsonRope(value: TemplateValue, depth: number): Rope {
  visit();
  if (depth > MAX_VALUE_DEPTH) return Rope.of('null');
  switch (value.kind) {
    case 'text':
      return Rope.join([Rope.of('"'), value.rope.mapKnown(text => JSON.stringify(text).slice(1, -1)), Rope.of('"')]);
    case 'null':
      return Rope.of('null');
    case 'number':
      return Rope.of(String(value.value), value.writers);
    case 'unknown':
    case 'methods':
      return Rope.join([Rope.of('"'), ropeOf(value), Rope.of('"')]);
    case 'list':
      return enclosed(
        '[',
        value.items.map(item => jsonRope(item, depth + 1)),
        ']',
      );
    case 'map': {
      const entries = [...value.entries].sort(byText(([key]) => key));
      const parts = entries.map(([key, each]) =>
        Rope.join([Rope.of(`${JSON.stringify(key)}:`), jsonRope(each, depth + 1)]),
      );
      return enclosed('{', parts, '}');
    }
    default:
      return ropeOf(value);
  }
}

function enclosed(start: string, parts: readonly Rope[], end: string): Rope {
  const all = parts.flatMap((part, index) => (index === 0 ? [part] : [Rope.of(','), part]));
  return Rope.join([Rope.of(start), ...all, Rope.of(end)]);
}

function parsedBy(parse: (rope: Rope) => TemplateValue | undefined): TemplateFunction {
  return ([value]) => {
    if (value === undefined || value.kind === 'unknown') return undefined;
    const rope = ropeOf(value);
    if (rope.isOpen && rope.knownStart === 0) return undefined;
    const parsed = parse(rope) ?? NULL;
    const made = parsed.kind === 'null' ? mapValue() : parsed;
    // a placeholder in place of keys
    return rope.isOpen && hasOpenLine(rope) ? withOpenMaps(made, 0) : made;
  };
}

/** A value whose maps may all have more keys. */
function withOpenMaps(value: TemplateValue, depth: number): TemplateValue {
  visit();
  if (value.kind !== 'map' || depth > MAX_VALUE_DEPTH) return value;
  return mapValue(
    [...value.entries].map(([key, each]) => [key, withOpenMaps(each, depth + 1)] as const),
    true,
  );
}

/** Returns whether a placeholder has a line to itself. */
function hasOpenLine(rope: Rope): boolean {
  return rope.text.split('\n').some(line => /^\{\{ .* \}\}$/.test(line.trim()));
}

const fromYaml = parsedBy(valueOfYaml);
const fromJson = parsedBy(valueOfJson);

const REST: FunctionTable = {
  toYaml,
  toYamlPretty: toYaml,
  mustToYaml: toYaml,
  toJson,
  mustToJson: toJson,
  toRawJson: toJson,
  mustToRawJson: toJson,
  toPrettyJson: toJson,
  mustToPrettyJson: toJson,
  fromYaml,
  fromYamlArray: fromYaml,
  fromJson,
  mustFromJson: fromJson,
  fromJsonArray: fromJson,
  // only templates that insert the result read it
  toToml: () => undefined,
  js: ([value]) => (value === undefined ? undefined : templateText(printedText(value) ?? '', value)),
};

const FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map(
  [TEXT_FUNCTIONS, COLLECTION_FUNCTIONS, LOGIC_FUNCTIONS, REST].flatMap(table => Object.entries(table)),
);

/** Undefined for a function that is not known, such as one that asks the cluster, the clock or chance. */
export function templateFunction(name: string): TemplateFunction | undefined {
  return FUNCTIONS.get(name);
}
