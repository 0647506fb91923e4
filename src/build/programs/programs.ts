import { remembered } from '../../model/memo.ts';
import { emptyAt, foldersAbove } from '../../model/place.ts';
import type { DeclaredInfrastructure, ManifestReading } from '../../model/reading.ts';
import { mayHoldImage } from '../../read/infrastructure/images.ts';
import { isAliasConfig, withAlias } from './moduleAliases.ts';

/** More than any repository has that hand each other values; reading them takes time and memory by their length. */
const MAX_FILES = 2000;
const MAX_LENGTH = 8 * 1024 * 1024;

interface Modules {
  readonly byFile: ReadonlyMap<string, DeclaredInfrastructure>;
  /** The files of each module, those with values for it too. */
  readonly files: ReadonlyMap<string, readonly DeclaredInfrastructure[]>;
  /** The modules that hand values to a module. */
  readonly callers: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The readings of files that belong together. */
type Program = ReadonlyMap<string, ManifestReading>;

/**
 * Infrastructure code of a workspace: modules, the files that give them values, and the modules that hand values to others.
 * Files that belong together are read together, when one of them is asked for.
 */
export class Programs {
  readonly #readings: ReadonlyMap<string, ManifestReading>;
  /** As of the last change. */
  #modules: Modules | undefined;
  /** By each of their files; undefined for a file that is as it is by itself. */
  readonly #programs = new Map<string, Program | undefined>();

  /** `readings`: of each file by itself; the caller tells of its changes. */
  constructor(readings: ReadonlyMap<string, ManifestReading>) {
    this.#readings = readings;
  }

  /** A file has changed; `isNew`: it came or went. Returns the files whose readings may change with it. */
  changed(file: string, isNew: boolean): readonly string[] {
    if (isAliasConfig(file)) return [...this.#programs.keys()];
    const known = this.#modules?.byFile.get(file);
    const declared = infrastructureIn(this.#readings.get(file));
    if (known === undefined && declared === undefined) return [];
    // who belongs to whom may be another, where a module or what it calls is
    const isMoved = isNew || placedAs(known) !== placedAs(declared);
    const files = isMoved ? [...this.#programs.keys()] : this.#together(file).map(each => each.file);
    for (const each of files) this.#programs.delete(each);
    this.#modules = undefined;
    return files;
  }

  /** The reading of a file together with those that it belongs to; its own where it belongs to none. */
  reading(file: string): ManifestReading | undefined {
    const own = this.#readings.get(file);
    const program = this.#programOf(file);
    const reading = program?.get(file) ?? own;
    return reading && withAlias(reading, this.#readings);
  }

  #programOf(file: string): Program | undefined {
    if (infrastructureIn(this.#readings.get(file)) === undefined) return undefined;
    if (!this.#programs.has(file)) {
      const files = this.#together(file);
      // an image may show only where a value is used: `template = var.template`
      const mayHoldImages = files.some(({ text }) => mayHoldImage(text));
      const program = files.length > 1 && mayHoldImages ? this.#read(files) : undefined;
      for (const each of files) this.#programs.set(each.file, program);
    }
    return this.#programs.get(file);
  }

  #read(files: readonly DeclaredInfrastructure[]): Program {
    const length = files.reduce((sum, { text }) => sum + text.length, 0);
    const [first] = files;
    if (first === undefined || files.length > MAX_FILES || length > MAX_LENGTH) return this.#apart(files);
    const sorted = files.toSorted((one, other) => (one.file < other.file ? -1 : 1));
    const readings = first.readTogether(sorted).map(reading => {
      const { suppressions = [], problems = [] } = this.#readings.get(reading.file) ?? {};
      const isKnown = ({ message, span }: (typeof problems)[number]) =>
        problems.some(each => each.message === message && each.span.start === span.start);
      const more = reading.problems.filter(problem => !isKnown(problem));
      return [reading.file, { ...reading, problems: [...problems, ...more], suppressions }] as const;
    });
    return new Map(readings);
  }

  /** Files that are too many to be read together, each as it is by itself, and said so. */
  #apart(files: readonly DeclaredInfrastructure[]): Program {
    const message = `read without the files that give it values: together they exceed ${MAX_FILES} files or 8 MB`;
    return new Map(
      files.flatMap(({ file }) => {
        const own = this.#readings.get(file);
        return own === undefined
          ? []
          : [[file, { ...own, problems: [...own.problems, { message, span: emptyAt(0) }] }]];
      }),
    );
  }

  /** All files that hand values to each other, however many are between them. */
  #together(file: string): readonly DeclaredInfrastructure[] {
    this.#modules ??= modulesOf([...this.#readings.values()].flatMap(reading => infrastructureIn(reading) ?? []));
    const { byFile, files, callers } = this.#modules;
    const found: DeclaredInfrastructure[] = [];
    const own = byFile.get(file);
    const modules = new Set(own && [own.module]);
    // it grows while it is gone through
    for (const module of modules) {
      for (const each of files.get(module) ?? []) {
        found.push(each);
        for (const called of each.calls) modules.add(called);
      }
      for (const caller of callers.get(module) ?? []) modules.add(caller);
    }
    return found;
  }
}

function infrastructureIn(reading: ManifestReading | undefined): DeclaredInfrastructure | undefined {
  return reading?.declarations.find(declaration => declaration.kind === 'infrastructure');
}

/** Everything about a file but its text. */
function placedAs(declared: DeclaredInfrastructure | undefined): string {
  return JSON.stringify(declared && [declared.module, declared.isValues, declared.calls]);
}

/** Values in a folder without a module are for the nearest one around it, of their language: `environments/prod.tfvars`. */
function modulesOf(declared: readonly DeclaredInfrastructure[]): Modules {
  const names = new Map(declared.filter(({ isValues }) => !isValues).map(each => [each.module, each.readTogether]));
  const placed = declared.map(each => {
    const around = each.isValues
      ? foldersAbove(`${each.module}/`).find(folder => names.get(folder) === each.readTogether)
      : each.module;
    return around === undefined || around === each.module ? each : { ...each, module: around };
  });
  const callers = new Map<string, Set<string>>();
  for (const { calls, module: caller } of placed) {
    for (const module of calls) remembered(callers, module, () => new Set()).add(caller);
  }
  const byFile = new Map(placed.map(each => [each.file, each]));
  return { byFile, files: Map.groupBy(placed, ({ module }) => module), callers };
}
