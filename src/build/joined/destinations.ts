import { globMatcher } from '../../model/globs.ts';
import { t } from '../../model/l10n.ts';
import { remembered } from '../../model/memo.ts';
import { folderOf, foldersAbove, type Span } from '../../model/place.ts';
import type { ManifestReading } from '../../model/reading.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { Destination, Placement } from '../../model/target.ts';
import { readImage } from '../../read/image.ts';
import { type Given, GivenValues, mapOf, takersOf, withTaken } from './givenValues.ts';
import { isKustomization, type Stage, throughWay } from './kustomize/kustomizations.ts';
import { stepsOf } from './kustomize/stages.ts';
import { MAX_PLACED, type Placed, placedIn, sends } from './placed.ts';
import { type Declared, pullKey } from './pods.ts';
import { substituted } from './substitutions.ts';

/** What the other files of a workspace say of a file. */
export interface Surroundings {
  readonly readings: ReadonlyMap<string, ManifestReading>;
  readonly declared: Declared;
  /** Up from a file, or from the folder of a kustomization's file. */
  waysFrom(file: string): readonly (readonly Stage[])[];
}

/**
 * Where files go by what Argo CD, Flux, azd and pipelines of the same repository declare. A folder with a kustomization
 * sends what that deploys: its bases too.
 */
