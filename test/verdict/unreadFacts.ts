// Snapshots in which one fact was not read, and what may not follow from it.
import type { Verdict } from '../../src/model/verdict.ts';

type Json = Readonly<Record<string, unknown>>;
type Path = readonly (string | number)[];

/**
 * Fields that Azure leaves out, or writes as null, where there is none. The source, where no other is named: recorded
 * answers of the real services. Everything else that is absent was not read.
 */
const saysByAbsence: ReadonlySet<string> = new Set([
  // absent where all images are public
  'containerGroups.properties.imageRegistryCredentials',
  // absent where there is none. A Container App always has one, of type None
  'containerGroups.identity',
  'sites.identity',
  'managedClusters.identity',
  // no answer of Azure's lists them: existence is not judged without them (docs/snapshot.md)
  'images',
  // a file without it is about the public cloud (docs/snapshot.md)
  'cloud',
  // absent where there is none (docs/snapshot.md)
  'denyAssignments.properties.permissions.condition',
]);

/**
 * A place in a snapshot and its name: the path without numbers, of a resource with its type in front, as in
 * `containerApps.identity`.
 */
export interface Fact {
  readonly path: Path;
  readonly name: string;
}

/**
 * Each fact of a snapshot whose absence means that it was not read. An item of a list is no such fact: without it, the
 * list proves that it is absent. Neither is an id as key.
 */
export function factsIn(snapshot: Json): readonly Fact[] {
  return pathsIn(snapshot)
    .filter(path => typeof path.at(-1) === 'string' && !String(path.at(-1)).startsWith('/'))
    .map(path => ({ path, name: nameOf(path, snapshot) }))
    .filter(({ name }) => !saysByAbsence.has(name));
}

/** The snapshot without the fact. */
export function without(snapshot: Json, { path }: Fact): Json {
  const copy = structuredClone(snapshot);
  const parent = path.slice(0, -1).reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], copy);
  delete (parent as Record<string, unknown>)[String(path.at(-1))];
  return copy;
}

/** Returns true if a verdict went from allowed to denied, or back, and not on an assumption with a name. */
export function isTurned(before: Verdict, after: Verdict): boolean {
  const outcomes = [before.outcome, after.outcome];
  return outcomes.includes('allowed') && outcomes.includes('denied') && after.assumptions.length === 0;
}

/** Every place in a value, the value itself not included. */
function pathsIn(value: unknown): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => {
    const key = Array.isArray(value) ? Number(name) : name;
    return [[key], ...pathsIn(part).map(rest => [key, ...rest])];
  });
}

function nameOf(path: Path, snapshot: Json): string {
  const [list, i, ...rest] = path;
  const resources = snapshot['resources'];
  const type =
    list === 'resources' && typeof i === 'number' && Array.isArray(resources) ? resources[i]?.['type'] : undefined;
  const named = typeof type === 'string' ? [type.split('/').at(-1) ?? '', ...rest] : path;
  return named.filter(key => typeof key === 'string').join('.');
}
