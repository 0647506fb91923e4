import { once, remembered } from '../../model/memo.ts';
import { folderOf, lastUpTo, type Span } from '../../model/place.ts';
import type { Declaration, ManifestReading, ReadingProblem } from '../../model/reading.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { PodWorkload } from '../../model/workload.ts';
import { Destinations, type Surroundings } from './destinations.ts';
import { folderOfChart, HelmCharts, isOfChart } from './helm/helmCharts.ts';
import { isKustomization, Kustomizations, type Stage } from './kustomize/kustomizations.ts';
import { asksFor, Declared, distinct, joinPod, namesFor } from './pods.ts';
import { Programs, withAlias } from './programs.ts';

type Joins = ReturnType<typeof joinsOf>;

/** What files say of each other, as of the last change that matters to it. Each part is made when it is asked for. */
function joinsOf({ readings, waysFrom }: Omit<Surroundings, 'declared'>) {
  const declared = once(() => new Declared(readings.values()));
  return {
    declared,
    kustomizations: once(() => new Kustomizations(readings, declared())),
    charts: once(() => new HelmCharts(readings)),
    destinations: once(() => new Destinations({ readings, declared: declared(), waysFrom })),
    programs: new Programs(readings),
  };
}

/**
 * The readings of a workspace, joined: a reference learns what other files say of its service account, its pull
 * secrets and its name. It is updated by file; nothing is read twice.
 */
export class ManifestIndex {
  readonly #readings = new Map<string, ManifestReading>();
  /** Undefined until it is asked for. */
  #made: Joins | undefined;

