import { remembered } from '../../../model/memo.ts';
import { folderOf, fromRoot, type Written } from '../../../model/place.ts';
import type { ManifestReading, ReadingProblem } from '../../../model/reading.ts';
import type { ImageReference } from '../../../model/reference.ts';
import { type Declared, joinPod } from '../pods.ts';
import { type Kustomization, maxParts, Stages } from './stages.ts';
import { ImageSteps, type Step } from './steps.ts';

/** A kustomization through which a file is deployed, and what it makes of the images, in this order. */
export interface Stage {
  readonly kustomization: Pick<Kustomization, 'place'>;
  readonly steps: readonly Step[];
  /** Of a chart that it inflates: the values that it gives in files, and the paths of those that it gives itself. */
  readonly values?: { readonly files: readonly string[]; readonly overrides: readonly string[] };
}

/**
 * Which kustomizations deploy a file. A base is deployed through every overlay that includes it; the images of each
 * kustomization on the way are replaced in turn, the base's own first.
 */
export class Kustomizations {
  /** By folder, since a kustomization includes another by its folder. */
  readonly #byFolder: ReadonlyMap<string, Kustomization>;
  /** By what they include: files and folders, be they there or not. */
  readonly #byPart = new Map<string, Set<Kustomization>>();
  /** By the files and folders that they transform by. */
  readonly #byTransformer = new Map<string, Set<Kustomization>>();
  /** By the files that they patch, replace and configure by. */
  readonly #byEdit = new Map<string, Set<Kustomization>>();
  /** Files of values that they give to charts. */
  readonly #values = new Set<string>();
  readonly #readings: ReadonlyMap<string, ManifestReading>;
  readonly #stages: Stages;
  readonly #ways = new Map<string, Ways>();
  readonly #above = new Map<string, ReadonlySet<string>>();
  readonly #declared: Declared;
  /** Each of the kustomizations on hundreds of ways asks the same of an image. */
  #deployed = new WeakMap<ImageReference, readonly ImageReference[]>();

