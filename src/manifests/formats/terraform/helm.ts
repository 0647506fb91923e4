import { readChartValues } from '../../helm/chartValues.ts';
import type { Images } from '../../infrastructure/images.ts';
import { asView } from '../../infrastructure/shape.ts';
import type { Content, Entry, Scalar } from '../../source/tree.ts';
import { at, items, textOf, type View } from '../../source/view.ts';
import { type TerraformResource, titleOf } from './resource.ts';

/** A release of a chart: its `values` as objects or as text, and what `set` changes in them. */
export function readHelmRelease(resource: TerraformResource, images: Images): void {
  const { body } = resource;
  const workload = {
    platform: 'kubernetes',
    kind: undefined,
    name: textOf(at(body, 'name')),
    namespace: textOf(at(body, 'namespace')),
    pullSecrets: [],
    morePullSecrets: [],
    serviceAccount: undefined,
  } as const;
  const title = titleOf(resource);
  for (const [index, value] of items(at(body, 'values')).entries()) {
    const values = images.harvest.embedded(value) ?? value;
    if (values !== undefined) readChartValues(values, `${title}values[${index}]`, workload, images.harvest);
  }
  const set = valuesOfSet(items(at(body, 'set')));
  readChartValues(set, `${title}set`, workload, images.harvest);
}

const MAX_DEPTH = 20;

/** `image.repository = …` for each, as one mapping within mappings. */
function valuesOfSet(settings: readonly (View | undefined)[]): View {
  const root = new Branch();
  for (const setting of settings) {
    const name = at(setting, 'name');
    const value = at(setting, 'value');
    const path = textOf(name)?.split('.') ?? [];
    if (name?.node.kind !== 'scalar' || value === undefined || path.length > MAX_DEPTH) continue;
    let here = root;
    for (const key of path.slice(0, -1)) here = here.below(key);
    here.set(path.at(-1) ?? '', value.node, name.node);
  }
  return asView(root.content());
}

class Branch {
  readonly #branches = new Map<string, Branch>();
  readonly #leaves = new Map<string, { readonly value: Content; readonly name: Scalar }>();

  below(key: string): Branch {
    const branch = this.#branches.get(key) ?? new Branch();
    this.#branches.set(key, branch);
    return branch;
  }

  set(key: string, value: Content, name: Scalar): void {
    this.#leaves.set(key, { value, name });
  }

  content(): Content {
    const entries: Entry[] = [...this.#leaves].map(([key, { value, name }]) => ({
      key: { ...name, text: key },
      value,
    }));
    for (const [key, branch] of this.#branches) {
      const value = branch.content();
      entries.push({ key: { kind: 'scalar', text: key, span: value.span, plain: true }, value });
    }
    const start = entries[0]?.key.span.start ?? 0;
    return { kind: 'mapping', entries, span: { start, end: start } };
  }
}
