import { idKey } from '../access/ids.ts';
import type { AccessMap } from '../access/map.ts';
import { t } from '../model/l10n.ts';
import { memoized, remembered } from '../model/memo.ts';
import type { ImageReference } from '../model/reference.ts';
import type { Target } from '../model/target.ts';
import { readImage } from '../read/image.ts';
import type { Config, ConfiguredTarget } from './config/config.ts';
import { configuredTargets } from './targets/clusterGroups.ts';

/**
 * Fills variables of Flux that are not in git with the values that the config states for a target. The proof names
 * them. Others stay open.
 */
export function withStatedVariables(
  reference: ImageReference,
  target: Target | null,
  { config, map }: { readonly config: Config; readonly map: AccessMap | undefined },
): ImageReference {
  const { image, origins } = reference;
  if (target === null || image.kind !== 'image' || image.name === undefined) return reference;
  const open = new Set(origins.flatMap(({ variable }) => variable ?? []));
  if (open.size === 0) return reference;
  const known = variablesOf(target, configuredTargets(config, map));
  const variables = [...open].flatMap(name => {
    const value = known.get(name);
    return value !== undefined && isIn(image.name, name) ? { name, value } : [];
  });
  if (variables.length === 0) return reference;
  const values = new Map(variables.map(({ name, value }) => [name, value]));
  const name = image.name.replace(/\$\{(\w+)\}/g, (whole, variable: string) => values.get(variable) ?? whole);
  const stated = { built: image, variables, by: config.file ?? t('the config') };
  return { ...reference, image: readImage(name), stated };
}

/** Names of open variables in images that a config can state. */
export function openVariablesIn(references: readonly ImageReference[]): readonly string[] {
  const names = references.flatMap(({ image, origins }) =>
    image.kind === 'image' && image.name !== undefined
      ? origins.flatMap(({ variable }) => (isIn(image.name, variable) ? (variable ?? []) : []))
      : [],
  );
  return [...new Set(names)].sort();
}

function isIn(name: string | undefined, variable: string | undefined): boolean {
  return variable !== undefined && name?.includes(`\${${variable}}`) === true;
}

type Variables = ReadonlyMap<string, string>;

/** The entries of a config that state variables, by the id and the name of their target. */
interface StatingEntries {
  readonly byId: ReadonlyMap<string, readonly ConfiguredTarget[]>;
  readonly byName: ReadonlyMap<string, readonly ConfiguredTarget[]>;
  /** The variables of each target, kept from the first look-up. */
  readonly known: Map<string, Variables>;
}

type TargetKey = Pick<Target, 'name' | 'kind'> & { readonly id?: string | undefined };

const statingEntries = memoized((all: readonly ConfiguredTarget[]): StatingEntries => {
  const stating = all.filter(({ variables }) => variables !== undefined);
  return {
    byId: Map.groupBy(
      stating.filter(({ id }) => id !== undefined),
      ({ id = '' }) => idKey(id),
    ),
    byName: Map.groupBy(stating, nameKey),
    known: new Map(),
  };
});

/** The variables that the config states for a target. One with several values is left out. */
function variablesOf(target: Target, all: readonly ConfiguredTarget[]): Variables {
  const key = target.id === undefined ? nameKey(target) : `${idKey(target.id)} ${nameKey(target)}`;
  return remembered(statingEntries(all).known, key, () => {
    const single = [...valuesOf(target, all)].filter(([, values]) => values.size === 1);
    return new Map(single.map(([name, [value = '']]) => [name, value]));
  });
}

/** The targets that have several values of a variable, by its name. */
export function contradictedVariables(all: readonly ConfiguredTarget[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const target of all) {
    if (target.variables === undefined) continue;
    for (const [name, values] of valuesOf(target, all))
      if (values.size > 1) remembered(found, name, () => new Set()).add(target.name);
  }
  return found;
}

function valuesOf(target: TargetKey, all: readonly ConfiguredTarget[]): ReadonlyMap<string, ReadonlySet<string>> {
  const values = new Map<string, Set<string>>();
  for (const { variables = {} } of entriesOf(target, all))
    for (const [name, value] of Object.entries(variables)) remembered(values, name, () => new Set()).add(value);
  return values;
}

/** Entries of the same id. If a target or an entry has none, the kind and the name decide. */
function entriesOf(target: TargetKey, all: readonly ConfiguredTarget[]): readonly ConfiguredTarget[] {
  const { byId, byName } = statingEntries(all);
  const named = byName.get(nameKey(target)) ?? [];
  if (target.id === undefined) return named;
  return [...(byId.get(idKey(target.id)) ?? []), ...named.filter(({ id }) => id === undefined)];
}

function nameKey({ kind, name }: Omit<TargetKey, 'id'>): string {
  return `${kind} ${name}`;
}
