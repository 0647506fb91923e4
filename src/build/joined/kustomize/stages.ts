import { remembered } from '../../../model/memo.ts';
import { folderOf, fromRoot, type Span } from '../../../model/place.ts';
import type { DeclaredPatch, ManifestReading, Replacement } from '../../../model/reading.ts';
import type { ImageReference } from '../../../model/reference.ts';
import { type DeclarationOf, type Declared, joinPulls } from '../pods.ts';
import { keysOf, leadsTo, selects } from './fields.ts';
import { type ImageFields, partOf, type SourceValue, type Step } from './steps.ts';

export type Kustomization = DeclarationOf<'kustomization'>;

/** What other files say, as the steps of a kustomization need it. */
interface Sources {
  readonly readings: ReadonlyMap<string, ManifestReading>;
  readonly declared: Declared;
  /** By its folder. */
  kustomization(folder: string): Kustomization | undefined;
  filesBelow(kustomization: Kustomization): ReadonlySet<string>;
}

interface Steps {
  readonly steps: Step[];
  /** Components and transformers that were followed. */
  readonly seen: Set<string>;
  /** Whether there are more. */
  isCut: boolean;
}

/** Components and transformers of one kustomization. */
export const maxParts = 1000;

/**
 * What each kustomization makes of images, in this order: its components, patches, names, images, replacements, and transformers.
 * https://github.com/kubernetes-sigs/kustomize/blob/master/api/internal/target/kusttarget.go (accumulateTarget),
 * kusttarget_configplugin.go (configureBuiltinTransformers)
 */
export class Stages {
  readonly #sources: Sources;
  readonly #known = new Map<string, Steps>();
  /** Files in which a value was looked for. */
  readonly #searched = new Set<string>();

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  hasSearched(file: string): boolean {
    return this.#searched.has(file);
  }

