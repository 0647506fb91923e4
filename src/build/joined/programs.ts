import { namesAzureHost } from '../../model/host.ts';
import { t } from '../../model/l10n.ts';
import { remembered } from '../../model/memo.ts';
import { emptyAt, foldersAbove } from '../../model/place.ts';
import type { DeclaredInfrastructure, ManifestReading, ReadingProblem } from '../../model/reading.ts';
import type { ImageReference } from '../../model/reference.ts';
import { readImage } from '../../read/image.ts';
import { withSuppressions } from '../../read/source/suppressions.ts';

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
type Program = ReadonlyMap<string, ManifestReading> | 'too many';

/**
 * Infrastructure code of a workspace: modules, the files that give them values, and the modules that hand values to others.
 * What belongs together is read together, when a file of it is asked for.
 */
export class Programs {
  readonly #readings: ReadonlyMap<string, ManifestReading>;
  /** As of the last change. */
  #modules: Modules | undefined;
  /** By each of their files; undefined for a file that is as it is by itself. */
  readonly #programs = new Map<string, Program | undefined>();

  constructor(readings: ReadonlyMap<string, ManifestReading>) {
    this.#readings = readings;
  }

  /** The text of a file has changed, and not what it belongs to. Returns the files whose references may change. */
  changed(file: string): readonly string[] {
    const files = this.#together(file).map(each => each.file);
    for (const each of files) this.#programs.delete(each);
    if (files.length > 0) this.#modules = undefined;
    return files;
  }

  /** The reading of a file together with those that it belongs to; undefined where it stays as it is by itself. */
  reading(file: string): ManifestReading | undefined {
    const program = this.#programOf(file);
    return program === 'too many' ? undefined : program?.get(file);
  }

  /** What only reading them together shows. */
  problems(file: string): readonly ReadingProblem[] {
    const program = this.#programOf(file);
    if (program !== 'too many') return program?.get(file)?.problems ?? [];
    const message = `read without the files that give it values: together they exceed ${MAX_FILES} files or 8 MB`;
    return [{ message, span: emptyAt(0) }];
  }

  #programOf(file: string): Program | undefined {
    if (!this.#programs.has(file)) {
      const files = this.#together(file);
      // where no file has an image by itself, none has one together with others
      const hasImages = files.some(each => (this.#readings.get(each.file)?.references.length ?? 0) > 0);
      const program = files.length > 1 && hasImages ? this.#read(files) : undefined;
      for (const each of files) this.#programs.set(each.file, program);
    }
    return this.#programs.get(file);
  }

  #read(files: readonly DeclaredInfrastructure[]): Program {
    const length = files.reduce((sum, { text }) => sum + text.length, 0);
    const [first] = files;
    if (first === undefined || files.length > MAX_FILES || length > MAX_LENGTH) return 'too many';
    const sorted = files.toSorted((one, other) => (one.file < other.file ? -1 : 1));
    const readings = first.readTogether(sorted).map(reading => {
      const suppressions = this.#readings.get(reading.file)?.suppressions ?? [];
      return [reading.file, { ...reading, references: withSuppressions(reading.references, suppressions) }] as const;
    });
    return new Map(readings);
  }

  /** All files that hand values to each other, however many are between them. */
  #together(file: string): readonly DeclaredInfrastructure[] {
    this.#modules ??= modulesOf([...this.#readings.values()].flatMap(reading => declaredBy(reading) ?? []));
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

/** A module of a registry by the alias that the nearest bicepconfig.json has for it; none where that means another kind of registry. */
export function withAlias(
  reference: ImageReference,
  readings: ReadonlyMap<string, ManifestReading>,
): readonly ImageReference[] {
  const { format, text, file } = reference;
  const [, alias, rest] = (format === 'bicep' && /^br\/([\w-]+):(.+)$/.exec(text)) || [];
  if (alias === undefined) return [reference];
  const configs = foldersAbove(file).map(folder => (folder === '' ? 'bicepconfig.json' : `${folder}/bicepconfig.json`));
  const nearest = configs.find(config => readings.has(config)) ?? '';
  const { declarations = [] } = readings.get(nearest) ?? {};
  const known = declarations.flatMap(each => (each.kind === 'moduleAliases' ? each.aliases : []));
  const meant = known.find(({ name }) => name === alias);
  if (meant === undefined) return [reference];
  if (!namesAzureHost(meant.text)) return [];
  const origin = { file: nearest, span: meant.span, role: t('value of {0}', alias) };
  return [{ ...reference, image: readImage(`${meant.text}/${rest}`), origins: [...reference.origins, origin] }];
}

function declaredBy({ declarations }: ManifestReading): DeclaredInfrastructure | undefined {
  return declarations.find(declaration => declaration.kind === 'infrastructure');
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
