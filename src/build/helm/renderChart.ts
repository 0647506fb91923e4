// Renders a chart of the tree with the values of one release, as `helm template` does.

import { t } from '../../model/l10n.ts';
import { byText, compareTexts } from '../../model/order.ts';
import { emptyAt } from '../../model/place.ts';
import type { Mapping, Source } from '../../read/source/tree.ts';
import {
  type BuildInputs,
  type BuildProblem,
  type Built,
  type LoosePart,
  NOTHING_BUILT,
  type Outside,
} from '../built.ts';
import type { Release } from '../delivery/sender.ts';
import { type ChartFolder, chartAt, chartObject, pathIn } from './chart.ts';
import { Executor, type TemplateBody } from './executor.ts';
import { renderedObjects } from './lifted.ts';
import { parseTemplate } from './parser.ts';
import { type ReleasedChart, ReleasePlan } from './release.ts';
import { Rope } from './rope.ts';
import { type MapValue, mapValue, type TemplateValue, templateText, unknownValue } from './value.ts';
import { mergeReleaseValues } from './values.ts';
import { RenderingFailure } from './walks.ts';
import { yamlRope } from './yamlText.ts';

/** A file of a chart's templates. */
interface TemplateFile {
  /** As Helm calls it: `shop/charts/till/templates/deployment.yaml`. */
  readonly name: string;
  readonly file: string;
  readonly chart: ChartFolder;
  /** The value of `.` at the top of a template. The files of a chart share it, and may change it. */
  readonly top: MapValue;
  readonly basePath: string;
}

/** Never throws. If Helm would render nothing of a chart, there is no object, and a problem. */
export function renderChart(folder: string, release: Release, inputs: BuildInputs): Built {
  const chart = chartAt(folder, inputs);
  if (chart?.fault !== undefined) return { ...NOTHING_BUILT, problems: [chart.fault] };
  return chart === undefined || chart.isLibrary ? NOTHING_BUILT : new ChartRendering(release, inputs).build(chart);
}

class ChartRendering {
  readonly #release: Release;
  readonly #inputs: BuildInputs;
  readonly #problems: BuildProblem[] = [];

  constructor(release: Release, inputs: BuildInputs) {
    this.#release = release;
    this.#inputs = inputs;
  }

