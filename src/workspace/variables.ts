import { idKey } from '../access/ids.ts';
import type { AccessMap } from '../access/map.ts';
import { t } from '../model/l10n.ts';
import { remembered } from '../model/memo.ts';
import type { ImageReference } from '../model/reference.ts';
import type { Target } from '../model/target.ts';
import { readImage } from '../read/image.ts';
import type { Config, ConfiguredTarget } from './config/config.ts';
import { configuredTargets } from './targets/clusterGroups.ts';

/**
 * The reference as a target has it: variables of Flux whose values are not in git are those that the config states for this
 * target. The proof names them. What the config does not state stays open.
 */
export function withVariables(
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

/** Names of the variables that images leave open, and that a config can state. */
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

const known = new WeakMap<readonly ConfiguredTarget[], Map<string, Variables>>();

/** The variables of all entries of the config that are of a target. One with several values has none. */
function variablesOf(target: Target, all: readonly ConfiguredTarget[]): Variables {
  const byTarget = remembered(known, all, () => new Map());
  return remembered(byTarget, keyOf(target), () => {
    const single = [...valuesOf(target, all)].filter(([, values]) => values.size === 1);
    return new Map(single.map(([name, [value = '']]) => [name, value]));
  });
}

/** Names of variables that the config's entries of a target have several values of. */
export function contradicted(
  target: Pick<ConfiguredTarget, 'name' | 'kind' | 'id'>,
  all: readonly ConfiguredTarget[],
): readonly string[] {
  return [...valuesOf(target, all)].flatMap(([name, values]) => (values.size > 1 ? name : []));
}

function valuesOf(
  target: Pick<ConfiguredTarget, 'name' | 'kind' | 'id'>,
  all: readonly ConfiguredTarget[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const values = new Map<string, Set<string>>();
  for (const each of all) {
    if (each.variables === undefined || !isOf(target, each)) continue;
    for (const [name, value] of Object.entries(each.variables)) remembered(values, name, () => new Set()).add(value);
  }
  return values;
}

function keyOf({ id, kind, name }: Target): string {
  return `${id === undefined ? '' : idKey(id)} ${kind} ${name}`;
}

function isOf(target: Pick<ConfiguredTarget, 'name' | 'kind' | 'id'>, { id, kind, name }: ConfiguredTarget): boolean {
  if (target.id !== undefined && id !== undefined) return idKey(target.id) === idKey(id);
  return target.kind === kind && target.name === name;
}
