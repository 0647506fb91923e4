import { memoized, remembered } from '../../model/memo.ts';
import { folderOf, fromRoot, type Span } from '../../model/place.ts';
import type { ChartValue, ManifestReading } from '../../model/reading.ts';
import type { ImageReference } from '../../model/reference.ts';
import { isValuesName } from '../../read/names.ts';
import type { Placed, TakenValues } from './placed.ts';
import type { Declared } from './pods.ts';

/** A declaration with what it takes from ConfigMaps: the values in them, and the files that kustomize makes them of. */
export function withTaken(placed: Placed, declared: Declared, readings: ReadonlyMap<string, ManifestReading>): Placed {
  const { valuesFrom = [] } = placed;
  if (valuesFrom.length === 0) return placed;
  const files = [...placed.files];
  const taken = valuesFrom.flatMap(({ text, configMap, namespace, key, path }): readonly TakenValues[] => {
    const any = { text, paths: undefined, isSure: false, over: files.length };
    // since 2024 it goes over what the release says itself: https://github.com/fluxcd/helm-controller/pull/1060
    if (path !== undefined) return [{ ...any, paths: [path], over: Number.POSITIVE_INFINITY }];
    const which = ['fields', `ConfigMap ${configMap}`, namespace] as const;
    const found = configMap === undefined ? [] : declared.all(...which);
    if (found.length === 0 || found.length > MAX_MAPS) return [any];
    // of several, any may be meant
    const isSure = found.length === 1;
    const near = declared.nearest(...which, placed.place.file);
    return found.flatMap((each): readonly TakenValues[] => {
      const own = each.charts?.find(chart => chart.key === key);
      const from = { map: `${each.place.file} ${configMap} ${key}`, isNear: near.includes(each) };
      if (own?.file === undefined) return [{ ...any, ...from, paths: own?.paths, isSure }];
      const file = fromRoot(folderOf(each.place.file), own.file);
      const paths = pathsIn(readings.get(file)) ?? (isValuesName(file) ? [] : undefined);
      if (!isSure || paths === undefined) return [{ ...any, ...from, paths, isSure, file }];
      files.push(file);
      return [];
    });
  });
  return { ...placed, files, taken };
}

/** Of what may take a ConfigMap, that to which no other of its name is nearer; or else all. */
export function takersOf(map: string, all: readonly Placed[]): readonly Placed[] {
  const near = all.filter(({ taken = [] }) => taken.some(each => each.map === map && each.isNear === true));
  return near.length > 0 ? near : all;
}

/** The key of a ConfigMap that an image is in. */
export function mapOf({ file, where, workload }: ImageReference): string | undefined {
  const [, key] = AROUND_VALUES.exec(where) ?? [];
  return workload.platform !== 'kubernetes' || key === undefined ? undefined : `${file} ${workload.name} ${key}`;
}

/** What comes before the path of a value in a ConfigMap, a release or an Application. */
const AROUND_VALUES =
  /^(?:ConfigMap .*?[ .]data\.(.*?\.ya?ml)|HelmRelease .*?[ .]spec\.values|Application(?:Set)? .*?\.helm\.values(?:Object)?)\./i;

/** Of the same name. */
const MAX_MAPS = 20;

/** The paths of a file's values; undefined for a file that has none. */
function pathsIn(reading: ManifestReading | undefined): readonly string[] | undefined {
  const values = reading?.declarations.find(each => each.kind === 'chartValues')?.values;
  return values && remembered(pathsKnown, values, () => values.map(({ path }) => path));
}

const pathsKnown = new WeakMap<readonly ChartValue[], readonly string[]>();

/** What gives values to a chart. */
export type Given = Pick<Placed, 'files' | 'overrides'> & Partial<Placed>;

