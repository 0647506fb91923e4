import type { Content, Mapping } from '../read/source/tree.ts';
import type { Inputs } from './built.ts';
import type { ReleaseValues } from './delivery/sender.ts';

/** Deeper than any values go. */
const MAX_DEPTH = 100;

/** The values of a release for a chart that is not in the tree, later ones over earlier ones. Open ones leave no trace. */
export function mergedValues(values: readonly ReleaseValues[], inputs: Inputs): Mapping | undefined {
  let merged: Mapping | undefined;
  for (const each of values) {
    for (const content of contentsOf(each, inputs)) {
      if (content.kind === 'mapping') merged = merged === undefined ? content : overlaid(merged, content, 0);
    }
  }
  return merged;
}

function contentsOf(values: ReleaseValues, inputs: Inputs): readonly Content[] {
  switch (values.kind) {
    case 'file':
      return inputs.documents(values.file)?.slice(0, 1) ?? [];
    case 'inline':
      return [values.values];
    case 'set':
      return [nested(values.path.split('.'), values.value)];
    case 'open':
      return [];
  }
}

function nested(path: readonly string[], value: Content): Content {
  return path.reduceRight<Content>((inner, text) => {
    const key = { kind: 'scalar', text, span: value.span, plain: true } as const;
    return { kind: 'mapping', entries: [{ key, value: inner }], span: value.span };
  }, value);
}

/** Mappings are merged by key; everything else is replaced. */
function overlaid(under: Mapping, over: Mapping, depth: number): Mapping {
  const entries = new Map(under.entries.map(entry => [entry.key.text, entry]));
  for (const entry of over.entries) {
    const below = entries.get(entry.key.text)?.value;
    const isMerged = below?.kind === 'mapping' && entry.value?.kind === 'mapping' && depth < MAX_DEPTH;
    const value = isMerged ? overlaid(below, entry.value, depth + 1) : entry.value;
    entries.set(entry.key.text, { key: entry.key, value });
  }
  return { ...under, entries: [...entries.values()] };
}
