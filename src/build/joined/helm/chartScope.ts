import { t } from '../../../model/l10n.ts';
import type { Origin, Written } from '../../../model/place.ts';
import type { ChartValue, Declaration } from '../../../model/reading.ts';
import type { Scope } from '../render/value.ts';

type Chart = Extract<Declaration, { readonly kind: 'chart' }>;

/** The values of one file, by path. */
export class ValuesLayer {
  readonly file: string;
  readonly #byPath: ReadonlyMap<string, ChartValue>;
  /** Paths of mappings and lists. */
  readonly #above = new Set<string>();

  constructor(file: string, values: readonly ChartValue[]) {
    this.file = file;
    this.#byPath = new Map(values.map(value => [value.path, value]));
    for (const { path } of values) {
      for (let end = cutOf(path); end > 0; end = cutOf(path.slice(0, end))) {
        if (this.#above.has(path.slice(0, end))) break;
        this.#above.add(path.slice(0, end));
      }
    }
  }

  get(path: string): ChartValue | undefined {
    return this.#byPath.get(path);
  }

  has(path: string): boolean {
    return this.#above.has(path);
  }

  /** The texts of a list, or the names of the objects in it. */
  names(path: string): readonly string[] {
    const names: string[] = [];
    for (let index = 0; index < MAX_NAMES; index++) {
      const name = this.get(`${path}[${index}]`) ?? this.get(`${path}[${index}].name`);
      if (name === undefined) break;
      names.push(name.text);
    }
    return names;
  }
}

const MAX_NAMES = 50;

function cutOf(path: string): number {
  return Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
}

/** The ground on which the templates of a chart are rendered. A value is found in the first layer that says anything of it. */
export interface ChartGrounds {
  /** `at` gives the path in the layer; a subchart's values are under its name in those of its parent. */
  readonly layers: readonly { readonly values: ValuesLayer; readonly at: (path: string) => string | undefined }[];
  readonly chart: Chart | undefined;
  readonly chartFile: string | undefined;
  named(name: string): string | undefined;
}

/** The first layer that says anything of a path, and the path in it. */
function layerWith(
  { layers }: ChartGrounds,
  path: string,
): { readonly values: ValuesLayer; readonly own: string } | undefined {
  for (const { values, at } of layers) {
    const own = at(path);
    if (own !== undefined && (values.get(own) !== undefined || values.has(own))) return { values, own };
  }
  return undefined;
}

export function findValue(
  grounds: ChartGrounds,
  path: string,
): { readonly value: ChartValue; readonly file: string } | undefined {
  const { values, own = '' } = layerWith(grounds, path) ?? {};
  const value = values?.get(own);
  return values && value && { value, file: values.file };
}

/** The names in the list at a path; undefined where there is no list. */
export function namesAt(grounds: ChartGrounds, path: string): readonly string[] | undefined {
  const found = layerWith(grounds, path);
  if (found === undefined) return [];
  const { values, own } = found;
  const text = values.get(own)?.text;
  const names = text === undefined ? values.names(own) : [text].filter(name => name !== '');
  return text === undefined && names.length === 0 ? undefined : names;
}

export function scopeOf(grounds: ChartGrounds): Scope {
  return {
    text: path => findValue(grounds, path)?.value.text,
    has: path => grounds.layers.some(({ values, at }) => values.has(at(path) ?? '')),
    isKnown: grounds.layers.length > 0,
    chart: field => fieldOf(grounds, field)?.text,
    named: name => grounds.named(name),
  };
}

const FIELDS: ReadonlyMap<string, 'appVersion' | 'version' | 'name'> = new Map([
  ['AppVersion', 'appVersion'],
  ['Version', 'version'],
  ['Name', 'name'],
]);

/** A field of Chart.yaml by its name in templates. */
function fieldOf({ chart }: ChartGrounds, name: string): Written | undefined {
  const key = FIELDS.get(name);
  return key && chart?.[key];
}

const MAX_ORIGINS = 10;

/** Where what a template used is written. */
export function originsOf(used: ReadonlySet<string>, grounds: ChartGrounds): readonly Origin[] {
  return [...used].flatMap(path => originOf(path, grounds) ?? []).slice(0, MAX_ORIGINS);
}

function originOf(path: string, grounds: ChartGrounds): Origin | undefined {
  const field = /^\.Chart\.(\w+)$/.exec(path)?.[1];
  if (field === undefined) {
    const { value, file } = findValue(grounds, path) ?? {};
    return value === undefined || file === undefined || value.text === ''
      ? undefined
      : { file, span: value.span, role: t('value of {0}', path), value: path };
  }
  const written = fieldOf(grounds, field);
  return written && grounds.chartFile !== undefined
    ? { file: grounds.chartFile, span: written.span, role: t('{0} of the chart', FIELDS.get(field) ?? field) }
    : undefined;
}

/**
 * Things by paths of a chart's values, such as `apps[0].image`, in which `*` is any key or element. Found is
 * everything at a path and on the way to it, or the first below one, without a look at all others.
 */
export class PathIndex<T> {
  readonly #root: Node<T> = { below: new Map(), here: [], first: undefined };
  #count = 0;

  add(path: string, item: T): void {
    const order = this.#count++;
    let node = this.#root;
    for (const segment of segmentsOf(path)) {
      const below = node.below.get(segment) ?? { below: new Map(), here: [], first: { item, order } };
      node.below.set(segment, below);
      node = below;
    }
    node.here.push(item);
  }

  /** Everything whose own path is this one, or leads to it. */
  leadingTo(path: string): readonly T[] {
    const found: T[] = [];
    let nodes = [this.#root];
    for (const segment of segmentsOf(path)) {
      nodes = nodes.flatMap(({ below }) => [below.get(segment), below.get('*')].filter(node => node !== undefined));
      for (const { here } of nodes) for (const item of here) found.push(item);
    }
    return found;
  }

  /** The item that was added first of those at one of some paths, or below it. */
  firstBelow(paths: Iterable<string>): T | undefined {
    let best: Node<T>['first'];
    for (const path of paths) {
      let nodes = [this.#root];
      for (const segment of segmentsOf(path)) {
        nodes = nodes.flatMap(({ below }) => (segment === '*' ? [...below.values()] : (below.get(segment) ?? [])));
      }
      for (const { first } of nodes) if (first && (best === undefined || first.order < best.order)) best = first;
    }
    return best?.item;
  }
}

interface Node<T> {
  readonly below: Map<string, Node<T>>;
  readonly here: T[];
  /** The item that was added first, here or below. */
  readonly first: { readonly item: T; readonly order: number } | undefined;
}

/** `apps[0].image` and `apps.web.image` alike. */
function segmentsOf(path: string): readonly string[] {
  return path.split(/[.[]/);
}