  build(chart: ChartFolder): Built {
    const missing = (file: string) =>
      this.#report({ file: chart.file, span: emptyAt(0), message: t("the values file `{0}` doesn't exist", file) });
    const values = mergeReleaseValues(this.#release.values, this.#inputs, missing);
    const plan = new ReleasePlan(this.#inputs);
    const released = plan.chart(chart, chart.name, values, undefined);
    const files: TemplateFile[] = [];
    this.#collect(released, released.name, true, files);
    const [library] = plan.outside;
    const absent = new Set<string>();
    const objects = this.#rendered(files.toSorted(byHelmOrder), library === undefined ? undefined : absent);
    const handed = absent.size === 0 || library === undefined ? [] : [{ values: released.values, of: library }];
    const loose = [...plan.handedOutside, ...handed].flatMap(each =>
      valuesFor(each.of, each.values, chart, this.#inputs),
    );
    return { objects, problems: this.#problems, outside: plan.outside, loose };
  }

  #report(problem: BuildProblem): void {
    const isKnown = this.#problems.some(
      ({ file, span, message }) =>
        file === problem.file && span.start === problem.span.start && message === problem.message,
    );
    if (!isKnown && this.#problems.length < MAX_PROBLEMS) this.#problems.push(problem);
  }

  /** Gathers the templates of a chart and its subcharts. Returns the value of `.` in the chart's templates. */
  #collect(released: ReleasedChart, path: string, isRoot: boolean, files: TemplateFile[]): MapValue {
    const { chart, name, values } = released;
    if (chart.fault !== undefined) this.#report(chart.fault);
    const subcharts = mapValue();
    const basePath = `${path}/templates`;
    const top = mapValue([
      ['Chart', chartObject(chart, name, isRoot)],
      ['Values', values],
      ['Release', this.#releaseObject()],
      ['Capabilities', capabilities()],
      ['Files', { kind: 'methods', of: 'files' }],
      ['Subcharts', subcharts],
      ['Template', mapValue([['BasePath', templateText(basePath)]])],
    ]);
    for (const each of released.subcharts) {
      subcharts.entries.set(each.name, this.#collect(each, `${path}/charts/${each.name}`, false, files));
    }
    const lead = pathIn(chart.folder, 'templates').length;
    for (const file of chart.fault === undefined ? chart.templates : []) {
      if (chart.isLibrary && !isPartial(file)) continue;
      files.push({ name: `${basePath}${file.slice(lead)}`, file, chart, top, basePath });
    }
    return top;
  }

  #releaseObject(): MapValue {
    const { name, namespace } = this.#release;
    const known = (text: string | undefined, field: string): TemplateValue =>
      text === undefined ? unknownValue(`.Release.${field}`) : templateText(text);
    return mapValue([
      ['Name', known(name, 'Name')],
      ['Namespace', known(namespace, 'Namespace')],
      ['Service', templateText('Helm')],
      ...['IsInstall', 'IsUpgrade', 'Revision', 'Time'].map(
        field => [field, unknownValue(`.Release.${field}`)] as const,
      ),
    ]);
  }

  /** `absent` takes the names of templates that a chart from elsewhere may define. */
  #rendered(files: readonly TemplateFile[], absent: Set<string> | undefined): readonly Mapping[] {
    const named = new Map<string, TemplateBody>();
    const bodies = files.map(each => ({ ...each, body: this.#parsed(each, named) }));
    const executor = new Executor({ named, absent, report: problem => this.#report(problem) });
    const objects = new Map<string, readonly Mapping[]>();
    for (const { name, file, chart, top, basePath, body } of bodies) {
      if (body?.source === undefined || isPartial(file) || file.endsWith('NOTES.txt')) continue;
      top.entries.set(
        'Template',
        mapValue([
          ['Name', templateText(name)],
          ['BasePath', templateText(basePath)],
        ]),
      );
      try {
        const rope = executor.file(body, top, path => this.#fileOf(chart, path));
        objects.set(
          name,
          renderedObjects(rope, body.source, problem => this.#report(problem)),
        );
      } catch (error) {
        if (!(error instanceof RenderingFailure)) throw error;
        this.#report({ ...executor.place, message: t('the rest of this chart was not rendered: {0}', error.message) });
        break;
      }
    }
    return [...objects].sort(byText(([name]) => name)).flatMap(([, each]) => each);
  }

  /** Adds the templates that a file defines, and its own body, by their names. */
  #parsed({ name, file }: TemplateFile, named: Map<string, TemplateBody>): TemplateBody | undefined {
    const text = this.#inputs.text(file);
    if (text === undefined) return undefined;
    const source: Source = { file, text, origins: [] };
    const parsed = parseTemplate(text);
    const span = { start: 0, end: text.length };
    const rope = new Rope([{ text, writers: [], emission: { source, span, isExact: true } }]);
    for (const [each, nodes] of parsed.named) {
      const isEmpty = nodes.every(
        node => node.kind === 'text' && text.slice(node.span.start, node.span.end).trim() === '',
      );
      if (!isEmpty || !named.has(each)) named.set(each, { nodes, rope, source });
    }
    if (parsed.fault !== undefined) {
      const { at, message } = parsed.fault;
      this.#report({ file, span: emptyAt(at), message: t("Helm can't parse this template: {0}", message) });
      return undefined;
    }
    const body = { nodes: parsed.nodes, rope, source };
    named.set(name, body);
    return body;
  }

  #fileOf({ folder, files }: ChartFolder, path: string): Rope | undefined {
    const file = pathIn(folder, path.replace(/^\.\//, ''));
    const text = path.split('/').includes('..') ? undefined : files.text(file);
    if (text === undefined) return undefined;
    const span = { start: 0, end: text.length };
    return new Rope([{ text, writers: [], emission: { source: { file, text, origins: [] }, span, isExact: true } }]);
  }
}

/** Values that a release hands to a chart from elsewhere, each at its own place. */
function valuesFor(of: Outside, values: MapValue, chart: ChartFolder, inputs: BuildInputs): readonly LoosePart[] {
  const source: Source = { file: chart.file, text: inputs.text(chart.file) ?? '', origins: [] };
  const contents = renderedObjects(yamlRope(values), source, () => {});
  return contents.map(each => ({ kind: 'values', values: [{ kind: 'inline', values: each }], of }));
}

const MAX_PROBLEMS = 50;

function isPartial(file: string): boolean {
  return file.slice(file.lastIndexOf('/') + 1).startsWith('_');
}

/** Helm renders deeper files first, and the last one of a folder first. Templates change values that others see. */
function byHelmOrder(one: TemplateFile, other: TemplateFile): number {
  const [depth, otherDepth] = [one.name.split('/').length, other.name.split('/').length];
  return depth === otherDepth ? compareTexts(other.name, one.name) : otherDepth - depth;
}

/** The cluster is not known. */
function capabilities(): MapValue {
  const version = ['Version', 'Major', 'Minor', 'GitVersion'].map(
    field => [field, unknownValue(`.Capabilities.KubeVersion.${field}`)] as const,
  );
  return mapValue([
    ['KubeVersion', mapValue(version)],
    ['APIVersions', { kind: 'methods', of: 'apiVersions' }],
    ['HelmVersion', mapValue([['Version', unknownValue('.Capabilities.HelmVersion.Version')]])],
  ]);
}
