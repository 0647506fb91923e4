import type { Span } from '../../model/place.ts';
import type { KustomizationImage, ManifestReading, ReadingProblem } from '../../model/reading.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { PodWorkload } from '../../model/workload.ts';
import { Destinations } from './destinations.ts';
import { HelmCharts } from './helmCharts.ts';
import { folderOf, Kustomizations } from './kustomizations.ts';
import { Declared, distinct, joinPod, namesUsedBy } from './pods.ts';
import { Programs } from './programs.ts';

/**
 * The readings of a workspace, joined: a reference learns what other files say of its service account, its pull
 * secrets and its name. It is updated by file; nothing is read twice.
 */
export class ManifestIndex {
  readonly #readings = new Map<string, ManifestReading>();
  readonly #declared = new Declared();
  readonly #kustomizations = new Kustomizations();
  readonly #charts = new HelmCharts();
  readonly #programs = new Programs();
  /** Found since the last change that matters to it. */
  #destinations: Destinations | undefined;
  /** Which files' pods use a name of a secret or a service account. */
  readonly #users = new Map<string, Set<string>>();

  /** Puts a file's reading in place of its former one, and returns the names of all files whose references may change. */
  update(reading: ManifestReading): readonly string[] {
    const before = this.#readings.get(reading.file);
    const together = this.#filesWith(reading.file);
    this.add(reading);
    return this.#affectedBy(before, reading, [...together, ...this.#filesWith(reading.file)]);
  }

  /** As `update`, for callers that add all files before they ask for any reference: finding out what changes costs far more. */
  add(reading: ManifestReading): void {
    const before = this.#readings.get(reading.file);
    if (before) this.#takeOut(before);
    if (!before || isPlacing(before) || isPlacing(reading)) this.#destinations = undefined;
    this.#putIn(reading);
  }

  /** Forgets a file; returns as `update` does. */
  remove(file: string): readonly string[] {
    const before = this.#readings.get(file);
    if (!before) return [];
    const together = this.#filesWith(file);
    this.#takeOut(before);
    this.#destinations = undefined;
    return this.#affectedBy(before, undefined, together);
  }

  /** The files of its chart, or those that hand values to each other. */
  #filesWith(file: string): readonly string[] {
    return [...this.#charts.filesWith(file), ...this.#programs.filesWith(file)];
  }

