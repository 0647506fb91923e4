import { remembered } from '../../../model/memo.ts';
import { folderOf, foldersAbove } from '../../../model/place.ts';
import type { ManifestReading, ReadingProblem } from '../../../model/reading.ts';
import type { ImageReference } from '../../../model/reference.ts';
import { Chart, MAX_USERS } from './helmChart.ts';

/**
 * The Helm charts of a workspace. A chart is a folder with a Chart.yaml, or with a folder `templates`; to it belong the
 * files of values in it that lie in no chart further down. In `charts` are its unpacked subcharts.
 */
export class HelmCharts {
  readonly #readings: ReadonlyMap<string, ManifestReading>;
  /** The folders that files show to be charts. */
  readonly #folders: ReadonlySet<string>;
  readonly #files: ReadonlyMap<string | undefined, readonly string[]>;
  readonly #inside: ReadonlyMap<string, readonly Subchart[]>;
  /** Charts as they were put together last; one is dropped as soon as a file of it changes. */
  readonly #charts = new Map<string, Chart>();

  constructor(readings: ReadonlyMap<string, ManifestReading>) {
    this.#readings = readings;
    const all = [...readings.values()];
    this.#folders = new Set(all.flatMap(reading => folderOfChart(reading) ?? []));
    const files = all.filter(isOfChart).map(({ file }) => file);
    this.#files = Map.groupBy(files, file => this.#folderOf(file));
    const subcharts = [...this.#folders].flatMap(folder => this.#asSubchart(folder) ?? []);
    this.#inside = Map.groupBy(subcharts, ({ above }) => above);
  }

  /**
   * The text of a file has changed, and not what it shows to be a chart. Returns the files whose references may change: those
   * of its chart, and of the charts in it.
   */
  changed(file: string): readonly string[] {
    const folder = this.#folderOf(file);
    if (folder === undefined) return [];
    const top = this.#topOf(folder);
    for (const each of this.#charts.keys()) if (this.#topOf(each) === top) this.#charts.delete(each);
    if (!this.#files.get(folder)?.includes(file)) return [];
    return [...this.#files].flatMap(([each, files]) => (each !== undefined && this.#topOf(each) === top ? files : []));
  }

  /** A reference of a chart's file, joined with the other files of the chart: one for each pod that uses a value. */
  join(reference: ImageReference): readonly ImageReference[] {
    const { format, file } = reference;
    if (format !== 'helm-template' && format !== 'helm-values') return [reference];
    const folder = this.#folderOf(file);
    if (folder === undefined) return [reference];
    const chart = this.#chart(folder);
    return format === 'helm-template' ? [chart.template(reference)] : chart.value(reference);
  }

  /** Images that a file of values moves elsewhere without naming them. */
  movedBy(file: string): readonly ImageReference[] {
    const reading = this.#readings.get(file);
    if (!reading?.declarations.some(({ kind }) => kind === 'chartValues')) return [];
    const folder = this.#folderOf(file);
    return folder === undefined ? [] : this.#chart(folder).moved(reading);
  }

  /** The values of a file that more places in templates take than are looked at for who pulls. */
  problems(file: string): readonly ReadingProblem[] {
    const folder = this.#folderOf(file);
    const references = this.#readings.get(file)?.references.filter(({ format }) => format === 'helm-values') ?? [];
    if (folder === undefined || references.length === 0) return [];
    const message = `not every pod of this image was read: more than ${MAX_USERS} places in templates use it`;
    const chart = this.#chart(folder);
    return references.filter(reference => chart.isCrowded(reference)).map(({ span }) => ({ message, span }));
  }

  /** The folder of the outermost chart that a file is in. */
  chartOf(file: string): string | undefined {
    const folder = this.#folderOf(file);
    return folder === undefined ? undefined : this.#topOf(folder);
  }

  /** The outermost of the charts around a chart. */
  #topOf(folder: string): string {
    const subchart = this.#asSubchart(folder);
    return subchart === undefined ? folder : this.#topOf(subchart.above);
  }

  #asSubchart(folder: string): Subchart | undefined {
    const [, above = '', name] = /^(?:(.*)\/)?charts\/([^/]+)$/.exec(folder) ?? [];
    return name !== undefined && this.#folders.has(above) ? { folder, above, name } : undefined;
  }

  #folderOf(file: string): string | undefined {
    return foldersAbove(file).find(folder => this.#folders.has(folder));
  }

  #chart(folder: string): Chart {
    return remembered(this.#charts, folder, () => this.#chartIn(folder));
  }

  #chartIn(folder: string): Chart {
    const files = (this.#files.get(folder) ?? []).flatMap(file => this.#readings.get(file) ?? []);
    const isBase = ({ file }: ManifestReading) => /^\/?values\.ya?ml$/.test(file.slice(folder.length));
    const chartFile = files.find(({ declarations }) => declarations.some(({ kind }) => kind === 'chart'));
    const values = files.filter(({ declarations }) => declarations.some(({ kind }) => kind === 'chartValues'));
    const subchart = this.#asSubchart(folder);
    const inside = this.#inside.get(folder) ?? [];
    return new Chart({
      subcharts: () => new Map(inside.map(each => [each.name, this.#chart(each.folder)])),
      base: values.find(isBase),
      values: values.toSorted((one, other) => Number(isBase(other)) - Number(isBase(one))),
      templates: files.filter(reading => !values.includes(reading)),
      chart: chartFile?.declarations.find(declaration => declaration.kind === 'chart'),
      chartFile: chartFile?.file,
      parent: subchart && { chart: this.#chart(subchart.above), name: subchart.name },
    });
  }
}

export function isOfChart({ references, declarations }: ManifestReading): boolean {
  return (
    references.some(({ format }) => format === 'helm-template' || format === 'helm-values') ||
    declarations.some(({ kind }) => kind === 'chart' || kind === 'chartValues' || kind === 'chartTemplate')
  );
}

/** The folder that a file shows to be a chart. */
export function folderOfChart({ file, declarations, references }: ManifestReading): string | undefined {
  if (declarations.some(({ kind }) => kind === 'chart')) return folderOf(file);
  const isTemplate =
    references.some(({ format }) => format === 'helm-template') ||
    declarations.some(({ kind }) => kind === 'chartTemplate');
  if (!isTemplate) return undefined;
  if (file.startsWith('templates/')) return '';
  const at = file.lastIndexOf('/templates/');
  return at < 0 ? undefined : file.slice(0, at);
}

/** A chart that lies in the `charts` of another, which speaks of it by a name. */
interface Subchart {
  readonly folder: string;
  readonly above: string;
  readonly name: string;
}
