import { fieldOf, isNullValue, type Value } from '../../model/program.ts';
import type { Registry } from '../map.ts';
import type { Opened } from './changes.ts';
import type { PlannedResource } from './planner.ts';
import { registrySettings } from './registrySettings.ts';

// Settings of registries that Azure may know better than code.

/** A registry that was read keeps each setting that the code leaves out. */
export function overRead(planned: Registry, { body, isExisting }: PlannedResource, read: Registry): Registry {
  const isKept = ({ path }: { readonly path: string | undefined }) =>
    path !== undefined && (isExisting || isLeftOut(body, path.split('.')));
  const names = new Set(registrySettings.filter(isKept).map(({ name }) => name));
  const kept = Object.entries(read).filter(([name]) => names.has(name));
  // endpoints of the code are added to those that exist
  const privateEndpoints = isExisting || planned.privateEndpoints?.length === 0 ? read.privateEndpoints : undefined;
  return { ...planned, ...Object.fromEntries(kept), privateEndpoints };
}

/** The registry without the settings that something else may change. */
export function withoutOpened(registry: Registry, opened: Opened | undefined): Registry {
  if (opened === undefined) return registry;
  const open = registrySettings.filter(({ isOfNetwork }) => isOfNetwork || opened === 'all');
  return { ...registry, ...Object.fromEntries(open.map(({ name }) => [name, undefined])) };
}

/** Returns whether the code surely leaves a field out. */
export function isLeftOut(body: Value, path: readonly string[]): boolean {
  let at: Value = body;
  for (const step of path) {
    const found = fieldOf(at, step);
    if (found === 'absent') return true;
    if (found === undefined) return false;
    if (isNullValue(found)) return true;
    at = found;
  }
  return false;
}

/**
 * Facts of a registry outside of the code that nothing read. They have their usual values unless someone changed them.
 */
export interface Supposed {
  readonly mode: boolean;
  readonly defaults: boolean;
}

/** The settings of a registry that is open to all networks, as Azure makes one. */
const USUAL = {
  publicAccess: 'enabled',
  defaultAction: 'allow',
  ipRules: [],
  subnetRules: [],
  privateEndpoints: [],
  armTokens: true,
} as const satisfies Partial<Registry>;

export function supposing(registry: Registry, { mode, defaults }: Supposed): Registry {
  return {
    ...registry,
    ...(defaults ? USUAL : {}),
    mode: mode ? (registry.mode ?? 'legacy') : registry.mode,
  };
}

/** Returns the facts that were neither read nor stated. */
export function supposable(registry: Registry): Supposed {
  const isUnknown = Object.entries(registry).every(([name, fact]) => !Object.hasOwn(USUAL, name) || fact === undefined);
  return { mode: registry.mode === undefined, defaults: isUnknown };
}