  files(): readonly string[] {
    return [...this.#readings.keys()];
  }

  reading(file: string): ManifestReading | undefined {
    return this.#readings.get(file);
  }

  /** The parts of a file that could not be read, or followed into other files; empty for a file it doesn't hold. */
  problems(file: string): readonly ReadingProblem[] {
    const own = this.#readings.get(file)?.problems ?? [];
    const together = this.#programs
      .problems(file)
      .filter(({ message, span }) => !own.some(each => each.message === message && each.span.start === span.start));
    return [...own, ...together, ...this.#kustomizations.problems(file), ...this.#charts.problems(file)];
  }

  /** The files that the kustomization of this file deploys; empty for any other file. */
  deployedBy(file: string): Iterable<string> {
    return this.#isKustomization(file) ? this.#kustomizations.below(file, name => this.#readings.has(name)).files : [];
  }

  /** The references of one file, joined with what the other files declare; empty for a file it doesn't hold. */
  references(file: string): readonly ImageReference[] {
    const written = (this.#programs.reading(file) ?? this.#readings.get(file))?.references ?? [];
    const own = [...written.flatMap(reference => this.#charts.join(reference)), ...this.#charts.movedBy(file)];
    if (own.length === 0) return own;
    const ways = this.#kustomizations.waysFrom(file);
    const destinations = this.#whereFilesGo();
    const isKustomization = written.some(({ format }) => format === 'kustomization');
    const replaced = isKustomization ? this.#replacedBy(file) : undefined;
    const joined = own.flatMap(reference => {
      const { workload } = reference;
      if (replaced !== undefined && reference.format === 'kustomization') {
        return this.#withPodsOf(destinations.place(reference), replaced);
      }
      if (workload.platform !== 'kubernetes') return [destinations.place(reference)];
      return destinations.join({ ...reference, workload: joinPod(workload, file, this.#declared) }, ways);
    });
    // only these are of several pods at once
    const isShared = isKustomization || written.some(({ format }) => format === 'helm-values');
    return isShared ? distinct(joined) : joined;
  }

  #whereFilesGo(): Destinations {
    this.#destinations ??= new Destinations({
      readings: this.#readings,
      declared: this.#declared,
      waysFrom: file => this.#kustomizations.waysFrom(this.#isKustomization(file) ? folderOf(file) : file),
      isKustomization: file => this.#isKustomization(file),
    });
    return this.#destinations;
  }

  #isKustomization(file: string): boolean {
    return this.#readings.get(file)?.declarations.some(({ kind }) => kind === 'kustomization') === true;
  }

  /**
   * An image of a kustomization is pulled by the pods whose image it replaces: with their secrets and accounts. Pods
   * that were not read may have any.
   */
  #withPodsOf(reference: ImageReference, replaced: Replaced): readonly ImageReference[] {
    const { span, workload } = reference;
    const rule = ruleAt(replaced.rules, span);
    if (!rule || workload.platform !== 'kubernetes') return [reference];
    const pods = replaced.pods.get(rule) ?? [];
    if (pods.length > 0) return pods.map(pod => ({ ...reference, workload: pod }));
    const morePullSecrets = [...replaced.unread].map(text => ({ text, span }));
    return [{ ...reference, workload: { ...workload, morePullSecrets } }];
  }

  /** The pods that each entry of a kustomization's file replaces an image of. */
  #replacedBy(own: string): Replaced {
    const { files, unread } = this.#kustomizations.below(own, name => this.#readings.has(name));
    const rules = new Set(this.#rulesOf(own).toSorted((one, other) => one.span.start - other.span.start));
    const pods = new Map<KustomizationImage, PodWorkload[]>();
    for (const file of rules.size === 0 ? [] : files) {
      for (const candidate of this.#readings.get(file)?.references ?? []) {
        const { workload } = candidate;
        if (workload.platform !== 'kubernetes') continue;
        for (const rule of this.#kustomizations.replacing(candidate)) {
          if (rules.has(rule)) pods.set(rule, [...(pods.get(rule) ?? []), joinPod(workload, file, this.#declared)]);
        }
      }
    }
    return { rules: [...rules], pods, unread };
  }

  #rulesOf(file: string): readonly KustomizationImage[] {
    return (this.#readings.get(file)?.declarations ?? []).flatMap(declaration =>
      declaration.kind === 'kustomization' || declaration.kind === 'imageTransformer' ? declaration.images : [],
    );
  }

  #putIn(reading: ManifestReading): void {
    this.#readings.set(reading.file, reading);
    this.#charts.add(reading);
    this.#programs.add(reading);
    for (const declaration of reading.declarations) {
      this.#declared.add(reading.file, declaration);
      if (declaration.kind === 'kustomization') this.#kustomizations.set(declaration);
    }
    const transformers = reading.declarations.filter(declaration => declaration.kind === 'imageTransformer');
    if (transformers.length > 0) this.#kustomizations.setTransformers(reading.file, transformers);
    for (const name of usedNames(reading)) {
      const users = this.#users.get(name);
      if (users) users.add(reading.file);
      else this.#users.set(name, new Set([reading.file]));
    }
  }

  #takeOut(reading: ManifestReading): void {
    this.#readings.delete(reading.file);
    this.#charts.remove(reading);
    this.#programs.remove(reading);
    for (const declaration of reading.declarations) {
      this.#declared.remove(reading.file, declaration);
      if (declaration.kind === 'kustomization') this.#kustomizations.remove(declaration);
    }
    this.#kustomizations.setTransformers(reading.file, []);
    for (const name of usedNames(reading)) this.#users.get(name)?.delete(reading.file);
  }

  #affectedBy(
    before: ManifestReading | undefined,
    after: ManifestReading | undefined,
    together: readonly string[],
  ): readonly string[] {
    const affected = new Set([...[before, after].flatMap(reading => reading?.file ?? []), ...together]);
    const changed = [...(before?.declarations ?? []), ...(after?.declarations ?? [])];
    // A service account may hand its pods a secret that they don't name, so all files whose pods use any name are affected.
    const names = new Set(
      changed.flatMap(declaration => {
        if (declaration.kind === 'serviceAccount') return [declaration.name];
        return declaration.kind === 'pullBinding' ? [declaration.serviceAccount] : [];
      }),
    );
    const everyUser = changed.some(({ kind }) => kind === 'pullSecret');
    for (const [name, users] of this.#users) {
      // a name that a template makes may be any
      const isUser = everyUser || names.has(name) || (names.size > 0 && name.includes('{{'));
      if (isUser)
        for (const file of users) for (const each of [file, ...this.#charts.filesWith(file)]) affected.add(each);
    }
    // Which files a kustomization or a destination reaches can't be told from the files, so all with pods are asked.
    const reachAnyFile = ['kustomization', 'imageTransformer', 'destination', 'configMap'];
    if (changed.some(({ kind }) => reachAnyFile.includes(kind))) {
      for (const users of this.#users.values()) for (const file of users) affected.add(file);
    }
    return [...affected];
  }
}

interface Replaced {
  /** In the order of the text. */
  readonly rules: readonly KustomizationImage[];
  readonly pods: ReadonlyMap<KustomizationImage, readonly PodWorkload[]>;
  /** Files that it deploys and that were not read. */
  readonly unread: ReadonlySet<string>;
}

/** Whether a file has a say in where others go. */
function isPlacing({ declarations }: ManifestReading): boolean {
  return declarations.some(({ kind }) => ['destination', 'configMap', 'kustomization', 'chart'].includes(kind));
}

/** The rule in which an image stands; by halves, since a file may have very many. */
function ruleAt(rules: readonly KustomizationImage[], { start, end }: Span): KustomizationImage | undefined {
  let low = 0;
  let high = rules.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((rules[middle]?.span.start ?? 0) <= start) low = middle;
    else high = middle - 1;
  }
  const rule = rules[low];
  return rule && rule.span.start <= start && end <= rule.span.end ? rule : undefined;
}

function usedNames(reading: ManifestReading): ReadonlySet<string> {
  return new Set(
    reading.references.flatMap(({ workload }) => (workload.platform === 'kubernetes' ? namesUsedBy(workload) : [])),
  );
}
