// The charts of a release with their values: which subcharts are on, and which values each gets.
// https://github.com/helm/helm/blob/main/pkg/chart/v2/util/dependencies.go

import { t } from '../../model/l10n.ts';
import { type Truth, truthOf } from '../../model/truth.ts';
import type { BuildInputs, Outside } from '../built.ts';
import {
  type ChartDependency,
  type ChartFolder,
  chartBeside,
  defaultValues,
  unpackedIn,
  type ValuesImport,
} from './chart.ts';
import { type MapValue, mapValue, NULL, type TemplateValue } from './value.ts';
import { coalesced, laidOver, templateValueAt } from './values.ts';

export interface ReleasedChart {
  readonly chart: ChartFolder;
  /** The alias that its parent gives it, or its own name. */
  readonly name: string;
  readonly values: MapValue;
  readonly subcharts: readonly ReleasedChart[];
}

/** Charts within each other, and in all: more than any public chart has. */
const MAX_DEPTH = 12;
const MAX_CHARTS = 300;

/** A subchart that may be on. */
interface Candidate {
  readonly chart: ChartFolder;
  readonly name: string;
  readonly dependency: ChartDependency | undefined;
}

export class ReleasePlan {
  readonly outside: Outside[] = [];
  /** Values that the release hands to charts from elsewhere. */
  readonly handedOutside: { readonly values: MapValue; readonly of: Outside }[] = [];
  readonly #inputs: BuildInputs;
  #left = MAX_CHARTS;

  constructor(inputs: BuildInputs) {
    this.#inputs = inputs;
  }

  chart(chart: ChartFolder, name: string, given: MapValue, tags: TemplateValue | undefined, depth = 0): ReleasedChart {
    const defaults = defaultValues(chart);
    const own = coalesced(given, defaults);
    const known = tags ?? own.entries.get('tags');
    const candidates = depth < MAX_DEPTH ? this.#candidates(chart, own, known) : [];
    const imported = this.#imported(candidates, defaults);
    const values = imported === undefined ? own : coalesced(given, coalesced(defaults, imported));
    const subcharts = candidates.flatMap(candidate => {
      if (--this.#left < 0) return [];
      const section = withGlobal(sectionOf(values, candidate.name), values);
      const subchart = this.chart(candidate.chart, candidate.name, section, known ?? NULL, depth + 1);
      // a parent sees the values of its subcharts, and the changes that their templates make to them
      values.entries.set(candidate.name, subchart.values);
      return [subchart];
    });
    return { chart, name, values, subcharts };
  }

  #candidates(chart: ChartFolder, own: MapValue, tags: TemplateValue | undefined): readonly Candidate[] {
    const unpacked = unpackedIn(chart);
    const listed = new Set(chart.dependencies.map(({ name }) => name));
    const others = unpacked.filter(({ name }) => !listed.has(name));
    const found: Candidate[] = others.map(each => ({ chart: each, name: each.name, dependency: undefined }));
    for (const dependency of chart.dependencies) {
      const name = dependency.alias ?? dependency.name;
      const subchart =
        unpacked.find(each => each.name === dependency.name) ?? chartBeside(chart, dependency, this.#inputs);
      const isOn = this.#isEnabled(dependency, name, own, subchart, tags);
      if (isOn === 'no') continue;
      if (subchart === undefined) {
        const of = { ...dependency.place, what: addressOf(dependency) };
        this.outside.push(of);
        this.handedOutside.push({ values: sectionOf(own, name), of });
      }
      if (subchart !== undefined) found.push({ chart: subchart, name, dependency });
    }
    return found;
  }

  /** Conditions win over tags. */
  #isEnabled(
    { conditions, tags }: ChartDependency,
    name: string,
    own: MapValue,
    subchart: ChartFolder | undefined,
    tagValues: TemplateValue | undefined,
  ): Truth {
    const defaults = subchart === undefined ? mapValue() : defaultValues(subchart);
    const all = mapValue(own.entries, own.isOpen);
    all.entries.set(name, coalesced(sectionOf(own, name), defaults));
    for (const path of conditions) {
      const value = templateValueAt(all, path);
      if (value?.kind === 'boolean') return truthOf(value.value);
      if (value?.kind === 'unknown') return 'unknown';
    }
    const values = tags.map(tag => (tagValues?.kind === 'map' ? tagValues.entries.get(tag) : undefined));
    const known = values.flatMap(value => (value?.kind === 'boolean' ? [value.value] : []));
    return truthOf(known.length === 0 || known.includes(true));
  }

  /** Values of subcharts that go under those of their parent. */
  #imported(candidates: readonly Candidate[], defaults: MapValue): MapValue | undefined {
    let imported: MapValue | undefined;
    for (const { chart, name, dependency } of candidates) {
      if (dependency === undefined || dependency.imports.length === 0) continue;
      const section = coalesced(sectionOf(defaults, name), defaultValues(chart));
      for (const each of dependency.imports) {
        const table = templateValueAt(section, each.child);
        if (table?.kind === 'map') imported = laidOver(imported ?? mapValue(), underPath(each, table));
      }
    }
    return imported;
  }
}

function addressOf({ name, version, repository }: ChartDependency): string {
  const versioned = version === undefined ? name : `${name} ${version}`;
  return repository === undefined ? t('chart {0}', versioned) : t('chart {0} of {1}', versioned, repository);
}

function sectionOf(values: MapValue, name: string): MapValue {
  const section = values.entries.get(name);
  return section?.kind === 'map' ? section : mapValue([], values.isOpen);
}

/** A parent's `global` goes over a subchart's own, which always exists. */
function withGlobal(section: MapValue, parent: MapValue): MapValue {
  const [above, own] = [parent.entries.get('global'), section.entries.get('global')];
  const lower = own?.kind === 'map' ? own : mapValue();
  const global = above?.kind === 'map' ? laidOver(above, lower) : above?.kind === 'unknown' ? above : lower;
  return mapValue(new Map(section.entries).set('global', global), section.isOpen);
}

function underPath({ parent }: ValuesImport, table: MapValue): MapValue {
  if (parent === '.') return table;
  return parent.split('.').reduceRight<MapValue>((below, key) => mapValue([[key, below]]), table);
}
