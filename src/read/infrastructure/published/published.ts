import { remembered } from '../../../model/memo.ts';
import type { ProgramBlock, ProgramModule } from '../worlds/module.ts';
import { compareVersions, type VersionRange, versionIn } from './versions.ts';

/**
 * A module of a public registry: its own code, abridged to what bears on a pull. It is evaluated as a module of the
 * workspace would be, so that conditions, defaults and outputs are those of the module.
 */
export interface PublishedModule {
  /** Its address without a version. */
  readonly address: string;
  /** The versions that it was abridged from, by the first that a text holds for. */
  readonly versions: readonly PublishedVersion[];
  /** The first unreviewed version. A call that may use it, or a later one, makes the module unknown. */
  readonly below: string;
  /**
   * Parameters that bear on no pull. A call with any other that the code does not declare is of a module that is not
   * known.
   */
  readonly ignored: string;
}

export interface PublishedVersion {
  readonly from: string;
  readonly code: string;
}

/** The code that all of these versions have. Undefined where they differ, and for versions that are not known. */
export function codeIn({ versions, below }: PublishedModule, range: VersionRange): string | undefined {
  const [end, all] = [versionIn(below), versions.map(({ from, code }) => ({ from: versionIn(from) ?? [], code }))];
  if (end === undefined || !mayEndAt(range, end)) return undefined;
  const first = all.findLast(({ from }) => compareVersions(from, range.from) <= 0);
  const later = all.filter(
    ({ from }) => compareVersions(from, range.from) > 0 && compareVersions(from, range.below) < 0,
  );
  return first !== undefined && later.every(({ code }) => code === first.code) ? first.code : undefined;
}

/**
 * A range may be open to versions to come, as long as they change nothing that others rely on: those of the last major
 * version that is known, and before 1.0 those of the last minor one.
 * https://semver.org/#spec-item-4
 */
function mayEndAt({ from, below }: VersionRange, end: readonly number[]): boolean {
  const [major = 0, minor = 0] = end;
  const next = major === 0 ? [0, minor + 1] : [major + 1];
  return compareVersions(from, end) < 0 && compareVersions(below, next) <= 0;
}

const modules = new Map<string, ProgramModule>();

/** A module that is the same for all that call it. Its text is parsed once. */
export function publishedModule(id: string, make: () => ProgramModule): ProgramModule {
  return remembered(modules, id, make);
}

/** Returns whether a call passes nothing but what is known of the module. */
export function passesOnly(
  passed: ProgramBlock['body'] | undefined,
  { parameters }: ProgramModule,
  ignored: ReadonlySet<string>,
): boolean {
  if (passed === undefined) return true;
  const names = new Set([...parameters.values()].map(({ name }) => name));
  if (passed.kind !== 'mapping') return false;
  return passed.entries.every(({ key }) => {
    const name = key?.kind === 'text' && key.parts.length === 1 ? key.parts[0] : undefined;
    return typeof name === 'string' && (names.has(name) || ignored.has(name));
  });
}

/** Returns the expression in the braces of a declaration. */
export function contentOf(body: ProgramBlock['body']): ProgramBlock['body'] {
  if (body.kind === 'loop') return contentOf(body.body);
  return body.kind === 'guarded' ? contentOf(body.of) : body;
}
