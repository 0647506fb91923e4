import { remembered } from '../../../model/memo.ts';
import type { ManifestReading } from '../../../model/reading.ts';
import type { DeclarationOf } from '../pods.ts';
import { type ChartGrounds, ValuesLayer } from './chartScope.ts';

export interface ChartFiles<C extends ChartWithLayers = ChartWithLayers> {
  /** `values.yaml` beside Chart.yaml. */
  readonly base: ManifestReading | undefined;
  /** All its values files, that one first. */
  readonly values: readonly ManifestReading[];
  readonly templates: readonly ManifestReading[];
  readonly chart: DeclarationOf<'chart'> | undefined;
  readonly chartFile: string | undefined;
  /** The chart of which it is an unpacked subchart, and its name there. */
  readonly parent: { readonly chart: C; readonly name: string } | undefined;
  /** Its own unpacked subcharts, by name. */
  subcharts(): ReadonlyMap<string, C>;
}

interface ChartWithLayers {
  readonly layers: ChartLayers;
}

/** What a chart's templates are rendered on: the values of its files, of the charts around and in it, and named templates. */
export class ChartLayers {
  readonly #files: ChartFiles;
  readonly #named: ReadonlyMap<string, string>;
  readonly #known = new Map<string, ValuesLayer>();

  constructor(files: ChartFiles, named: ReadonlyMap<string, string>) {
    this.#files = files;
    this.#named = named;
  }

  /** For a subchart: what its parent says of it. */
  layersFor(name: string): ChartGrounds['layers'] {
    const base = this.of(this.#files.base);
    const at = (path: string) => (path === 'global' || path.startsWith('global.') ? path : `${name}.${path}`);
    return base === undefined ? [] : [{ values: base, at }];
  }

  /** All charts that are installed together share their named templates. */
  named(name: string): string | undefined {
    return this.#named.get(name) ?? this.#files.parent?.chart.layers.named(name) ?? this.#namedBelow(name);
  }

  #namedBelow(name: string): string | undefined {
    for (const { layers } of this.#files.subcharts().values()) {
      const found = layers.#named.get(name) ?? layers.#namedBelow(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** What the templates are rendered on, with another file of values laid over the chart's own. */
  grounds(overlay: ManifestReading | undefined): ChartGrounds {
    const { base, chart, chartFile, parent } = this.#files;
    const own = [this.of(overlay), this.of(base)].filter(layer => layer !== undefined);
    const subcharts = this.#files.subcharts();
    const at = (path: string) => {
      const [name = '', global] = path.split('.', 2);
      return global === 'global' && subcharts.has(name) ? path.slice(name.length + 1) : path;
    };
    const [top, ...rest] = own.map(values => ({ values, at }));
    // what a subchart has itself counts below its name where its parent says nothing
    const below = [...subcharts].flatMap(([name, { layers: sub }]) => {
      const values = sub.of(sub.#files.base);
      const inside = (path: string) => (path.startsWith(`${name}.`) ? path.slice(name.length + 1) : undefined);
      return values === undefined ? [] : [{ values, at: inside }];
    });
    const above = parent?.chart.layers.layersFor(parent.name) ?? [];
    // what a parent says goes over the chart's own values, and a file handed to Helm over both
    const layers = [...(overlay === undefined ? [...above, top] : [top, ...above, ...rest]), ...below];
    return { layers: layers.filter(layer => layer !== undefined), chart, chartFile, named: name => this.named(name) };
  }

  of(reading: ManifestReading | undefined): ValuesLayer | undefined {
    if (reading === undefined) return undefined;
    const { file, declarations } = reading;
    return remembered(this.#known, file, () => {
      const values = declarations.flatMap(each => (each.kind === 'chartValues' ? each.values : []));
      return new ValuesLayer(file, values);
    });
  }
}
