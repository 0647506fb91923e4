import type { Runtime } from '../../access/map.ts';
import { decidingDefaults } from '../../access/planned/shapes.ts';
import { causes } from '../../causes/index.ts';
import { type DeclaredResource, fieldOf, plainText } from '../../model/program.ts';
import type { Verdict } from '../../model/verdict.ts';
import type { PlannedPull } from './choose.ts';
import { mayBeGranted } from './mistakes.ts';

/**
 * Returns whether a refusal in a world of code is sure. Roles may be assigned by hand, by a script or at a scope above.
 * So a missing role is sure only for an identity and a registry that were read. An app's own statements are sure as
 * written.
 */
export function isSurelyRefused(verdict: Verdict, pull: PlannedPull): boolean {
  if (verdict.outcome !== 'denied' || restsOnDefault(pull)) return false;
  switch (verdict.cause) {
    case 'system-identity-unsupported':
      return isSettled(pull);
    case 'identity-not-assigned':
      return isSettled(pull) && namesAnother(pull);
    case 'no-pull-role':
    case 'not-attached':
    case 'wrong-role-for-mode':
    case 'role-on-wrong-identity':
    case 'condition-excludes-repository':
      return isRefusedByAzure(verdict, pull);
    case 'admin-disabled':
      return isReadWhole(pull);
    default:
      return false;
  }
}

/**
 * Returns whether a default of the root affects the app, its image or the registry: a command may pass another value.
 */
export function restsOnDefault({ runtime, registry, world }: PlannedPull): boolean {
  const own = world.resourceById(registry.id)?.declared;
  const ofRegistry = own === undefined ? [] : decidingDefaults(own, 'registry');
  return [...ofRegistry, ...runtime.defaults, ...decidingDefaults(runtime.declared, 'app')].length > 0;
}

/**
 * Returns whether the network refuses a pull today, and the code changes nothing about networks. Then it still refuses
 * it.
 */
export function isUntouched(now: Verdict | undefined, verdict: Verdict, { world, registry }: PlannedPull): boolean {
  if (now?.outcome !== 'denied' || verdict.outcome !== 'denied' || now.cause !== verdict.cause) return false;
  if (now.cause === null || causes[now.cause].step !== 'network') return false;
  const isOfNetwork = ({ type }: DeclaredResource) =>
    /network|private|dns|subnet|firewall|route|peering|vpn/i.test(type);
  return !world.isOpened(registry.id) && world.hidden.length === 0 && !world.world.resources.some(isOfNetwork);
}

/** Returns whether everything that may grant a pull is known: from Azure, and from code without an unread part. */
function isRefusedByAzure({ puller }: Verdict, pull: PlannedPull): boolean {
  const { read } = pull.world;
  const isWhole = read?.roleAssignments !== undefined && read.gapFor('roleAssignments', pull.registry.id) === undefined;
  const isThere = puller?.objectId !== undefined && !pull.world.isMadeUp(puller.objectId);
  return isWhole && isThere && isReadWhole(pull) && !mayBeGranted(puller.objectId.toLowerCase(), pull);
}

/** Returns whether registry and app were read, and all of the code that may change them. */
function isReadWhole({ world, registry, runtime }: PlannedPull): boolean {
  const { read } = world;
  if (read?.registryById(registry.id) === undefined || read.runtimeById(runtime.id) === undefined) return false;
  const isOpen = world.isOpened(registry.id) || world.hidden.length > 0;
  return !isOpen && world.partsAbout([registry.id, runtime.id]).length === 0;
}

/** Returns whether the code states the identities of the app, and no other part of it may change them. */
function isSettled({ runtime, map, world }: PlannedPull): boolean {
  const identity = fieldOf(runtime.body, 'identity');
  if (map.runtimeById(runtime.id) === undefined || identity === undefined || world.isOpened(runtime.id)) return false;
  if (world.partsAbout([runtime.id]).length > 0) return false;
  if (identity === 'absent') return true;
  const type = fieldOf(identity, 'type');
  return type !== undefined && type !== 'absent' && plainText(type) !== undefined;
}

/** Returns whether the identity that pulls surely is none of those of the app or its environment. */
function namesAnother({ runtime, map, world, host }: PlannedPull): boolean {
  const app = map.runtimeById(runtime.id);
  const entry = appRegistries(app).find(({ server }) => server.toLowerCase() === host)?.identity;
  if (app === undefined || entry === undefined || !/^microsoft\.(?:app|containerinstance)\//.test(runtime.type))
    return false;
  const environment = 'environmentId' in app ? map.environmentById(app.environmentId)?.identity : undefined;
  if ('environmentId' in app && environment === undefined) return false;
  const held = [app.identity, environment].flatMap(each => each?.userAssigned ?? []);
  return /^system(?:-environment)?$/i.test(entry) || held.every(({ id }) => world.differ(entry, id));
}

export function appRegistries(app: Runtime | undefined) {
  if (app?.kind === 'containerGroup') return app.registries;
  return app?.kind === 'containerApp' || app?.kind === 'containerAppJob' ? (app.registries ?? []) : [];
}
