import { append } from '../../model/lists.ts';
import { remembered } from '../../model/memo.ts';
import { byText } from '../../model/order.ts';
import { emptyAt, folderOf, foldersAbove } from '../../model/place.ts';
import { type AskedValues, nothingAsked, type ProgramWorld } from '../../model/program.ts';
import type { DeclaredInfrastructure, InfrastructureBeside, ManifestReading } from '../../model/reading.ts';
import { mayHoldImage } from '../../read/infrastructure/images/glance.ts';
import { mayGrantPull } from '../../read/infrastructure/worlds/glance.ts';
import { isAliasConfig, withAlias, withoutAlias } from './moduleAliases.ts';

/**
 * More than any repository has of files that give each other values. Reading them takes time and memory by their
 * length.
 */
const MAX_FILES = 2000;
const MAX_LENGTH = 8 * 1024 * 1024;

interface Modules {
  readonly byFile: ReadonlyMap<string, DeclaredInfrastructure>;
  /** The files of each module, and the files with values for it. */
  readonly files: ReadonlyMap<string, readonly DeclaredInfrastructure[]>;
  /** The modules that hand values to a module. */
  readonly callers: ReadonlyMap<string, ReadonlySet<string>>;
  /** By module: files that take part only in its worlds. */
  readonly beside: ReadonlyMap<string, readonly InfrastructureBeside[]>;
  /** Files of values without a module around them. */
  readonly elsewhere: readonly InfrastructureBeside[];
}

/** The readings of files that belong together. */
type Program = ReadonlyMap<string, ManifestReading>;

/**
 * Infrastructure code of a workspace: modules, the files that give them values, and the modules that hand values to
 * others. Files that belong together are read together, when one of them is asked for.
 */
export class Programs {
  readonly #readings: ReadonlyMap<string, ManifestReading>;
  /** As of the last change. */
  #modules: Modules | undefined;
  /** By each of their files. Undefined: the file is read alone. */
  readonly #programs = new Map<string, Program | undefined>();
  /** By the first of their files. */
  readonly #worlds = new Map<string, readonly ProgramWorld[]>();

  /** By the first of their files: the memory of a program, as long as it has the same modules. */
  readonly #memories = new Map<string, object>();

  #asked: AskedValues = nothingAsked;

  /** `readings`: the reading of each file alone. The caller reports its changes. */
  constructor(readings: ReadonlyMap<string, ManifestReading>) {
    this.#readings = readings;
  }

  /** Takes values for all programs, over those of files. */
  ask(asked: AskedValues): void {
    this.#asked = asked;
    this.#worlds.clear();
    this.#memories.clear();
  }

