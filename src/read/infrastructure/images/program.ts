import { t } from '../../../model/l10n.ts';
import { remembered } from '../../../model/memo.ts';
import { emptyAt, lastUpTo, type Origin, type Span, withSpans } from '../../../model/place.ts';
import type { ProgramWorld } from '../../../model/program.ts';
import type {
  AroundPrograms,
  DeclaredInfrastructure,
  ManifestReading,
  ReadingProblem,
} from '../../../model/reading.ts';
import type { FormatId, ImageReference } from '../../../model/reference.ts';
import type { Workload } from '../../../model/workload.ts';
import type { Definition, Definitions } from '../../source/languages/expression.ts';
import type { placeholder } from '../../source/placeholders.ts';
import { ReadingBuilder } from '../../source/readingBuilder.ts';
import { fields, type View } from '../../source/view.ts';
import { deduplicate } from './deduplicate.ts';
import type { ModuleFiles } from './editedPlace.ts';
import { type Around, Evaluator, type Given } from './evaluator.ts';
import { mayHoldImage } from './glance.ts';
import { Images } from './images.ts';

/** A file as its language has it, with places in the text of all files behind each other. */
export interface ProgramFile {
  /** The definitions that count inside a file of values. */
  readonly definitions?: Definitions;
  readonly calls?: readonly ModuleCall[];
  /** The values that it gives to its module. */
  values?(evaluator: Evaluator): View | undefined;
  /** True if its values hold even if no command names the file. A later file wins over an earlier one. */
  readonly isAlwaysLoaded?: boolean;
  /** True if its module is deployed on its own, even if others call it too. */
  readonly isRoot?: boolean;
  read(evaluator: Evaluator, images: Images): void;
  /** The start of parts of the file that were not read so far, with the reason. */
  unread(): readonly { readonly message: string; readonly start: number }[];
}

interface ModuleCall {
  /** The module that gets values. */
  readonly module: string;
  /** The values by name, for each time that it is made. */
  handed(evaluator: Evaluator): readonly View[];
}

export interface ProgramLanguage {
  readonly format: FormatId;
  /** The way expressions refer to a module's input: `var.image`. */
  keyOf(name: string): string;
  /** The notation for an unknown value. */
  readonly placeholder: typeof placeholder;
  open(file: DeclaredInfrastructure, whole: string, start: number): ProgramFile;
  /** Reads the files of a program in the order in which they go over each other. */
  readTogether(files: readonly DeclaredInfrastructure[]): readonly ManifestReading[];
  /** Evaluates them, once for each root and each set of values. */
  worlds(files: readonly DeclaredInfrastructure[], around: AroundPrograms): readonly ProgramWorld[];
}

/**
 * Reads a file alone. Unless its module is unknown, others may read it as a part of a program, by the returned
 * declaration.
 */
export function readAlone(
  file: ProgramFile,
  { module, isValues }: { readonly module: string | undefined; readonly isValues: boolean },
  { placeholder, readTogether, worlds }: ProgramLanguage,
  builder: ReadingBuilder,
): DeclaredInfrastructure | undefined {
  const { text } = builder;
  const evaluator = new Evaluator(file.definitions ?? new Map(), placeholder);
  const images = new Images(builder, evaluator);
  if (mayHoldImage(text)) {
    file.read(evaluator, images);
    for (const { message, start } of file.unread()) builder.unread(message, emptyAt(start));
  }
  images.finish();
  if (module === undefined) return undefined;
  const calls = (file.calls ?? []).map(call => call.module);
  const { file: name } = builder;
  const declared = { kind: 'infrastructure', file: name, text, module, isValues, calls, readTogether, worlds } as const;
  builder.declaration(declared);
  return declared;
}

interface Module {
  readonly files: Opened[];
  readonly definitions: Map<string, Definition>;
  readonly values: Opened[];
  readonly calledBy: { readonly module: Module; readonly call: ModuleCall }[];
  /** One for each set of values that it is used with, as soon as that is known. */
  uses: readonly Evaluator[] | undefined;
}

interface Opened extends ProgramFile {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly owner: object;
}

/** Sets of values that one module is read with. */
const MAX_USES = 1000;

