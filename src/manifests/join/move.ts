import type { Origin, Place, Span } from '../../model/place.ts';
import type { Declaration, KustomizationImage } from '../../model/reading.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { DeclaredIdentity, PullBinding, RegistryEntry, ServiceAccount, Workload } from '../../model/workload.ts';
import type { DocumentReading } from '../harvest.ts';

/**
 * Moves readings of documents: every span `by` characters further on. All places in them lie in the document's own
 * file: what other files say is joined later.
 */
export function moverBy(by: number): (reading: DocumentReading) => DocumentReading {
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