  /**
   * Puts a file's reading in place of its former one, and returns the names of the files whose references may change. An
   * edit above an account or a secret moves it, and with it the evidence of the pods that ask for it by name. To tell in
   * which files any other declaration has a say, each would have to be asked: then it is all.
   */
  update(reading: ManifestReading): readonly string[] | 'all' {
    const { file } = reading;
    const before = this.#readings.get(file);
    this.#readings.set(file, reading);
    // while many files are read, nothing has been joined, and nothing is compared
    if (this.#made === undefined || before === undefined) return this.#startOver();
    const changed = changedBetween(before, reading);
    const names = changed && namesFor(changed, this.#readings.values());
    if (names === undefined) return this.#startOver();
    const { declared, charts, programs, kustomizations, destinations } = this.#made;
    if (kustomizations().uses(file) || destinations().names(file)) return this.#startOver();
    const moved = [file, ...charts().changed(file), ...programs.changed(file)];
    if (names.size === 0) return [...moved, ...this.#changing(file)];
    if ([...this.#readings.values()].some(each => this.#patchesPods(each))) return this.#startOver();
    declared().take(this.#readings.values());
    kustomizations().podsChanged();
    const asking = [...this.#readings.values()].filter(each => asksFor(each, names)).map(each => each.file);
    return [...new Set([...moved, ...asking, ...[file, ...asking].flatMap(each => this.#changing(each))])];
  }

  /** Whether kustomizations tell by a file who pulls: for which pods would have to be asked of each way to it. */
  #patchesPods(reading: ManifestReading): boolean {
    const { declarations, file } = reading;
    const isPatch = isKustomization(reading) || declarations.some(hasPatch) || this.#joins.kustomizations().uses(file);
    return isPatch && declarations.some(isOfPatch);
  }

  /** Forgets a file; returns as `update` does. */
  remove(file: string): readonly string[] | 'all' {
    return this.#readings.delete(file) ? this.#startOver() : [];
  }

  #startOver(): 'all' {
    this.#made = undefined;
    return 'all';
  }

  get #joins(): Joins {
    this.#made ??= joinsOf({ readings: this.#readings, waysFrom: file => this.#waysFrom(file) });
    return this.#made;
  }

  /** Joins what was read, in parts that each take some milliseconds where there are many files. */
  readonly parts: readonly (() => unknown)[] = [
    () => this.#joins.declared(),
    () => this.#joins.kustomizations(),
    () => this.#joins.charts(),
    () => this.#joins.destinations(),
  ];

  files(): readonly string[] {
    return [...this.#readings.keys()];
  }

  reading(file: string): ManifestReading | undefined {
    return this.#readings.get(file);
  }

  /** The parts of a file that could not be read, or followed into other files; empty for a file it doesn't hold. */
  problems(file: string): readonly ReadingProblem[] {
    const { programs, kustomizations, charts } = this.#joins;
    const own = this.#readings.get(file)?.problems ?? [];
    const together = programs
      .problems(file)
      .filter(({ message, span }) => !own.some(each => each.message === message && each.span.start === span.start));
    return [...own, ...together, ...kustomizations().problems(file), ...charts().problems(file)];
  }

  /** The files that the kustomization of this file deploys; empty for any other file. */
  deployedBy(file: string): Iterable<string> {
    return isKustomization(this.#readings.get(file)) ? this.#joins.kustomizations().below(file).files : [];
  }

  /** The references of one file, joined with what the other files declare; empty for a file it doesn't hold. */
  references(file: string): readonly ImageReference[] {
    const { programs, kustomizations, charts, destinations, declared } = this.#joins;
    const written = (programs.reading(file) ?? this.#readings.get(file))?.references ?? [];
    const settled = written.flatMap(reference => withAlias(reference, this.#readings));
    const own = [...settled.flatMap(reference => charts().join(reference)), ...charts().movedBy(file)];
    if (own.length === 0) return own;
    const isReplacing = written.some(({ format }) => format === 'kustomization');
    const replaced = isReplacing || kustomizations().isEdit(file) ? this.#replacedBy(file) : undefined;
    // a kustomization's own images are those that it deploys
    const isPlain = !isKustomization(this.#readings.get(file));
    const ways = isPlain ? this.#waysFrom(file) : [];
    const pods = new Map<PodWorkload, PodWorkload>(); // containers share theirs
    const joined = own.flatMap(reference => {
      const { workload } = reference;
      if (workload.platform !== 'kubernetes') return [destinations().place(reference)];
      const pod = remembered(pods, workload, () => joinPod(workload, file, declared()));
      const pulling = (replaced && this.#podsOf(reference.span, workload, pod, replaced)) ?? [pod];
      return pulling.flatMap(each =>
        isPlain
          ? destinations().join({ ...reference, workload: each }, ways)
          : [destinations().place({ ...reference, workload: each })],
      );
    });
    // only these are of several pods at once
    const isShared = replaced !== undefined || written.some(({ format }) => format === 'helm-values');
    return isShared ? distinct(joined) : joined;
  }

  /** Up from a file: by its name, as the folder of a kustomization, or as a part of a chart that a kustomization inflates. */
  #waysFrom(file: string): readonly (readonly Stage[])[] {
    const kustomizations = this.#joins.kustomizations();
    if (isKustomization(this.#readings.get(file))) return kustomizations.waysFrom(folderOf(file));
    const chart = this.#joins.charts().chartOf(file);
    const ofChart = chart === undefined ? [] : kustomizations.waysFrom(chart);
    const isDefault = /^\/?(?:templates\/|charts\/|values\.ya?ml$)/.test(file.slice(chart?.length));
    const taking = ofChart.filter(([first]) => isDefault || first?.values?.files.includes(file) === true);
    return taking.length === 0 ? kustomizations.waysFrom(file) : taking;
  }

  /**
   * An image of a kustomization or a patch is pulled by the pods whose image it replaces: with their secrets and accounts.
   * Pods that were not read may have any. `own` is the pod that is written around it, joined.
   */
  #podsOf(span: Span, written: PodWorkload, own: PodWorkload, { places, unread }: Replaced): readonly PodWorkload[] {
    const place = lastUpTo(places, span.start, each => each.span.start);
    if (place === undefined || span.end > place.span.end) {
      const more = [...unread].map(text => ({ text, span }));
      return [{ ...own, morePullSecrets: [...own.morePullSecrets, ...more] }];
    }
    const account = written.serviceAccount && own.serviceAccount;
    const isOwn = (text: string) => own.pullSecrets.some(secret => secret.text === text);
    return [...place.pods].map(pod => ({
      ...pod,
      pullSecrets: [...own.pullSecrets, ...pod.pullSecrets.filter(({ text }) => !isOwn(text))],
      serviceAccount: account ?? pod.serviceAccount,
    }));
  }

  /** The pods whose images a kustomization's file or a patch replaces. */
  #replacedBy(own: string): Replaced {
    const kustomizations = this.#joins.kustomizations();
    const { files, unread } = kustomizations.below(own);
    const plain = [...files].filter(file => !kustomizations.isEdit(file));
    const references = plain.flatMap(file => this.#readings.get(file)?.references ?? []);
    const places = new Map<number, { readonly span: Span; readonly pods: Set<PodWorkload> }>();
    for (const { workload, origins } of references.flatMap(reference => kustomizations.deployed(reference))) {
      for (const { file, span } of origins) {
        if (file !== own || workload.platform !== 'kubernetes') continue;
        remembered(places, span.start, () => ({ span, pods: new Set() })).pods.add(workload);
      }
    }
    return { places: [...places.values()].sort((one, other) => one.span.start - other.span.start), unread };
  }

  /** Files whose images the pods of a file pull, through kustomizations. */
  #changing(file: string): readonly string[] {
    const changing = ({ kustomization, steps }: Stage) => [
      kustomization.place.file,
      ...steps.flatMap(step => (step.kind === 'rename' ? step.file : step.kind === 'patch' ? step.patch.file : [])),
    ];
    return this.#waysFrom(file).flatMap(way => way.flatMap(changing));
  }
}

/**
 * What a file says to others but those of its chart or its program, and did not before; or no more. Undefined: its chart
 * is another, or the patches in it.
 */
function changedBetween(before: ManifestReading, now: ManifestReading): readonly Declaration[] | undefined {
  if (isOfChart(before) !== isOfChart(now) || folderOfChart(before) !== folderOfChart(now)) return undefined;
  if (now.declarations.some(hasPatch) && patching(before) !== patching(now)) return undefined;
  const [former, present] = [before, now].map(
    ({ declarations }) => new Map(declarations.flatMap(each => (isOfPatch(each) ? [] : [[saidToAll(each), each]]))),
  );
  return [...(former ?? []), ...(present ?? [])].flatMap(([said, each]) =>
    former?.has(said) && present?.has(said) ? [] : each,
  );
}

/** All that counts of a patch in the file itself. */
function patching({ references, declarations }: ManifestReading): string {
  return JSON.stringify([references, declarations.filter(isOfPatch)]);
}

/** Who pulls by an object: nothing to others, unless it is a patch. */
function isOfPatch({ kind }: Declaration): boolean {
  return kind === 'pulls';
}

/** Whether images of the file itself go into others. */
function hasPatch(declaration: Declaration): boolean {
  const isPatching = declaration.kind === 'kustomization' || declaration.kind === 'destination';
  return isPatching && (declaration.patches ?? []).some(({ path }) => path === undefined);
}

function saidToAll(declaration: Declaration): string {
  switch (declaration.kind) {
    case 'chart':
    case 'chartValues':
    case 'chartTemplate':
      return declaration.kind;
    case 'infrastructure':
      return JSON.stringify({ ...declaration, text: '' });
    default:
      return JSON.stringify(declaration);
  }
}

interface Replaced {
  /** What replaces images, in the order of the text, with the pods whose images it replaces. */
  readonly places: readonly { readonly span: Span; readonly pods: ReadonlySet<PodWorkload> }[];
  /** Files that it deploys and that were not read. */
  readonly unread: ReadonlySet<string>;
}