/**
 * Reads files that pass each other values: once for each set of values that a module gets from files of values and from
 * other modules. Their texts are joined to one, so that each place determines its file.
 */
export function readProgram(
  declared: readonly DeclaredInfrastructure[],
  language: ProgramLanguage,
): readonly ManifestReading[] {
  return new Program(declared, language).read();
}

class Program {
  readonly #language: ProgramLanguage;
  readonly #whole: string;
  readonly #opened: readonly Opened[];
  readonly #modules = new Map<string, Module>();
  readonly #references: ImageReference[] = [];
  readonly #problems: ReadingProblem[] = [];
  /** Knows of all values. */
  readonly #root: Evaluator;

  constructor(declared: readonly DeclaredInfrastructure[], language: ProgramLanguage) {
    this.#language = language;
    this.#root = new Evaluator(new Map(), language.placeholder);
    this.#whole = declared.map(({ text }) => text).join('\n');
    let start = 0;
    this.#opened = declared.map(each => {
      const end = start + each.text.length;
      const module = this.#module(each.module);
      const file = language.open(each, this.#whole, start);
      // a file of values that a command names comes from outside
      const owner = each.isValues && file.isAlwaysLoaded !== true ? file : module;
      const opened = { ...file, file: each.file, start, end, owner };
      start = end + 1;
      (each.isValues ? module.values : module.files).push(opened);
      if (!each.isValues) for (const [key, found] of opened.definitions ?? []) module.definitions.set(key, found);
      for (const call of opened.calls ?? []) this.#module(call.module).calledBy.push({ module, call });
      return opened;
    });
  }

  read(): readonly ManifestReading[] {
    for (const module of this.#modules.values()) this.#read(module);
    for (const { unread, start } of this.#opened) {
      for (const { message, start: at } of unread()) this.#unread(message, start + at);
    }
    const references = Map.groupBy(
      this.#withoutHanded().map(reference => this.#placed(reference)),
      ({ file }) => file,
    );
    const problems = Map.groupBy(this.#problems, ({ span }) => this.#placeOf(span).file);
    return this.#opened.map(({ file }) => ({
      file,
      references: deduplicate(references.get(file) ?? []),
      declarations: [],
      problems: (problems.get(file) ?? []).map(each => ({ ...each, span: this.#placeOf(each.span).span })),
    }));
  }

  /** Leaves out a value that is handed to a module which uses it: the module reports it there. */
  #withoutHanded(): readonly ImageReference[] {
    // a chart or a module of a registry is pulled by what deploys it, which has a name
    const isHanded = ({ workload: { platform, name } }: ImageReference) => platform === 'build' && name === undefined;
    const used = new Set(
      this.#references.flatMap(reference =>
        isHanded(reference) ? [] : [reference.span.start, ...reference.origins.map(({ span }) => span.start)],
      ),
    );
    return this.#references.filter(
      reference => !isHanded(reference) || reference.settledAt !== undefined || !used.has(reference.span.start),
    );
  }

  #module(name: string): Module {
    return remembered(this.#modules, name, () => {
      return { files: [], definitions: new Map(), values: [], calledBy: [], uses: undefined };
    });
  }

  #read(module: Module): void {
    const builder = new ReadingBuilder(this.#language.format, '', this.#whole, 0);
    const uses = this.#maySpeakOfImages(module) ? this.#usesOf(module) : [];
    const files: ModuleFiles = { fileAt: place => this.#fileAt(place), module, isShared: uses.length > 1 };
    for (const file of module.values) {
      const evaluator = this.#evaluator(file.definitions);
      file.read(evaluator, new Images(builder, evaluator));
    }
    for (const evaluator of uses) {
      const images = new Images(builder, evaluator, files);
      for (const file of module.files) file.read(evaluator, images);
    }
    new Images(builder, this.#root).finish();
    const { references, problems } = builder.done();
    for (const reference of references) this.#references.push(reference);
    for (const problem of problems) this.#problems.push(problem);
  }

  /** Returns whether an image may be in a module, in the values for it, or in a module that hands it values. */
  #maySpeakOfImages(module: Module): boolean {
    const modules = new Set([module]);
    // it grows while it is gone through
    for (const { files, values, calledBy } of modules) {
      if ([...files, ...values].some(({ start, end }) => mayHoldImage(this.#whole.slice(start, end)))) return true;
      for (const { module: caller } of calledBy) modules.add(caller);
    }
    return false;
  }

  #usesOf(module: Module): readonly Evaluator[] {
    if (module.uses !== undefined) return module.uses;
    module.uses = []; // a module that calls itself is not called by that
    const { handed, isCut } = this.#handedTo(module);
    const used = (given: ReadonlyMap<string, Given>) => this.#evaluator(module.definitions, { given });
    const uses = handed.map(given => this.#evaluator(module.definitions, { given, isWhole: true }));
    if (uses.length === 0 || module.values.length > 0 || module.files.some(({ isRoot }) => isRoot === true)) {
      const base = this.#given(module.values.filter(({ isAlwaysLoaded }) => isAlwaysLoaded === true));
      const asked = module.values.filter(({ isAlwaysLoaded }) => isAlwaysLoaded !== true);
      uses.push(used(base));
      for (const file of asked) uses.push(used(new Map([...base, ...this.#given([file])])));
    }
    if (isCut) {
      const message = `not every use of this module was read: more than ${MAX_USES} pass it values`;
      this.#unread(message, module.files[0]?.start ?? 0);
    }
    module.uses = uses;
    return uses;
  }

  #evaluator(definitions: Definitions = new Map(), around: Around = {}): Evaluator {
    return new Evaluator(definitions, this.#language.placeholder, { ...around, outer: this.#root });
  }

  #unread(message: string, start: number): void {
    this.#problems.push({ message, span: emptyAt(start) });
  }

  /** The values that other modules hand to one. */
  #handedTo({ calledBy }: Module): { readonly handed: readonly ReadonlyMap<string, Given>[]; readonly isCut: boolean } {
    const handed: ReadonlyMap<string, Given>[] = [];
    for (const { module, call } of calledBy) {
      for (const use of this.#usesOf(module)) {
        for (const values of call.handed(use)) {
          if (handed.length >= MAX_USES) return { handed, isCut: true };
          handed.push(this.#named(values));
        }
      }
    }
    return { handed, isCut: false };
  }

  /** The values from files. A later file overrides those before it. */
  #given(files: readonly Opened[]): ReadonlyMap<string, Given> {
    return new Map(files.flatMap(file => [...this.#named(file.values?.(this.#evaluator(file.definitions)))]));
  }

  #named(values: View | undefined): ReadonlyMap<string, Given> {
    const given = fields(values).flatMap(({ key, value }): readonly (readonly [string, Given])[] => {
      const name = this.#language.keyOf(key.text);
      return value === undefined ? [] : [[name, { value: value.node, role: t('value of {0}', name) }]];
    });
    return new Map(given);
  }

  #fileAt({ start }: Span): Opened | undefined {
    return lastUpTo(this.#opened, start, opened => opened.start);
  }

  #placeOf({ start, end }: Span): { readonly file: string; readonly span: Span } {
    const { file, start: from, end: last } = this.#fileAt({ start, end }) ?? { file: '', start: 0, end };
    // a string that the last line of a file leaves open ends with the file
    return { file, span: { start: start - from, end: Math.min(end, last) - from } };
  }

  /** The declaration may be in another file than the image. */
  #withDeclaration(placed: Workload, written: Workload): Workload {
    const declared = 'declaredAt' in written ? written.declaredAt : undefined;
    if (declared === undefined || !('identity' in placed)) return placed;
    return { ...placed, declaredAt: this.#placeOf(declared.span) };
  }

  /** Restores all places in the files. If the manifest declares the puller elsewhere, the image gets that place. */
  #placed(reference: ImageReference): ImageReference {
    const { file, span } = this.#placeOf(reference.span);
    const origin = ({ role, span: at }: Origin): Origin => ({ ...this.#placeOf(at), role });
    const here = (at: Span) => {
      const place = this.#placeOf(at);
      return place.file === file ? place.span : span;
    };
    return {
      ...reference,
      file,
      span,
      text: reference.text.slice(0, span.end - span.start),
      workload: this.#withDeclaration(withSpans(reference.workload, here), reference.workload),
      origins: reference.origins.map(origin),
      settledAt: reference.settledAt && this.#placeOf(reference.settledAt.span),
    };
  }
}