  /** What a kustomization makes of the images in one of its parts: of a component's, no component before it does. */
  of(kustomization: Kustomization, part?: string): Steps {
    const folder = folderOf(kustomization.place.file);
    const names = kustomization.components.map(({ text }) => fromRoot(folder, text));
    const later = part === undefined ? names : names.slice(names.indexOf(part) + 1);
    return remembered(this.#known, `${kustomization.place.file} ${later.length}`, () => {
      const found: Steps = { steps: [], seen: new Set(), isCut: false };
      this.#add(kustomization, later, found);
      return found;
    });
  }

  #add(kustomization: Kustomization, components: readonly string[], found: Steps): void {
    const { file } = kustomization.place;
    const folder = folderOf(file);
    for (const name of components) {
      const component = this.#sources.kustomization(name);
      if (component === undefined || !isNext(name, found)) continue;
      const below = component.components.map(({ text }) => fromRoot(name, text));
      this.#add(component, below, found);
    }
    for (const patch of kustomization.patches) found.steps.push(...stepsOf(patch, file, this.#sources));
    const { affix } = kustomization;
    if (affix !== undefined) found.steps.push({ kind: 'affix', ...affix });
    const fields = this.#fieldsOf(kustomization);
    for (const rule of kustomization.images) found.steps.push({ kind: 'rename', rule, file, fields });
    for (const each of kustomization.replacements) this.#addReplacements(each, kustomization, found);
    for (const { text } of kustomization.transformers) this.#addTransformers(fromRoot(folder, text), found);
  }

  #fieldsOf({ place, configurations }: Kustomization): ImageFields {
    const all = configurations.map(({ text }) => {
      const { declarations = [] } = this.#sources.readings.get(fromRoot(folderOf(place.file), text)) ?? {};
      return declarations.find(declaration => declaration.kind === 'imageFields')?.fields;
    });
    return all.includes(undefined) ? 'all' : all.flatMap(fields => fields ?? []);
  }

  #addReplacements(each: Kustomization['replacements'][number], kustomization: Kustomization, found: Steps): void {
    const own = kustomization.place.file;
    const isFile = 'text' in each;
    const file = isFile ? fromRoot(folderOf(own), each.text) : own;
    const { declarations = [] } = this.#sources.readings.get(file) ?? {};
    const replacements = isFile
      ? declarations.flatMap(said => (said.kind === 'replacements' ? said.replacements : []))
      : [each];
    for (const replacement of replacements) {
      const value = this.#valueOf(replacement, file, kustomization);
      found.steps.push({ kind: 'replacement', replacement, file, value });
    }
  }

  /** The value that is copied: data of a ConfigMap or an annotation, the image of an object, or what is written there. */
  #valueOf({ source, value }: Replacement, file: string, kustomization: Kustomization): SourceValue | undefined {
    if (source === undefined) return value && { ...value, file };
    const { kind, name, namespace, part } = source;
    const path = keysOf(source.field).join('.');
    const fields =
      kind === undefined
        ? undefined
        : name === undefined
          ? this.#onlyOf(kind, path, kustomization)
          : this.#sources.declared.find('fields', `${kind} ${name}`, namespace, kustomization.place.file);
    const written = fields?.values.find(each => each.name === path);
    const found =
      fields !== undefined && written !== undefined
        ? { text: written.text, file: fields.place.file, span: written.span }
        : this.#imageAt(source, kustomization);
    const text = found && partOf(found.text, part);
    return found && text !== undefined ? { ...found, text } : undefined;
  }

  /** A source without a name is the only object of its kind. */
  #onlyOf(kind: string, path: string, kustomization: Kustomization): DeclarationOf<'fields'> | undefined {
    const found = this.#readingsBelow(kustomization).flatMap(({ declarations }) =>
      declarations.filter(declaration => declaration.kind === 'fields'),
    );
    const [only, ...others] = found.filter(
      ({ name, values }) => name.startsWith(`${kind} `) && values.some(each => each.name === path),
    );
    return others.length === 0 ? only : undefined;
  }

  #imageAt(source: NonNullable<Replacement['source']>, kustomization: Kustomization): SourceValue | undefined {
    const isSource = (reference: ImageReference) =>
      selects(source, reference) === true && leadsTo(source.field, reference) === true;
    const [only, ...others] = this.#readingsBelow(kustomization).flatMap(({ references }) =>
      references.filter(isSource),
    );
    return only === undefined || others.length > 0 ? undefined : { text: only.text, file: only.file, span: only.span };
  }

  #readingsBelow(kustomization: Kustomization): readonly ManifestReading[] {
    const files = [...this.#sources.filesBelow(kustomization)];
    for (const file of files) this.#searched.add(file);
    return files.flatMap(file => this.#sources.readings.get(file) ?? []);
  }

  /** A transformer's file, or a folder whose kustomization names such files. */
  #addTransformers(name: string, found: Steps): void {
    if (!isNext(name, found)) return;
    for (const declaration of this.#sources.readings.get(name)?.declarations ?? []) {
      if (declaration.kind !== 'imageTransformer') continue;
      const { images, place } = declaration;
      for (const rule of images) found.steps.push({ kind: 'rename', rule, file: place.file, fields: [] });
    }
    for (const { text } of this.#sources.kustomization(name)?.resources ?? []) {
      this.#addTransformers(fromRoot(name, text), found);
    }
  }
}

/** What a patch of a file makes of images and of who pulls them. */
export function stepsOf(
  { path, span, target }: DeclaredPatch,
  file: string,
  { readings, declared }: Pick<Sources, 'readings' | 'declared'>,
): readonly Step[] {
  const of = path === undefined ? file : fromRoot(folderOf(file), path.text);
  const { references = [], declarations = [] } = readings.get(of) ?? {};
  const isIn = (other: Span) => path !== undefined || (span.start <= other.start && other.end <= span.end);
  const patched = references
    .filter(patch => isIn(patch.span))
    .map(patch => ({ kind: 'patch' as const, patch, target }));
  const others = declarations.flatMap((declaration): readonly Step[] => {
    const { kind } = declaration;
    if ((kind !== 'pulls' && kind !== 'deletion') || !isIn(declaration.span)) return [];
    // what an operation changes tells a service account from a pod
    const object = target ? { ...target, kind: target.kind ?? declaration.object.kind } : declaration.object;
    if (kind === 'pulls') return [{ kind, pulls: joinPulls({ ...declaration, object }, of, declared) }];
    return [{ kind, object: target ?? object, container: declaration.container }];
  });
  return [...patched, ...others];
}

/** Each component and transformer is followed once: what it replaces the second time is replaced already. */
function isNext(name: string, found: Steps): boolean {
  if (found.seen.has(name)) return false;
  found.isCut ||= found.seen.size >= maxParts;
  if (!found.isCut) found.seen.add(name);
  return !found.isCut;
}