export class Destinations {
  readonly #surroundings: Surroundings;
  readonly #byFolder = new Map<string, Placed[]>();
  readonly #byFile = new Map<string, Placed[]>();
  readonly #byGlob: { readonly matches: (file: string) => boolean; readonly placed: Placed }[] = [];
  readonly #kustomized = new Set<string>();
  readonly #charts = new Set<string>();
  readonly #given: GivenValues;
  readonly #placements = new Map<string, Placement>();
  /** Most files of a repository go to the same few. */
  readonly #lists = new Map<string, readonly Destination[]>();
  readonly #declaredIn: ReadonlyMap<string, readonly Placed[]>;
  /** What takes values from a key of a ConfigMap. */
  readonly #takers = new Map<string, Placed[]>();
  /** Files that ConfigMaps may be made of. */
  readonly #sources = new Set<string>();

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
    this.#given = new GivenValues(surroundings.readings, this.#charts);
    const { readings, declared } = surroundings;
    const all = placedIn(readings).map(each => withTaken(each, declared, readings));
    this.#declaredIn = Map.groupBy(all, ({ place }) => place.file);
    for (const each of all) this.#take(each);
    for (const { file, declarations: said } of all.length === 0 ? [] : readings.values()) {
      if (isKustomization({ declarations: said })) this.#kustomized.add(folderOf(file));
      if (said.some(({ kind }) => kind === 'chart')) this.#charts.add(folderOf(file));
    }
  }

  #take(placed: Placed): void {
    for (const { map, file } of placed.taken ?? []) {
      if (map !== undefined) add(this.#takers, map, placed);
      if (file !== undefined) this.#sources.add(file);
    }
    if (placed.folder !== undefined) add(this.#byFolder, placed.folder, placed);
    for (const file of placed.files) {
      if (!/[*?]/.test(file)) add(this.#byFile, file, placed);
      else if (this.#byGlob.length < MAX_PLACED) this.#byGlob.push({ matches: globMatcher(file), placed });
    }
  }

  /**
   * The reference with where it goes, once for each image that it becomes on its ways through kustomizations and the
   * values that Flux puts in.
   */
  join(written: ImageReference, ways: readonly (readonly Stage[])[]): readonly ImageReference[] {
    if (ways.length === 0 && this.#declaredIn.size === 0) return [written];
    const around = this.#around(written);
    const decider = around.find(each => this.#given.mayReplace(each, written));
    const own = decider === undefined ? written : opened(written, decider);
    // what names no other cluster goes where its file goes, through the kustomizations on the way there
    const isSent = () => ways.length > 0 || this.#placement(written.file, MAX_NESTED).destinations !== undefined;
    if (around.some(each => sends(each) && !(each.sentTo.kind === 'own' && isSent()))) return [this.place(own)];
    const reference = this.#withPulls(own, around);
    const { throughPlaced, otherWays, direct } = this.#waysOf(reference.file, ways);
    const variants: Variant[] = [];
    let unused: readonly Variant[] = [];
    const addWay = (way: readonly Stage[], placed: readonly Placed[]) => {
      if (way.some(({ values }) => values !== undefined && this.#given.replace(values, reference))) {
        // it is in the file all the same, deployed by none
        unused = [{ reference, way: [], placed: [] }];
        return;
      }
      const replaced = new Map(placed.map(each => [each, this.#given.replace(each, reference)]));
      const given = placed.filter(each => replaced.get(each) !== true);
      const replacing = given.filter(({ images = [], patches = [] }) => images.length + patches.length > 0);
      const plain = given.filter(each => !replacing.includes(each));
      const cases = replacing.map(each => ({ stages: [...way, this.#stageOf(each, way)], of: [each] }));
      const isOpen = (each: Placed) => replaced.get(each) === undefined;
      for (const of of Map.groupBy(plain, isOpen).values()) cases.push({ stages: [...way], of });
      if (cases.length === 0) cases.push({ stages: [...way], of: [] });
      for (const { stages, of } of cases) {
        const taking = of.find(isOpen);
        const each = throughWay(
          this.#withPulls(taking === undefined ? reference : opened(reference, taking), [
            ...of,
            ...way.flatMap(({ values }) => values ?? []),
          ]),
          stages,
        );
        for (const [image, to] of each === undefined ? [] : substituted(each, of, this.#surroundings.declared)) {
          variants.push({ reference: image, way, placed: to });
        }
      }
    };
    for (const { way, placed } of throughPlaced) addWay(way, placed);
    if (throughPlaced.length === 0 && (direct.length > 0 || otherWays.length === 0)) addWay([], direct);
    for (const way of otherWays) addWay(way, []);
    const groups = Map.groupBy(
      variants.length === 0 ? unused : variants,
      ({ reference: { through, image, workload } }) => `${through ?? ''} ${JSON.stringify(image)} ${pullKey(workload)}`,
    );
    return [...groups.values()].flatMap(group => {
      const overlays = filesOf(group.map(({ way }) => way));
      const placed = group.flatMap(each => each.placed);
      const goesTo = placedAt(overlays, this.#destinations(placed, MAX_NESTED));
      return group.slice(0, 1).map(({ reference: first }) => ({ ...first, ...goesTo }));
    });
  }

  /** Which of the ways lead through a kustomization that is sent somewhere, as far as there; and where the file itself is sent. */
  #waysOf(file: string, ways: readonly (readonly Stage[])[]) {
    const throughPlaced = new Map<string, { readonly way: readonly Stage[]; readonly placed: readonly Placed[] }>();
    const otherWays: (readonly Stage[])[] = [];
    // in the order of their names, whichever file was read first
    for (const [, way] of ways
      .map(each => [nameOf(each), each] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1))) {
      let isPlaced = false;
      for (const [index, { kustomization }] of way.entries()) {
        const placed = this.#direct(kustomization.place.file);
        if (placed.length === 0) continue;
        isPlaced = true;
        const upTo = way.slice(0, index + 1);
        throughPlaced.set(nameOf(upTo), { way: upTo, placed });
      }
      if (!isPlaced) otherWays.push(way);
    }
    return { throughPlaced: [...throughPlaced.values()], otherWays, direct: this.#direct(file) };
  }

  /** Whether a file has values that count for what sends it: over a chart's own, or as those of a chart that is sent. */
  names(file: string): boolean {
    if (this.#named(file).size > 0 || this.#sources.has(file)) return true;
    return this.#byFolder.has(folderOf(file)) && /(?:^|\/)values\.ya?ml$/.test(file);
  }

  #named(file: string): Set<Placed> {
    const found = new Set(this.#byFile.get(file));
    for (const { matches, placed } of this.#byGlob) if (matches(file)) found.add(placed);
    return found;
  }

  /** What sends a file without a kustomization in between. */
  #direct(file: string): readonly Placed[] {
    const found = this.#named(file);
    if (this.#byFolder.size > 0) {
      for (const folder of foldersAbove(file)) {
        for (const placed of this.#byFolder.get(folder) ?? [])
          if (this.#covers(folder, placed, file)) found.add(placed);
      }
    }
    return [...found];
  }

  #covers(folder: string, { isDeep, files }: Placed, file: string): boolean {
    const inner = folder === '' ? file : file.slice(folder.length + 1);
    // of a kustomization's folder, what a kustomization further below has is its own
    if (this.#kustomized.has(folder)) {
      return foldersAbove(file).find(above => this.#kustomized.has(above)) === folder;
    }
    if (this.#charts.has(folder)) {
      return /^(?:templates|charts)\/|^(?:values|Chart)\.ya?ml$/.test(inner) || files.includes(file);
    }
    return isDeep || folderOf(file) === folder;
  }

  /** The reference with where its file goes, for one that no kustomization renames. */
  place(reference: ImageReference): ImageReference {
    const own = this.#around(reference);
    if (own.some(sends))
      return { ...this.#withPulls(reference, own), destinations: this.#destinations(own, MAX_NESTED) };
    return { ...reference, ...this.#placement(reference.file, MAX_NESTED) };
  }

  /** What the object or the step around the reference says: an Application's own values go where it sends its path. */
  #around(reference: ImageReference): readonly Placed[] {
    const map = this.#takers.size === 0 ? undefined : mapOf(reference);
    const takers = map === undefined ? [] : takersOf(map, this.#takers.get(map) ?? []);
    const around = ({ start, end }: Span) => start <= reference.span.start && reference.span.end <= end;
    return takers.length > 0 ? takers : (this.#declaredIn.get(reference.file) ?? []).filter(each => around(each.span));
  }

  #destinations(placed: readonly Placed[], nested: number): readonly Destination[] {
    const found = new Map<string, Destination>();
    for (const { by, target, sentTo, place } of placed) {
      const key = `${by} ${place.file} ${JSON.stringify(sentTo)}`;
      if (found.has(key)) continue;
      if (found.size >= (nested < MAX_NESTED ? MAX_DESTINATIONS_ABOVE : MAX_DESTINATIONS)) {
        found.set('', { by, target, sentTo: { kind: 'open', text: 'further targets, not followed' }, place });
        break;
      }
      const to =
        sentTo.kind === 'own' ? { kind: 'own' as const, declaredBy: this.#placement(place.file, nested - 1) } : sentTo;
      found.set(key, { by, target, sentTo: to, place });
    }
    const sorted = [...found].sort(([one], [other]) => (one < other ? -1 : 1));
    const same = JSON.stringify([nested, sorted.map(([key, { target, place }]) => [key, target, place.span.start])]);
    return remembered(this.#lists, same, () => sorted.map(([, destination]) => destination));
  }

  /** Where a file goes, and where the files go that say so, `nested` times. A file that sends itself says nothing. */
  #placement(file: string, nested: number): Placement {
    return remembered(this.#placements, `${nested} ${file}`, () => {
      const ways = this.#surroundings.waysFrom(file);
      const { throughPlaced, direct } = this.#waysOf(file, ways);
      const through = throughPlaced.flatMap(each => each.placed);
      const isOfBoth = isKustomization(this.#surroundings.readings.get(file)) || through.length === 0;
      const placed = isOfBoth ? [...direct, ...through] : through;
      const others = nested === 0 ? [] : placed.filter(({ place }) => place.file !== file);
      return { file, ...placedAt(filesOf(ways), this.#destinations(others, nested)) };
    });
  }

  /** What a declaration replaces, as a last kustomization. */
  #stageOf({ images = [], patches = [], place, by }: Placed, way: readonly Stage[]): Stage {
    const renames = images.map(rule => ({ kind: 'rename' as const, by, rule, file: place.file, fields: [] }));
    const steps = [...patches.flatMap(patch => stepsOf(patch, place.file, this.#surroundings)), ...renames];
    return { kustomization: way.at(-1)?.kustomization ?? { place }, steps };
  }

  /** The reference with the pull secrets that what deploys it may give to its pod; of each, only the name is known. */
  #withPulls(reference: ImageReference, placed: readonly Given[]): ImageReference {
    const { workload, span } = reference;
    if (workload.platform !== 'kubernetes') return reference;
    const names = placed.flatMap(each => [...(each.secrets ?? []), ...this.#given.pullsIn(each, reference)]);
    if (names.length === 0) return reference;
    const more = [...new Set(names)].map(text => ({ text, span }));
    return { ...reference, workload: { ...workload, morePullSecrets: [...workload.morePullSecrets, ...more] } };
  }
}

/** A reference whose name values from elsewhere may replace. */
function opened(reference: ImageReference, { valuesFrom: [source] = [], place }: Placed): ImageReference {
  const origin = { ...place, role: t('value of {0}', source?.text ?? '') };
  return { ...reference, image: readImage('${valuesFrom}'), origins: [...reference.origins, origin] };
}

/** A reference as some ways deploy it. */
interface Variant {
  readonly reference: ImageReference;
  readonly way: readonly Stage[];
  readonly placed: readonly Placed[];
}

/** Far more than a repository sends one file to, and a file that says so. */
const MAX_DESTINATIONS = 100;
const MAX_DESTINATIONS_ABOVE = 10;
/** A root Application deploys an ApplicationSet, whose Applications deploy Applications. */
const MAX_NESTED = 3;

function nameOf(way: readonly Stage[]): string {
  return way.map(({ kustomization }) => kustomization.place.file).join('\n');
}

function filesOf(ways: readonly (readonly Stage[])[]): readonly string[] {
  return [...new Set(ways.flatMap(way => way.map(({ kustomization }) => kustomization.place.file)))].sort();
}

function placedAt(overlays: readonly string[], destinations: readonly Destination[]): Omit<Placement, 'file'> {
  return { ...(overlays.length > 0 ? { overlays } : {}), ...(destinations.length > 0 ? { destinations } : {}) };
}

function add(map: Map<string, Placed[]>, key: string, placed: Placed): void {
  const known = remembered(map, key, () => []);
  if (known.length < MAX_PLACED) known.push(placed);
}
