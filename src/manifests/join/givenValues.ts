import type { Span } from '../../model/place.ts';
import type { ChartValue, ManifestReading } from '../../model/reading.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { Placed } from './placed.ts';

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

  /** Whether other values replace a chart's own: those that its destination gives, in files or in itself. */
  replace({ files, overrides = [] }: Given, reference: ImageReference): boolean {
    if (files.length === 0 && overrides.length === 0) return false;
    const later = files.slice(files.indexOf(reference.file) + 1);
    // another tag is an image of the same repository
    const keys = keysOf(reference).filter(key => !/(?:tag|digest)$/i.test(key));
    const covers = (path: string) =>
      keys.some(key => path === key || isBeside(path, key)) || /^global\..*registry$/i.test(path);
    const inFile = (file: string) => this.#of(file).some(({ path }) => covers(path));
    return overrides.some(covers) || later.some(inFile);
  }

  /**
   * The values that say who pulls, by their paths: those that go over a chart's own, and for an image in what goes over them,
   * the chart's. For an image of a patch, the pods that are patched.
   */
  pullsIn(
    { folder = '', files, overrides = [], span, place, patches = [], by }: Given,
    reference: ImageReference,
  ): readonly string[] {
    const { file, format } = reference;
    const isIn = (outer: Span) => outer.start <= reference.span.start && reference.span.end <= outer.end;
    const isOwn = place?.file === file && span !== undefined && isIn(span);
    if (isOwn && patches.some(patch => isIn(patch.span))) return [`pods of ${by}`];
    if (isOwn ? !this.#charts.has(folder) : !format.startsWith('helm-')) return [];
    const within = folder === '' ? '' : `${folder}/`;
    const isOfChart = !isOwn && file.startsWith(within);
    const base = isOfChart ? [] : ['yaml', 'yml'].map(ending => `${within}values.${ending}`);
    const others = [...base, ...files.slice(isOwn ? 0 : files.indexOf(file) + 1)];
    const keys = keysOf(reference);
    return [...(isOwn ? [] : overrides), ...others.flatMap(each => this.#pullsOf(each))].filter(path => {
      const [, above] = PULLS.exec(path) ?? [];
      return above !== undefined && (/^(?:global\.)?$/.test(above) || keys.some(key => key.startsWith(above)));
    });
  }

  #pullsOf(file: string): readonly string[] {
    const reading = this.#readings.get(file);
    if (reading === undefined) return [];
    const known = this.#pulls.get(reading);
    const pulls = known ?? this.#of(file).flatMap(({ path, text }) => (text !== '' && PULLS.test(path) ? path : []));
    this.#pulls.set(reading, pulls);
    return pulls;
  }

  #of(file: string): readonly ChartValue[] {
    const { declarations = [] } = this.#readings.get(file) ?? {};
    return declarations.flatMap(each => (each.kind === 'chartValues' ? each.values : []));
  }
}

/** The values that an image is made of. */
function keysOf({ where, origins }: ImageReference): readonly string[] {
  return [where, ...origins.flatMap(({ role }) => /^value of (\S+)/.exec(role)?.[1] ?? [])];
}

/** Whether a value is another part of the image at a key, and not only its tag. */
function isBeside(path: string, key: string): boolean {
  const folder = key.slice(0, key.lastIndexOf('.') + 1);
  return (
    folder !== '' &&
    path.startsWith(folder) &&
    /^(?:repository|registry|image|name|hub)$/i.test(path.slice(folder.length))
  );
}
