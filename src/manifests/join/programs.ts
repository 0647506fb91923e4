import type { DeclaredInfrastructure, ManifestReading, ReadingProblem } from '../../model/reading.ts';
import { withSuppressions } from '../source/suppressions.ts';
import { foldersAbove } from './placed.ts';

/** More than any repository has that hand each other values; reading them takes time and memory by their length. */
const MAX_FILES = 2000;
const MAX_LENGTH = 8 * 1024 * 1024;

interface Modules {
  /** The files of each module, those with values for it too. */
  readonly files: ReadonlyMap<string, readonly DeclaredInfrastructure[]>;
  /** The files that hand values to a module. */
  readonly callers: ReadonlyMap<string, readonly DeclaredInfrastructure[]>;
}

/** Files that belong together. */
interface Program {
  readonly files: ReadonlySet<DeclaredInfrastructure>;
  /** Undefined: there are too many. */
  readonly readings: ReadonlyMap<string, ManifestReading> | undefined;
}

/**
 * Infrastructure code of a workspace: modules, the files that give them values, and the modules that hand values to others.
 * What belongs together is read together, when a file of it is asked for.
 */
export class Programs {
  readonly #readings = new Map<string, ManifestReading>();
  /** As of the last change. */
  #modules: Modules | undefined;
  /** By each of their files; undefined for a file that is as it is by itself. */
  readonly #programs = new Map<string, Program | undefined>();

  add(reading: ManifestReading): void {
    if (declaredBy(reading) === undefined) return;
    this.#readings.set(reading.file, reading);
    this.#change();
  }

  remove({ file }: ManifestReading): void {
    if (this.#readings.delete(file)) this.#change();
  }

  /** The reading of a file together with those that it belongs to; undefined where it stays as it is by itself. */
  reading(file: string): ManifestReading | undefined {
    return this.#programOf(file)?.readings?.get(file);
  }

  /** What only reading them together shows. */
  problems(file: string): readonly ReadingProblem[] {
    const program = this.#programOf(file);
    if (program === undefined) return [];
    const message = `read without the files that give it values: more than ${MAX_FILES} files or 8 MB belong together`;
    if (program.readings === undefined) return [{ message, span: { start: 0, end: 0 }, isUnread: true }];
    return program.readings.get(file)?.problems ?? [];
  }

  /** The files whose references may change with one. */
  filesWith(file: string): readonly string[] {
    return [...(this.#programOf(file)?.files ?? [])].map(each => each.file);
  }

  #change(): void {
    this.#modules = undefined;
    this.#programs.clear();
  }

  #programOf(file: string): Program | undefined {
    const reading = this.#readings.get(file);
    if (reading === undefined) return undefined;
    if (!this.#programs.has(file)) {
      const files = this.#filesWith(file);
      // where no file has an image by itself, none has one together with others
      const hasImages = [...files].some(each => (this.#readings.get(each.file)?.references.length ?? 0) > 0);
      const program = files.size > 1 && hasImages ? this.#read(files) : undefined;
      for (const each of files) this.#programs.set(each.file, program);
    }
    return this.#programs.get(file);
  }

  #read(files: ReadonlySet<DeclaredInfrastructure>): Program {
    const length = [...files].reduce((sum, { text }) => sum + text.length, 0);
    const [first] = files;
    if (first === undefined || files.size > MAX_FILES || length > MAX_LENGTH) return { files, readings: undefined };
    const sorted = [...files].sort((one, other) => (one.file < other.file ? -1 : 1));
    const readings = first.readTogether(sorted).map(reading => {
      const suppressions = this.#readings.get(reading.file)?.suppressions ?? [];
      return [reading.file, { ...reading, references: withSuppressions(reading.references, suppressions) }] as const;
    });
    return { files, readings: new Map(readings) };
  }

  /** All files that hand values to each other, however many are between them. */
  #filesWith(file: string): ReadonlySet<DeclaredInfrastructure> {
    this.#modules ??= modulesOf([...this.#readings.values()].flatMap(reading => declaredBy(reading) ?? []));
    const { files, callers } = this.#modules;
    const found = new Set<DeclaredInfrastructure>();
    const start = [...files.values()].flat().filter(each => each.file === file);
    for (const next = [...start]; next.length > 0; ) {
      const each = next.pop();
      if (each === undefined || found.has(each)) continue;
      found.add(each);
      const modules = [each.module, ...each.calls];
      next.push(...modules.flatMap(name => files.get(name) ?? []), ...(callers.get(each.module) ?? []));
    }
    return found;
  }
}

function declaredBy({ declarations }: ManifestReading): DeclaredInfrastructure | undefined {
  return declarations.find(declaration => declaration.kind === 'infrastructure');
}

/** Values in a folder without a module are for the nearest one around it: `environments/prod.tfvars`. */
function modulesOf(declared: readonly DeclaredInfrastructure[]): Modules {
  const names = new Set(declared.flatMap(({ isValues, module }) => (isValues ? [] : module)));
  const placed = declared.map(each => {
    const around = each.isValues ? foldersAbove(`${each.module}/`).find(folder => names.has(folder)) : each.module;
    return around === undefined || around === each.module ? each : { ...each, module: around };
  });
  const calls = placed.flatMap(each => each.calls.map(module => ({ module, each })));
  const callers = new Map(
    [...Map.groupBy(calls, ({ module }) => module)].map(([module, all]) => [module, all.map(({ each }) => each)]),
  );
  return { files: Map.groupBy(placed, ({ module }) => module), callers };
}
