import { at, fields, items, textOf, type View } from './view.ts';

/** A value with the path that leads to it: `spec.workers[0].image`. */
export interface Found {
  readonly value: View;
  readonly where: string;
}

/**
 * All values at a path. Keys are divided by dots; `[]` stands for every element of a list, `*` for every value of a
 * mapping, `[name=x]` for the elements of that name, `(kind=x)` for a mapping with that field:
 * `spec.templates[].container.image`, `spec.replicaSpecs.*.template`, `spec.tags[].from(kind=DockerImage).name`.
 */
export function find(from: View, path: string): readonly Found[] {
  let found: readonly Found[] = [{ value: from, where: '' }];
  for (const step of stepsOf(path)) found = found.flatMap(each => stepInto(each, step));
  return found;
}

/** Paths come from a table and from a config: the same few again and again. */
const known = new Map<string, readonly string[]>();

function stepsOf(path: string): readonly string[] {
  const steps = known.get(path) ?? path.split(/\.|(?=[[(])/).filter(step => step !== '');
  known.set(path, steps);
  return steps;
}

function stepInto({ value, where }: Found, step: string): readonly Found[] {
  if (step.startsWith('[')) {
    const wanted = /^\[name=(.*)\]$/.exec(step)?.[1];
    return items(value).flatMap((item, index) =>
      item === undefined || (wanted !== undefined && textOf(at(item, 'name')) !== wanted)
        ? []
        : [{ value: item, where: `${where}[${index}]` }],
    );
  }
  const field = /^\((\w+)=(.*)\)$/.exec(step);
  if (field?.[1] !== undefined) return textOf(at(value, field[1])) === field[2] ? [{ value, where }] : [];
  const prefix = where === '' ? '' : `${where}.`;
  if (step === '*') {
    return fields(value).flatMap(({ key, value: below }) =>
      below === undefined ? [] : [{ value: below, where: prefix + key.text }],
    );
  }
  const below = at(value, step);
  return below === undefined ? [] : [{ value: below, where: prefix + step }];
}
