import { openScalar } from '../read/source/lift.ts';
import { type Content, MAX_DEPTH, type Mapping, type Node } from '../read/source/tree.ts';
import type { BuildInputs } from './built.ts';
import { withScalars } from './delivery/pieces.ts';
import type { ReleaseValues } from './delivery/sender.ts';
import { pathKeys } from './helm/values.ts';

/**
 * The values of a release for a chart that is not in the tree, later ones over earlier ones. A source that can't be
 * read leaves all earlier values open.
 */
export function mergedValues(values: readonly ReleaseValues[], inputs: BuildInputs): Mapping | undefined {
  let merged: Mapping | undefined;
  for (const each of values) merged = overlaidBy(each, merged, inputs);
  return merged;
}

function overlaidBy(values: ReleaseValues, under: Mapping | undefined, inputs: BuildInputs): Mapping | undefined {
  switch (values.kind) {
    case 'file':
      return overlaid(under, inputs.documents(values.file)?.[0]);
    case 'inline':
      return overlaid(under, values.values);
    case 'set':
      return overlaid(under, nested(pathKeys(values.path), values.value));
    case 'open': {
      const { path, why, place } = values;
      if (path === undefined) return under && opened(under, why);
      const source = { file: place.file, text: inputs.text(place.file) ?? '', origins: [] };
      return overlaid(under, nested(pathKeys(path), openScalar(why, place.span, source)));
    }
  }
}

function opened(values: Mapping, why: string): Mapping {
  const all = withScalars(values, scalar =>
    scalar.source === undefined ? scalar : openScalar(why, scalar.span, scalar.source),
  );
  return all.kind === 'mapping' ? all : values;
}

/** A value at a path, as `--set` takes it: `image.tag`, `imagePullSecrets[0].name`. */
function nested(path: readonly (string | number)[], value: Content): Content {
  const { span, source } = value;
  const from = source === undefined ? { span } : { span, source };
  return path.reduceRight<Content>((inner, key) => {
    if (typeof key === 'number') return { kind: 'list', items: [inner], ...from };
    const name = { kind: 'scalar', text: key, plain: true, ...from } as const;
    return { kind: 'mapping', entries: [{ key: name, value: inner }], ...from };
  }, value);
}

/** Mappings are merged by key. Everything else is replaced. */
function overlaid(under: Mapping | undefined, over: Node | undefined, depth = 0): Mapping | undefined {
  if (over?.kind !== 'mapping') return under;
  if (under === undefined || depth > MAX_DEPTH) return over;
  const entries = new Map(under.entries.map(entry => [entry.key.text, entry]));
  for (const { key, value } of over.entries) {
    const below = entries.get(key.text)?.value;
    const isMerged = below?.kind === 'mapping' && value?.kind === 'mapping';
    entries.set(key.text, { key, value: isMerged ? overlaid(below, value, depth + 1) : value });
  }
  return { ...under, entries: [...entries.values()] };
}
