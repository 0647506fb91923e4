import type { Origin, Place, Span } from '../../model/place.ts';
import type { Declaration, KustomizationImage } from '../../model/reading.ts';
import type { FormatId, ImageReference } from '../../model/reference.ts';
import type { DeclaredIdentity, PullBinding, RegistryEntry, ServiceAccount, Workload } from '../../model/workload.ts';
import type { DocumentReading } from './harvest.ts';

interface Remembered extends Span {
  readonly reading: DocumentReading;
}

/**
 * The documents of one file as they were read last. A keystroke changes one of them: what stands before the change is
 * kept, what stands after it is moved, and only what lies between is split and read again.
 */
export class DocumentMemory {
  #format: FormatId | undefined;
  #text = '';
  #documents: readonly Remembered[] = [];

  /** The readings of all documents of a text; `read` is asked for those that are not known from last time. */
  update(
    format: FormatId,
    text: string,
    split: (text: string) => readonly Span[],
    read: (span: Span) => DocumentReading,
  ): readonly DocumentReading[] {
    const last = format === this.#format ? this.#documents : [];
    const [head, tail] = unchanged(last, this.#text, text);
    const kept = last.slice(0, head);
    const by = text.length - this.#text.length;
    const move = moverBy(by);
    const moved = last
      .slice(last.length - tail)
      .map(({ start, end, reading }) => ({ start: start + by, end: end + by, reading: move(reading) }));
    const from = kept.at(-1)?.end ?? 0;
    const to = moved[0]?.start ?? text.length;
    const between = split(text.slice(from, to)).map(({ start, end }) => {
      const span = { start: start + from, end: end + from };
      return { ...span, reading: read(span) };
    });
    this.#format = format;
    this.#text = text;
    this.#documents = [...kept, ...between, ...moved];
    return this.#documents.map(document => document.reading);
  }
}

/**
 * How many documents at both ends are surely as they were. Where one ends depends on the marker that follows, and
 * where one begins on the lines before it, so a little more than the documents themselves has to be the same.
 */
function unchanged(documents: readonly Remembered[], before: string, text: string): readonly [number, number] {
  if (text === before) return [documents.length, 0];
  const equalHead = commonPrefix(before, text);
  // what is the same at both ends may overlap, where something was repeated or one of several was deleted
  const equalTail = Math.min(commonSuffix(before, text), Math.min(before.length, text.length) - equalHead);
  const head = countWhile(documents.length, index => (documents[index]?.end ?? 0) + LOOKAHEAD <= equalHead);
  const tail = countWhile(documents.length, index => {
    const start = documents[documents.length - 1 - index]?.start ?? 0;
    return before.length - start <= equalTail;
  });
  return [head, Math.max(0, Math.min(tail - 2, documents.length - head))];
}

/** No way to split a text looks further ahead: a marker with the blank after it, the first word of an object. */
const LOOKAHEAD = 32;

function commonPrefix(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let equal = 0;
  while (equal + CHUNK <= most && a.slice(equal, equal + CHUNK) === b.slice(equal, equal + CHUNK)) equal += CHUNK;
  const from = equal;
  const chunk = Math.min(CHUNK, most - from);
  return from + countWhile(chunk, index => a.slice(from, from + index + 1) === b.slice(from, from + index + 1));
}

function commonSuffix(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  const equals = (from: number, to: number) =>
    a.slice(a.length - to, a.length - from) === b.slice(b.length - to, b.length - from);
  let equal = 0;
  while (equal + CHUNK <= most && equals(equal, equal + CHUNK)) equal += CHUNK;
  const from = equal;
  return from + countWhile(Math.min(CHUNK, most - from), index => equals(from, from + index + 1));
}

/** An engine compares texts of this length at the speed of memory. */
const CHUNK = 64 * 1024;

/** How many of the first numbers below a count hold a test that holds up to some number and no further. */
function countWhile(count: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Moves readings of documents: every span `by` characters further on. All places in them lie in the document's own
 * file: what other files say is joined later.
 */
function moverBy(by: number): (reading: DocumentReading) => DocumentReading {
  const mover = new Mover(by);
  return reading => {
    const { references, declarations, problems } = reading;
    if (by === 0 || references.length + declarations.length + problems.length === 0) return reading;
    return {
      references: references.map(mover.reference),
      declarations: declarations.length === 0 ? declarations : declarations.map(mover.declaration),
      problems: problems.length === 0 ? problems : problems.map(mover.spanned),
    };
  };
}

class Mover {
  readonly #by: number;
  /** Images of one pod share their workload, and go on sharing it. */
  readonly #workloads = new Map<Workload, Workload>();

  constructor(by: number) {
    this.#by = by;
  }

  readonly reference = (reference: ImageReference): ImageReference => ({
    ...reference,
    span: this.#span(reference.span),
    workload: this.#workload(reference.workload),
    origins: this.#all<Origin>(reference.origins),
  });

  readonly declaration = (declaration: Declaration): Declaration => {
    switch (declaration.kind) {
      case 'serviceAccount':
        return {
          ...declaration,
          pullSecrets: declaration.pullSecrets.map(this.spanned),
          pullClientId: this.#maybe(declaration.pullClientId),
          pullTenantId: this.#maybe(declaration.pullTenantId),
          place: this.spanned(declaration.place),
        };
      case 'pullSecret':
        return { ...declaration, place: this.spanned(declaration.place) };
      case 'pullBinding':
        return { ...declaration, binding: this.#binding(declaration.binding) };
      case 'kustomization':
        return {
          ...declaration,
          resources: declaration.resources.map(this.spanned),
          components: declaration.components.map(this.spanned),
          transformers: declaration.transformers.map(this.spanned),
          images: declaration.images.map(this.#kustomizationImage),
          place: this.spanned(declaration.place),
        };
      case 'imageTransformer':
        return {
          ...declaration,
          images: declaration.images.map(this.#kustomizationImage),
          place: this.spanned(declaration.place),
        };
      case 'destination':
        return {
          ...this.spanned(declaration),
          place: this.spanned(declaration.place),
          ...(declaration.images && { images: declaration.images.map(this.#kustomizationImage) }),
          ...(declaration.substitutes && {
            substitutes: { ...declaration.substitutes, values: this.#all(declaration.substitutes.values) },
          }),
        };
      case 'configMap':
        return { ...declaration, values: this.#all(declaration.values), place: this.spanned(declaration.place) };
      case 'chart':
        return {
          ...declaration,
          name: this.#maybe(declaration.name),
          version: this.#maybe(declaration.version),
          appVersion: this.#maybe(declaration.appVersion),
        };
      case 'chartValues':
        return { ...declaration, values: declaration.values.map(this.spanned) };
      case 'chartTemplate':
        return { ...declaration, contexts: declaration.contexts.map(this.spanned) };
    }
  };

  readonly spanned = <T extends { readonly span: Span }>(value: T): T => ({ ...value, span: this.#span(value.span) });

  #span(span: Span): Span {
    return { start: span.start + this.#by, end: span.end + this.#by };
  }

  #all<T extends { readonly span: Span }>(values: readonly T[]): readonly T[] {
    return values.length === 0 ? values : values.map(this.spanned);
  }

  #maybe<T extends { readonly span: Span }>(value: T | undefined): T | undefined {
    return value === undefined ? undefined : this.spanned(value);
  }

  #workload(workload: Workload): Workload {
    const known = this.#workloads.get(workload);
    if (known !== undefined) return known;
    const moved = this.#moveWorkload(workload);
    this.#workloads.set(workload, moved);
    return moved;
  }

  #moveWorkload(workload: Workload): Workload {
    switch (workload.platform) {
      case 'kubernetes':
        // most pods have no place in them; theirs are shared with the reading before
        if (workload.pullSecrets.length + workload.morePullSecrets.length === 0 && !workload.serviceAccount)
          return workload;
        return {
          ...workload,
          pullSecrets: workload.pullSecrets.map(secret => ({
            ...this.spanned(secret),
            definedAt: this.#maybe<Place>(secret.definedAt),
          })),
          morePullSecrets: this.#all(workload.morePullSecrets),
          serviceAccount: this.#serviceAccount(workload.serviceAccount),
        };
      case 'containerApp':
      case 'containerAppJob':
      case 'containerGroup':
        return {
          ...workload,
          registries: workload.registries?.map(this.#optionallySpanned<RegistryEntry>),
          identity: this.#identity(workload.identity),
        };
      case 'site':
        return { ...workload, identity: this.#identity(workload.identity) };
      default:
        return workload;
    }
  }

  #serviceAccount(account: ServiceAccount | undefined): ServiceAccount | undefined {
    if (account === undefined) return undefined;
    return {
      ...this.spanned(account),
      pullClientId: this.#maybe(account.pullClientId),
      pullTenantId: this.#maybe(account.pullTenantId),
      definedAt: this.#maybe<Place>(account.definedAt),
    };
  }

  #identity(identity: DeclaredIdentity | undefined): DeclaredIdentity | undefined {
    return identity === undefined ? undefined : this.#optionallySpanned(identity);
  }

  readonly #optionallySpanned = <T extends { readonly span: Span | undefined }>(value: T): T => ({
    ...value,
    span: value.span === undefined ? undefined : this.#span(value.span),
  });

  #binding(binding: PullBinding): PullBinding {
    return { ...binding, definedAt: this.spanned(binding.definedAt) };
  }

  readonly #kustomizationImage = (image: KustomizationImage): KustomizationImage => ({
    ...this.spanned(image),
    newName: this.#maybe(image.newName),
    newTag: this.#maybe(image.newTag),
    digest: this.#maybe(image.digest),
  });
}
