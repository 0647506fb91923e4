import { folderOf, foldersAbove } from '../../model/place.ts';
import type { ManifestReading, ReadingProblem } from '../../model/reading.ts';
import type { ImageReference } from '../../model/reference.ts';
import { Chart, MAX_USERS } from './helmChart.ts';

/**
 * The Helm charts of a workspace. A chart is a folder with a Chart.yaml, or with a folder `templates`; to it belong the
 * files of values in it that lie in no chart further down. In `charts` are its unpacked subcharts.
 */
export class HelmCharts {
  readonly #readings: ReadonlyMap<string, ManifestReading>;
  /** The files of charts below each folder, however deep: to look through all would take as long as all charts together. */
  readonly #below = new Map<string, Set<string>>();
  /** The folders that files show to be charts. */
  readonly #folders = new Set<string>();
  /** Charts as they were put together last; one is dropped as soon as a file of it changes. */
  readonly #charts = new Map<string, Chart>();

  constructor(readings: ReadonlyMap<string, ManifestReading>) {
    this.#readings = readings;
    for (const reading of readings.values()) {
      const chart = folderOfChart(reading);
      if (chart !== undefined) this.#folders.add(chart);
      if (!isOfChart(reading)) continue;
      for (const folder of foldersAbove(reading.file)) {
        this.#below.set(folder, (this.#below.get(folder) ?? new Set()).add(reading.file));
      }
    }
  }

  /** The text of a file has changed, and not what it shows to be a chart. */
  changed(file: string): void {
    for (const folder of this.#charts.keys()) if (isIn(this.#topOf(folder), file)) this.#charts.delete(folder);
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
    const message = `not every pod of this image was looked at: more than ${MAX_USERS} places in templates take it`;
    const chart = this.#chart(folder);
    return references
      .filter(reference => chart.isCrowded(reference))
      .map(({ span }) => ({ message, span, isUnread: true }));
  }

  /** The files whose references may change with one of a chart: those of the chart, and of the charts in it. */
  filesWith(file: string): readonly string[] {
    const top = this.chartOf(file);
    const files = top === undefined ? undefined : this.#below.get(top);
    return files?.has(file) ? [...files] : [];
  }

  /** The folder of the outermost chart that a file is in. */
  chartOf(file: string): string | undefined {
    const folder = this.#folderOf(file);
    return folder === undefined ? undefined : this.#topOf(folder);
  }

  /** The outermost of the charts around a chart. */
  #topOf(folder: string): string {
    const above = parentOf(folder);
    return above !== undefined && this.#folders.has(above.folder) ? this.#topOf(above.folder) : folder;
  }

  #folderOf(file: string): string | undefined {
    return foldersAbove(file).find(folder => this.#folders.has(folder));
  }

  #chart(folder: string): Chart {
    const known = this.#charts.get(folder);
    if (known !== undefined) return known;
    const files = [...(this.#below.get(folder) ?? [])].flatMap(file =>
      this.#folderOf(file) === folder ? (this.#readings.get(file) ?? []) : [],
    );
    const isBase = ({ file }: ManifestReading) => /^\/?values\.ya?ml$/.test(file.slice(folder.length));
    const chartFile = files.find(({ declarations }) => declarations.some(({ kind }) => kind === 'chart'));
    const values = files.filter(({ declarations }) => declarations.some(({ kind }) => kind === 'chartValues'));
    const above = parentOf(folder);
    const charts = new Set(
      [...(this.#below.get(folder) ?? [])].flatMap(
        file => /^\/?charts\/([^/]+)\//.exec(file.slice(folder.length))?.[1] ?? [],
      ),
    );
    const inside = [...charts].map(name => [name, `${folder === '' ? '' : `${folder}/`}charts/${name}`] as const);
    const subcharts = inside.filter(([, each]) => this.#folders.has(each));
    const chart: Chart = new Chart({
      subcharts: () => new Map(subcharts.map(([name, each]) => [name, this.#chart(each)])),
      base: values.find(isBase),
      values: values.toSorted((one, other) => Number(isBase(other)) - Number(isBase(one))),
      templates: files.filter(reading => !values.includes(reading)),
      chart: chartFile?.declarations.find(declaration => declaration.kind === 'chart'),
      chartFile: chartFile?.file,
      parent:
        above !== undefined && this.#folders.has(above.folder)
          ? { chart: this.#chart(above.folder), name: above.name }
          : undefined,
    });
    this.#charts.set(folder, chart);
    return chart;
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

/** The chart in whose `charts` a folder lies, and the name under which it speaks of the chart there. */
function parentOf(folder: string): { readonly folder: string; readonly name: string } | undefined {
  const [, above = '', name] = /^(?:(.*)\/)?charts\/([^/]+)$/.exec(folder) ?? [];
  return name === undefined ? undefined : { folder: above, name };
}

function isIn(folder: string, file: string): boolean {
  return folder === '' || file.startsWith(`${folder}/`);
}