  /**
   * Takes note of a change of a file. `isNew`: it came or went. Returns the files whose readings may change with it.
   */
  changed(file: string, isNew: boolean): readonly string[] {
    if (isAliasConfig(file)) {
      this.#worlds.clear();
      return [...this.#programs.keys()];
    }
    // before the modules are forgotten: a file may have been a module's, and be beside it now
    const known = this.#modules?.byFile.get(file);
    if (this.#isBeside(file)) {
      this.#worlds.clear();
      this.#modules = undefined;
    }
    const declared = infrastructureIn(this.#readings.get(file));
    if (known === undefined && declared === undefined) return [];
    // a change of a module, or of what it calls, may change which files belong together
    const isMoved = isNew || placedAs(known) !== placedAs(declared);
    const files = isMoved ? [...this.#programs.keys()] : this.#together(file).map(each => each.file);
    for (const each of files) this.#programs.delete(each);
    if (isMoved) {
      this.#worlds.clear();
      this.#memories.clear();
    } else for (const each of files) this.#worlds.delete(each);
    this.#modules = undefined;
    return files;
  }

  /** Returns whether a file takes, or took, part in worlds of programs that it is not read with. */
  #isBeside(file: string): boolean {
    const known = [...(this.#modules?.beside.values() ?? []), this.#modules?.elsewhere ?? []];
    return known.some(all => all.some(each => each.file === file)) || besidesIn(this.#readings.get(file)).length > 0;
  }

  /** Evaluates each program that may affect a pull, and returns the worlds of all. Yields between programs. */
  *worlds(): Generator<undefined, readonly ProgramWorld[]> {
    this.#modules ??= this.#findModules();
    const modules = this.#modules;
    const found: ProgramWorld[] = [];
    const done = new Set<string>();
    for (const file of [...modules.byFile.keys()].sort()) {
      if (done.has(file) || isCompiled(file, modules)) continue;
      const files = this.#together(file);
      for (const each of files) done.add(each.file);
      append(found, this.#worldsOf(file, files));
      yield;
    }
    return found;
  }

  #worldsOf(file: string, files: readonly DeclaredInfrastructure[]): readonly ProgramWorld[] {
    return remembered(this.#worlds, file, () => {
      const [first] = files;
      const length = files.reduce((sum, { text }) => sum + text.length, 0);
      const isWithin = files.length <= MAX_FILES && length <= MAX_LENGTH;
      if (first === undefined || !isWithin || !files.some(({ text }) => mayGrantPull(text))) return [];
      const modules = new Set(files.flatMap(({ module, calls }) => [module, ...calls]));
      const beside = [...modules].flatMap(module => this.#modules?.beside.get(module) ?? []);
      const elsewhere = file.endsWith('.tf') ? (this.#modules?.elsewhere ?? []) : [];
      return first.worlds(files.toSorted(byFile), {
        beside: beside.toSorted(byFile),
        elsewhere: elsewhere.toSorted(byFile),
        asked: this.#asked,
        addressOf: (source, from) => withoutAlias(source, from, this.#readings),
        memory: remembered(this.#memories, file, () => ({})),
      });
    });
  }

  /** The reading of a file together with those that it belongs to. Otherwise, its own reading. */
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
    const sorted = files.toSorted(byFile);
    const readings = first.readTogether(sorted).map(reading => {
      const { suppressions = [], problems = [] } = this.#readings.get(reading.file) ?? {};
      const isKnown = ({ message, span }: (typeof problems)[number]) =>
        problems.some(each => each.message === message && each.span.start === span.start);
      const more = reading.problems.filter(problem => !isKnown(problem));
      return [reading.file, { ...reading, problems: [...problems, ...more], suppressions }] as const;
    });
    return new Map(readings);
  }

  /** Files that are too many to be read together. Each is read alone, and reported. */
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

  #findModules(): Modules {
    const readings = [...this.#readings.values()];
    const declared = readings.flatMap(reading => infrastructureIn(reading) ?? []);
    return modulesOf(declared, readings.flatMap(besidesIn));
  }

  /** All files that give each other values, directly or through others. */
  #together(file: string): readonly DeclaredInfrastructure[] {
    this.#modules ??= this.#findModules();
    const { byFile, files, callers } = this.#modules;
    const found: DeclaredInfrastructure[] = [];
    const own = byFile.get(file);
    const modules = new Set(own && [own.module]);
    // it grows during the loop
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

/** Returns whether Bicep wrote a template that has Bicep files beside it. Those are the program. */
function isCompiled(file: string, { byFile, files }: Modules): boolean {
  if (!file.endsWith('.json')) return false;
  const declared = byFile.get(file);
  const template = declared?.isValues === true ? byFile.get(declared.module) : declared;
  if (template === undefined || !GENERATED.test(template.text.slice(0, 4000))) return false;
  const folder = folderOf(file);
  return [...files.keys()].some(module => module.endsWith('.bicep') && folderOf(module) === folder);
}

const GENERATED = /"_generator"\s*:\s*\{\s*"name"\s*:\s*"bicep"/;

function infrastructureIn(reading: ManifestReading | undefined): DeclaredInfrastructure | undefined {
  return reading?.declarations.find(declaration => declaration.kind === 'infrastructure');
}

/** Everything about a file except its text. */
function placedAs(declared: DeclaredInfrastructure | undefined): string {
  return JSON.stringify(declared && [declared.module, declared.isValues, declared.calls]);
}

/**
 * Values in a folder without a module are for the nearest one around it, of their language: `environments/prod.tfvars`.
 */
function modulesOf(declared: readonly DeclaredInfrastructure[], written: readonly InfrastructureBeside[]): Modules {
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
  const files = Map.groupBy(placed, ({ module }) => module);
  const around = placedBeside(written, files);
  const isElsewhere = ({ module, language, role }: InfrastructureBeside) =>
    language === 'terraform' && role === 'values' && !isModule(files, module);
  const beside = Map.groupBy(
    around.filter(each => !isElsewhere(each)),
    ({ module }) => module,
  );
  const elsewhere = [...placed.flatMap(each => besideOf(each) ?? []), ...around].filter(isElsewhere);
  return { byFile, files, callers, beside, elsewhere };
}

/** A file of Terraform's values. */
function besideOf({ file, text, module, isValues }: DeclaredInfrastructure): InfrastructureBeside | undefined {
  if (!isValues || !file.endsWith('.tfvars')) return undefined;
  return { file, text, module, language: 'terraform', role: 'values', calls: [] };
}

function isModule(files: FilesByModule, module: string): boolean {
  return files.get(module)?.some(({ isValues }) => !isValues) === true;
}

/** Files of parameters in JSON are for an ARM template, or for a Bicep file where there is none. */
function besidesIn(reading: ManifestReading | undefined): readonly InfrastructureBeside[] {
  return (reading?.declarations ?? []).flatMap((declaration): readonly InfrastructureBeside[] => {
    if (declaration.kind === 'infrastructureBeside') return [declaration];
    if (declaration.kind !== 'infrastructure' || !declaration.isValues || !declaration.file.endsWith('.json'))
      return [];
    const { file, text, module } = declaration;
    return [{ file, text, module, language: 'bicep', role: 'values', calls: [] }];
  });
}

type FilesByModule = ReadonlyMap<string, readonly DeclaredInfrastructure[]>;

/** Files beside modules, each placed at the modules whose worlds it takes part in. */
function placedBeside(written: readonly InfrastructureBeside[], files: FilesByModule): readonly InfrastructureBeside[] {
  const isOne = (module: string) => isModule(files, module);
  return written.flatMap((each): readonly InfrastructureBeside[] => {
    const called = each.calls.map((module): InfrastructureBeside => ({ ...each, module, role: 'open', calls: [] }));
    if (each.language === 'terraform') {
      const around = each.role === 'values' ? foldersAbove(`${each.module}/`).find(isOne) : undefined;
      return [{ ...each, module: around ?? each.module }, ...called];
    }
    if (each.role === 'values' && isOne(each.module)) return [];
    const own = each.role === 'values' ? bicepFor(each.module).find(isOne) : undefined;
    if (own !== undefined) return [{ ...each, module: own }];
    return bicepAround(each.file, files).map(module => ({ ...each, module, role: 'open' }));
  });
}

/** `main.bicep` for a file of parameters whose template would be `main.json` or `main.prod.json`. */
function bicepFor(template: string): readonly string[] {
  const from = template.lastIndexOf('/') + 1;
  const words = template.slice(from).split('.').slice(0, -1);
  return words.map((_, at) => `${template.slice(0, from)}${words.slice(0, words.length - at).join('.')}.bicep`);
}

/** The Bicep files of the nearest folder that has any. */
function bicepAround(file: string, files: FilesByModule): readonly string[] {
  const all = [...files.keys()].filter(module => module.endsWith('.bicep'));
  for (const folder of foldersAbove(file)) {
    const here = all.filter(module => folderOf(module) === folder);
    if (here.length > 0) return here;
  }
  return [];
}

const byFile = byText(({ file }: { readonly file: string }) => file);
