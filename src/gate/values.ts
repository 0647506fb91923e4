import path from 'node:path';
import type { PlannedWorld } from '../access/planned/plannedWorld.ts';
import { objectValue, textValue, type Value } from '../model/program.ts';
import { nameFrom } from './files/nodeFiles.ts';
import { Refusal, type Terminal } from './terminal/terminal.ts';

export interface ValueOptions {
  /** Files with values for infrastructure code. */
  readonly values?: readonly string[];
  /** `name=value` for parameters of infrastructure code. */
  readonly set?: readonly string[];
}

/** Values of `name=value`, by name. The later of two counts. */
export function valuesFrom(written: readonly string[]): ReadonlyMap<string, Value> {
  return new Map(
    written.map(each => {
      const [, name, text = ''] = /^([A-Za-z_][\w-]*)=(.*)$/s.exec(each) ?? [];
      if (name === undefined) throw new Refusal(`--set takes name=value, not ${each.replace(/=.*/s, '=…')}`);
      return [name, valueIn(text)];
    }),
  );
}

/** A list, an object, a number or a boolean, if the text is one in JSON. Otherwise the text. */
function valueIn(text: string): Value {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return textValue(text);
  }
  // `007` or `1e3` stay as written, whatever the type of the parameter
  if (typeof parsed === 'number' && String(parsed) !== text) return textValue(text);
  return typeof parsed === 'string' ? textValue(text) : (fromJson(parsed) ?? textValue(text));
}

function fromJson(parsed: unknown): Value | undefined {
  if (typeof parsed === 'string') return textValue(parsed);
  if (parsed === null || typeof parsed === 'number' || typeof parsed === 'boolean')
    return { kind: 'plain', value: parsed };
  if (Array.isArray(parsed))
    return { kind: 'list', items: parsed.flatMap(each => fromJson(each) ?? []), isWhole: true };
  if (typeof parsed !== 'object') return undefined;
  const fields = Object.entries(parsed).flatMap(([key, each]) => {
    const value = fromJson(each);
    return value === undefined ? [] : [[key, value] as const];
  });
  return objectValue(Object.fromEntries(fields));
}

/** A value that no program takes is a mistake: the verdicts would be about other values. */
export function refuseUnused(
  workspaces: readonly { readonly root: string; readonly worlds: readonly PlannedWorld[] }[],
  { values = [], set = [] }: ValueOptions,
  { cwd }: Terminal,
): void {
  const taken = (root: string) => (file: string) => nameFrom(root, path.resolve(cwd, file));
  for (const file of values) {
    const isUsed = workspaces.some(({ worlds, root }) =>
      worlds.some(({ world }) => world.values.includes(taken(root)(file))),
    );
    if (!isUsed) throw new Refusal(`no infrastructure code here takes values from ${file}`);
  }
  for (const name of set.map(each => each.replace(/=.*/s, ''))) {
    const isUsed = workspaces.some(({ worlds }) => worlds.some(({ world }) => world.values.includes(`--set ${name}`)));
    if (!isUsed) throw new Refusal(`no infrastructure code here has a parameter or variable ${name}`);
  }
}
