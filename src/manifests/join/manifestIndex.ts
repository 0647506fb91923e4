import type { Span } from '../../model/place.ts';
import type { KustomizationImage, ManifestReading, ReadingProblem } from '../../model/reading.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { PodWorkload } from '../../model/workload.ts';
import { Destinations } from './destinations.ts';
import { HelmCharts } from './helmCharts.ts';
import { Kustomizations, type Stage } from './kustomize/kustomizations.ts';
import { folderOf } from './kustomize/stages.ts';
import { Declared, distinct, joinPod, namesUsedBy, patchedPod } from './pods.ts';
import { Programs } from './programs.ts';

/**
 * The readings of a workspace, joined: a reference learns what other files say of its service account, its pull
 * secrets and its name. It is updated by file; nothing is read twice.
 */
export class ManifestIndex {
  readonly #readings = new Map<string, ManifestReading>();
  readonly #declared = new Declared();
  readonly #kustomizations = new Kustomizations({
    reading: file => this.#readings.get(file),
    declared: this.#declared,
  });
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
    const destinations = this.#whereFilesGo();
    const isKustomization = written.some(({ format }) => format === 'kustomization');
    const replaced = isKustomization || this.isPatch(file) ? this.#replacedBy(file) : undefined;
    // a kustomization's own images are those that it deploys
    const isPlain = !this.#isKustomization(file);
    const ways = isPlain ? this.#waysFrom(file) : [];
    const joined = own.flatMap(reference => {
      const { workload } = reference;
      if (workload.platform !== 'kubernetes') return [destinations.place(reference)];
      const pods = replaced === undefined ? undefined : this.#podsOf(reference, replaced);
      return (pods ?? [joinPod(workload, file, this.#declared)]).flatMap(pod =>
        isPlain
          ? destinations.join({ ...reference, workload: pod }, ways)
          : [destinations.place({ ...reference, workload: pod })],
      );
    });
    // only these are of several pods at once
    const isShared = replaced !== undefined || written.some(({ format }) => format === 'helm-values');
    return isShared ? distinct(joined) : joined;
  }

  #whereFilesGo(): Destinations {
    this.#destinations ??= new Destinations({
      readings: this.#readings,
      declared: this.#declared,
      waysFrom: file => this.#waysFrom(file),
      isKustomization: file => this.#isKustomization(file),
    });
    return this.#destinations;
  }

  #isKustomization(file: string): boolean {
    return this.#readings.get(file)?.declarations.some(({ kind }) => kind === 'kustomization') === true;
  }

  /** Up from a file: by its name, as the folder of a kustomization, or as a part of a chart that a kustomization inflates. */
  #waysFrom(file: string): readonly (readonly Stage[])[] {
    if (this.#isKustomization(file)) return this.#kustomizations.waysFrom(folderOf(file));
    const chart = this.#charts.chartOf(file);
    const ofChart = chart === undefined ? [] : this.#kustomizations.waysFrom(chart);
    const isDefault = /^\/?(?:templates\/|charts\/|values\.ya?ml$)/.test(file.slice(chart?.length));
    const taking = ofChart.filter(([first]) => isDefault || first?.values?.files.includes(file) === true);
    return taking.length === 0 ? this.#kustomizations.waysFrom(file) : taking;
  }

  /** Whether kustomizations put what is in a file into other manifests. */
  isPatch(file: string): boolean {
    return this.#kustomizations.isEdit(file);
  }

  /**
   * An image of a kustomization or a patch is pulled by the pods whose image it replaces: with their secrets and accounts.
   * Pods that were not read may have any. Undefined: it replaces none.
   */
  #podsOf(reference: ImageReference, { rules, pods, unread }: Replaced): readonly PodWorkload[] | undefined {
    const { span, workload } = reference;
    const rule = pods.get(reference) ? reference : ruleAt(rules, span);
    if (workload.platform !== 'kubernetes') return undefined;
    const found = rule === undefined ? [] : (pods.get(rule) ?? []);
    if (found.length > 0) {
      const own = joinPod(workload, reference.file, this.#declared);
      const account = workload.serviceAccount && own.serviceAccount;
      const isOwn = (text: string) => own.pullSecrets.some(secret => secret.text === text);
      return found.map(pod => ({
        ...pod,
        pullSecrets: [...own.pullSecrets, ...pod.pullSecrets.filter(({ text }) => !isOwn(text))],
        serviceAccount: account ?? pod.serviceAccount,
      }));
    }
    if (rule === undefined && unread.size === 0) return undefined;
    return [{ ...workload, morePullSecrets: [...unread].map(text => ({ text, span })) }];
  }

  /** The pods that each entry of a kustomization's file, or image of a patch, replaces an image of. */
  #replacedBy(own: string): Replaced {
    const { files, unread } = this.#kustomizations.below(own, name => this.#readings.has(name));
    const rules = this.#rulesOf(own).toSorted((one, other) => one.span.start - other.span.start);
    const changing = new Set([...rules, ...(this.#readings.get(own)?.references ?? [])]);
    const pods = new Map<KustomizationImage | ImageReference, PodWorkload[]>();
    for (const file of changing.size === 0 ? [] : files) {
      for (const candidate of this.#readings.get(file)?.references ?? []) {
        const { workload } = candidate;
        if (workload.platform !== 'kubernetes' || this.isPatch(file)) continue;
        const pod = joinPod(workload, file, this.#declared);
        for (const [each, changes] of this.#kustomizations.replacing(candidate)) {
          if (!changing.has(each)) continue;
          const patched = [...changes.values()].map(change =>
            change.reduce((before, pulls) => patchedPod(before, pulls, candidate.span), pod),
          );
          pods.set(each, [...(pods.get(each) ?? []), ...patched]);
        }
      }
    }
    return { rules, pods, unread };
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
    this.#kustomizations.changed(reading);
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
    this.#kustomizations.changed(reading);
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
    const reachAnyFile = ['kustomization', 'imageTransformer', 'imageFields', 'replacements', 'destination', 'fields'];
    const isPatch = [...affected].some(file => this.isPatch(file));
    if (isPatch || changed.some(({ kind }) => reachAnyFile.includes(kind))) {
      for (const users of this.#users.values()) for (const file of users) affected.add(file);
    }
    return [...affected];
  }
}

interface Replaced {
  /** In the order of the text. */
  readonly rules: readonly KustomizationImage[];
  readonly pods: ReadonlyMap<KustomizationImage | ImageReference, readonly PodWorkload[]>;
  /** Files that it deploys and that were not read. */
  readonly unread: ReadonlySet<string>;
}

/** Whether a file has a say in where others go. */
function isPlacing({ declarations }: ManifestReading): boolean {
  return declarations.some(({ kind }) => ['destination', 'fields', 'kustomization', 'chart'].includes(kind));
}

/** The rule that an image is in; by halves, since a file may have very many. */
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
  return new Set([
    ...reading.references.flatMap(({ workload }) => (workload.platform === 'kubernetes' ? namesUsedBy(workload) : [])),
    ...reading.declarations.flatMap(declaration => (declaration.kind === 'pulls' ? (declaration.account ?? []) : [])),
  ]);
}