  constructor(readings: ReadonlyMap<string, ManifestReading>, declared: Declared) {
    const all = [...readings.values()].flatMap(({ declarations }) =>
      declarations.filter(declaration => declaration.kind === 'kustomization'),
    );
    this.#byFolder = new Map(all.map(each => [folderOf(each.place.file), each]));
    this.#readings = readings;
    this.#declared = declared;
    this.#stages = new Stages({
      readings,
      declared,
      kustomization: folder => this.#byFolder.get(folder),
      filesBelow: ({ place }) => this.below(place.file).files,
    });
    for (const each of this.#byFolder.values()) this.#addNamesIn(each);
  }

  #addNamesIn(kustomization: Kustomization): void {
    const { place, resources, components, transformers, charts, replacements, patches, configurations } = kustomization;
    const folder = folderOf(place.file);
    const add = (index: Map<string, Set<Kustomization>>, paths: readonly Written[]) => {
      for (const { text } of paths) {
        const name = fromRoot(folder, text);
        if (name !== folder) remembered(index, name, () => new Set()).add(kustomization);
      }
    };
    add(this.#byPart, [...resources, ...components, ...charts.map(chart => chart.folder)]);
    add(this.#byTransformer, transformers);
    const others = replacements.flatMap(each => ('text' in each ? each : []));
    add(this.#byEdit, [...patches.flatMap(({ path }) => path ?? []), ...others, ...configurations]);
    for (const file of charts.flatMap(({ files }) => files)) this.#values.add(fromRoot(folder, file));
  }

  /** Whether a file is more than a manifest to kustomizations: a patch, a transformer, values, a source of a value. */
  uses(file: string): boolean {
    const isTransformer = this.#byTransformer.has(file) || this.#byTransformer.has(folderOf(file));
    return isTransformer || this.isEdit(file) || this.#values.has(file) || this.#stages.hasSearched(file);
  }

  /** Whether kustomizations patch, replace or configure by a file. */
  isEdit(file: string): boolean {
    return this.#byEdit.has(file);
  }

  /**
   * Each way from the file up to a kustomization that no other includes, `maxWays` of them at most; empty: no
   * kustomization names the file. Where kustomizations include each other, which kustomize refuses, no way leads round.
   */
  waysFrom(file: string): readonly (readonly Stage[])[] {
    return this.#waysFrom(file).ways;
  }

  /** Why not all that a kustomization's file includes can be followed, with the path in it that shows so. */
  problems(file: string): readonly ReadingProblem[] {
    const folder = folderOf(file);
    const own = this.#byFolder.get(folder);
    if (own?.place.file !== file) return [];
    const round = [...own.resources, ...own.components, ...own.transformers].find(({ text }) => {
      const name = fromRoot(folder, text);
      return name === folder || this.#aboveOf(folder).has(name);
    });
    const cut = [...own.resources, ...own.components].find(({ text }) => this.#waysFrom(fromRoot(folder, text)).isCut);
    const [part = own.place] = [...own.components, ...own.transformers];
    const problems: ReadingProblem[] = [];
    if (round !== undefined) {
      const message = `kustomizations include each other in a circle through ${round.text}: kustomize refuses this`;
      problems.push({ message, span: round.span });
    }
    if (cut !== undefined) {
      const message = `not every overlay of ${cut.text} was followed: it has more than ${maxAbove}, or more than ${maxWays} paths`;
      problems.push({ message, span: cut.span });
    }
    if (this.#stages.of(own).isCut) {
      const message = `not every component and transformer was followed: there are more than ${maxParts}`;
      problems.push({ message, span: part.span });
    }
    return problems;
  }

  #waysFrom(name: string): Ways {
    const known = this.#ways.get(name);
    if (known !== undefined) return known;
    if (!this.#byPart.has(name) && !this.#byTransformer.has(name)) return noWays;
    const ways: (readonly Stage[])[] = [];
    const isTooMuch = this.#aboveOf(name).size > maxAbove;
    let isCut = isTooMuch;
    for (const kustomization of this.#byPart.get(name) ?? []) {
      const folder = folderOf(kustomization.place.file);
      if (isTooMuch || this.#aboveOf(folder).has(name)) continue;
      const above = this.#waysFrom(folder);
      isCut ||= above.isCut;
      const chart = kustomization.charts.find(each => fromRoot(folder, each.folder.text) === name);
      const files = chart?.files.map(file => fromRoot(folder, file)) ?? [];
      const values = chart && { values: { files, overrides: chart.overrides } };
      const stage = { kustomization, steps: this.#stages.of(kustomization, name).steps, ...values };
      for (const way of above.ways.length === 0 ? [[]] : above.ways) ways.push([stage, ...way]);
    }
    isCut ||= ways.length > maxWays;
    const found = { ways: ways.slice(0, maxWays), isCut };
    this.#ways.set(name, found);
    return found;
  }

  /** The folders of all kustomizations that include a folder's, directly or through others; itself only in a circle. */
  #aboveOf(folder: string): ReadonlySet<string> {
    return remembered(this.#above, folder, () => {
      const found = new Set<string>();
      const waiting = [folder];
      for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
        for (const { place } of [...(this.#byPart.get(name) ?? []), ...(this.#byTransformer.get(name) ?? [])]) {
          const above = folderOf(place.file);
          if (found.has(above)) continue;
          found.add(above);
          waiting.push(above);
        }
      }
      return found;
    });
  }

  /**
   * What a kustomization's or transformer's file may replace the images of: files, of those given by name, and
   * folders and addresses as written that lead to nothing that was read.
   */
  below(file: string): { readonly files: Set<string>; readonly unread: Set<string> } {
    const own = this.#byFolder.get(folderOf(file));
    const found = { files: new Set<string>(), unread: new Set<string>() };
    const descend = (current: Kustomization, seen: Set<Kustomization>): void => {
      if (seen.has(current)) return;
      seen.add(current);
      const folder = folderOf(current.place.file);
      for (const { text } of [...current.resources, ...current.components]) {
        const name = fromRoot(folder, text);
        const below = this.#byFolder.get(name);
        if (below) descend(below, seen);
        else if (this.#readings.has(name)) found.files.add(name);
        // a file that says nothing of images is not kept, so it can't be told from a missing one
        else if (!/\.(?:ya?ml|json)$/i.test(name)) found.unread.add(text);
      }
    };
    if (own?.place.file === file) descend(own, new Set());
    // a component works on what includes it, and a transformer on what uses it
    for (const kustomization of this.#usersOf(file)) descend(kustomization, new Set());
    return found;
  }

  /** The accounts and secrets of pods have changed. */
  podsChanged(): void {
    this.#deployed = new WeakMap();
  }

  /** A reference as each way up deploys it. */
  deployed(reference: ImageReference): readonly ImageReference[] {
    const { workload, file } = reference;
    return remembered(this.#deployed, reference, () => {
      const pod = workload.platform === 'kubernetes' ? joinPod(workload, file, this.#declared) : workload;
      return this.waysFrom(file).flatMap(way => throughWay({ ...reference, workload: pod }, way) ?? []);
    });
  }

  #usersOf(file: string): readonly Kustomization[] {
    return [file, folderOf(file)].flatMap(name => {
      const isComponent = ({ place, components }: Kustomization) =>
        components.some(({ text }) => fromRoot(folderOf(place.file), text) === name);
      const others = [this.#byTransformer, this.#byEdit].flatMap(index => [...(index.get(name) ?? [])]);
      return [...[...(this.#byPart.get(name) ?? [])].filter(isComponent), ...others];
    });
  }
}

interface Ways {
  readonly ways: readonly (readonly Stage[])[];
  /** Whether there are more. */
  readonly isCut: boolean;
}

const noWays: Ways = { ways: [], isCut: false };
const maxWays = 500;
const maxAbove = 1000;

/** The reference as a way deploys it; undefined where it takes it out. */
export function throughWay(reference: ImageReference, way: readonly Stage[]): ImageReference | undefined {
  const steps = new ImageSteps(reference);
  for (const stage of way) for (const step of stage.steps) steps.apply(step);
  if (steps.isDeleted) return undefined;
  const { image, workload, origins } = steps;
  if (origins.length === 0 && workload === reference.workload) return reference;
  const through = way.at(-1)?.kustomization.place.file;
  return { ...reference, image, workload, through, origins: [...reference.origins, ...origins] };
}

export function isKustomization(reading: Pick<ManifestReading, 'declarations'> | undefined): boolean {
  return reading?.declarations.some(({ kind }) => kind === 'kustomization') === true;
}