/** The value of a pull secret or of the name of an account, with what is around it. */
const PULLS = /^(.*\.|)(?:\w*[pP]ullSecrets?|serviceAccount\.name|serviceAccountName)(?:\[.*)?$/;

/** The values that destinations and kustomizations give to charts, in files or in themselves. */
export class GivenValues {
  readonly #readings: ReadonlyMap<string, ManifestReading>;
  readonly #charts: ReadonlySet<string>;
  /** Paths of values that say who pulls. */
  readonly #pulls = new WeakMap<ManifestReading, readonly string[]>();

  /** `charts` are their folders. */
  constructor(readings: ReadonlyMap<string, ManifestReading>, charts: ReadonlySet<string>) {
    this.#readings = readings;
    this.#charts = charts;
  }

  /** Whether other values replace a chart's own: those that its destination gives, in files or in itself. Undefined: they may. */
  replace({ files, overrides = [], taken = [] }: Given, reference: ImageReference): boolean | undefined {
    if (files.length + overrides.length + taken.length === 0) return false;
    const at = files.indexOf(reference.file);
    const later = files.slice(at + 1);
    const cover = (paths: readonly string[]) => covers(paths, reference);
    const covering = taken.filter(({ paths, over }) => over > at && (paths === undefined || cover(paths)));
    const isSure = covering.some(each => each.isSure && each.paths !== undefined);
    if (isSure || cover(overrides) || later.some(file => cover(pathsIn(this.#readings.get(file)) ?? []))) return true;
    return covering.length > 0 ? undefined : false;
  }

  /** Whether a release says or takes values that may go over an image in it, or in a ConfigMap that it takes. */
  mayReplace({ files, overrides = [], taken = [] }: Placed, reference: ImageReference): boolean {
    const map = mapOf(reference);
    const at = map === undefined ? -1 : taken.findIndex(each => each.map === map);
    const own = taken[at];
    const isLater = (each: TakenValues, i: number) => own !== undefined && i > at && each.text !== own.text;
    const over = taken.filter((each, i) => each.over > files.length || isLater(each, i)).map(({ paths }) => paths);
    const inFiles = own === undefined ? [] : files.slice(own.over).map(file => pathsIn(this.#readings.get(file)) ?? []);
    const said = own === undefined ? [] : overrides;
    return [said, ...inFiles, ...over].some(paths => paths === undefined || covers(paths, reference));
  }

  /**
   * The values that say who pulls, by their paths: those that go over a chart's own, and for an image in what goes over them,
   * the chart's. For an image of a patch, the pods that are patched.
   */
  pullsIn(
    { folder = '', files, overrides = [], span, place, patches = [], by, taken = [] }: Given,
    reference: ImageReference,
  ): readonly string[] {
    const { file, format, workload } = reference;
    const isTaken = workload.platform === 'kubernetes' && workload.kind === 'ConfigMap';
    const isIn = (outer: Span) => outer.start <= reference.span.start && reference.span.end <= outer.end;
    const isOwn = place?.file === file && span !== undefined && isIn(span);
    if (isOwn && patches.some(patch => isIn(patch.span))) return [`pods of ${by}`];
    if (!isOwn && !isTaken && !format.startsWith('helm-')) return [];
    const more = taken.flatMap(({ paths = [] }) => indexed(paths).pulls);
    const isElsewhere = isOwn && !this.#charts.has(folder);
    const within = folder === '' ? '' : `${folder}/`;
    const isOfChart = !isOwn && file.startsWith(within);
    const base = isOfChart ? [] : ['yaml', 'yml'].map(ending => `${within}values.${ending}`);
    const others = isElsewhere ? files : [...base, ...files.slice(isOwn ? 0 : files.indexOf(file) + 1)];
    const keys = keysOf(reference);
    const paths = [...(isOwn ? [] : indexed(overrides).pulls), ...more, ...others.flatMap(each => this.#pullsOf(each))];
    const pulls = paths.filter(path => {
      const [, above] = PULLS.exec(path) ?? [];
      return above !== undefined && (/^(?:global\.)?$/.test(above) || keys.some(key => key.startsWith(above)));
    });
    return [...taken.flatMap(({ text, paths }) => (paths === undefined ? text : [])), ...pulls];
  }

  #pullsOf(file: string): readonly string[] {
    const reading = this.#readings.get(file);
    if (reading === undefined) return [];
    return remembered(this.#pulls, reading, () => {
      const values = reading.declarations.flatMap(each => (each.kind === 'chartValues' ? each.values : []));
      return values.flatMap(({ path, text }) => (text !== '' && PULLS.test(path) ? path : []));
    });
  }
}

/** Whether values of these paths replace what an image is made of; another tag is an image of the same repository. */
function covers(paths: readonly string[], reference: ImageReference): boolean {
  const { all, folders, isGlobal } = indexed(paths);
  const keys = keysOf(reference).filter(key => !/(?:tag|digest)$/i.test(key));
  return isGlobal || keys.some(key => all.has(key) || folders.has(key.slice(0, key.lastIndexOf('.') + 1)));
}

/** The values that an image is made of. */
function keysOf({ where, origins }: ImageReference): readonly string[] {
  return [where.replace(AROUND_VALUES, ''), ...origins.flatMap(({ value }) => value ?? [])];
}

interface PathsIndex {
  readonly all: ReadonlySet<string>;
  /** Before a value that is a part of an image, and not only its tag. */
  readonly folders: ReadonlySet<string>;
  /** Whether one is the registry of all images. */
  readonly isGlobal: boolean;
  readonly pulls: readonly string[];
}

/** Each image of a chart asks the same lists of paths, which may be long. */
const indexed = memoized(
  (paths: readonly string[]): PathsIndex => ({
    all: new Set(paths),
    folders: new Set(paths.flatMap(path => /^(.+\.)(?:repository|registry|image|name|hub)$/i.exec(path)?.[1] ?? [])),
    isGlobal: paths.some(path => /^global\..*registry$/i.test(path)),
    pulls: paths.filter(path => PULLS.test(path)),
  }),
);
