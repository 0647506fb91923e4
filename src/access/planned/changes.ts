import { type DeclaredResource, fieldOf, plainText, termOf, type Value } from '../../model/program.ts';
import type { Registry } from '../map.ts';
import type { PlannedResource, Planner } from './planner.ts';
import { segmentsOf } from './standIns.ts';

// Other parts of the code may change a resource that the code declares: an update, a script, a module that was not
// read.

/** The part of a resource that may differ from its declaration. */
export type Opened = 'network' | 'all';

export const REGISTRY = 'microsoft.containerregistry/registries';

/** The resources that something else may change, by their ids in lower case. */
export function openedResources(planner: Planner): ReadonlyMap<string, Opened> {
  const { resources, world } = planner;
  const opened = new Map<string, Opened>();
  const open = ({ id }: PlannedResource, what: Opened) => {
    const key = id.toLowerCase();
    if (opened.get(key) !== 'all') opened.set(key, what);
  };
  const present = resources.filter(({ presence }) => presence.kind !== 'no');
  const registries = present.filter(({ type }) => type === REGISTRY);
  for (const each of world.unread.length > 0 ? registries : declaredTwice(registries)) open(each, 'all');
  for (const declared of world.resources) {
    const effect = declared.presence.kind === 'no' || declared.isExisting ? undefined : effectOf(declared);
    if (effect === undefined) continue;
    if (effect === 'update') for (const each of updatedBy(declared.body(), present, planner)) open(each, 'all');
    else for (const each of changedBy(declared, registries, planner)) open(each, effect);
  }
  return opened;
}

/** Parts of the code that were not read and get one of these resources, by id. Each may give a role on it, or to it. */
export function partsAbout(ids: readonly string[], planner: Planner): readonly string[] {
  const { resources, world } = planner;
  const keys = new Set(ids.map(id => id.toLowerCase()));
  const wanted = resources.filter(({ id }) => keys.has(id.toLowerCase()));
  const parts = world.resources.filter(declared => {
    if (declared.presence.kind === 'no' || declared.isExisting || !mayChange(declared)) return false;
    const leaves = leavesOf(declared.body());
    if (isHarmlessScript(declared, leaves)) return false;
    return wanted.some(
      each => mentions(leaves, each, planner) || (SCRIPTS.test(declared.type) && namesIn(leaves, each, planner)),
    );
  });
  return [...parts.map(({ address }) => address), ...world.unread.map(({ why }) => why)];
}

const SCRIPTS = /^(?:null_resource|terraform_data)$|deploymentscripts|deployment_script|template_deployment/i;

/**
 * Returns registries with several declarations. The last one deployed counts, and the code does not show which that is.
 */
function declaredTwice(registries: readonly PlannedResource[]): readonly PlannedResource[] {
  const made = registries.filter(({ isExisting }) => !isExisting);
  const alike = Map.groupBy(made, ({ id }) => id.toLowerCase());
  return [...alike.values()].flatMap(([first, ...others]) => (first && others.length > 0 ? first : []));
}

function updatedBy(body: Value, present: readonly PlannedResource[], planner: Planner): readonly PlannedResource[] {
  const type = updatedType(body);
  const isAny = isOpenId(body, planner);
  const leaves = leavesOf(body);
  return present.filter(each => {
    if ((type !== undefined && each.type !== type) || !setsWhatCounts(each.type, body)) return false;
    return isAny || mentions(leaves, each, planner);
  });
}

function changedBy(
  declared: DeclaredResource,
  registries: readonly PlannedResource[],
  planner: Planner,
): readonly PlannedResource[] {
  const leaves = leavesOf(declared.body());
  if (isHarmlessScript(declared, leaves)) return [];
  const isScript = declared.kind === 'resource';
  return registries.filter(each => mentions(leaves, each, planner) || (isScript && namesIn(leaves, each, planner)));
}

/** Facts without those that something else may change. */
export function withoutOpened(registry: Registry, opened: Opened | undefined): Registry {
  if (opened === undefined) return registry;
  const network = {
    publicAccess: undefined,
    defaultAction: undefined,
    ipRules: undefined,
    subnetRules: undefined,
    endpointProtocol: undefined,
    trustedServices: undefined,
    privateEndpoints: undefined,
  };
  if (opened === 'network') return { ...registry, ...network };
  const rest = { sku: undefined, mode: undefined, adminEnabled: undefined, anonymousPull: undefined };
  return { ...registry, ...network, ...rest, armTokens: undefined, quarantine: undefined };
}

/** Returns whether anything in a declaration may change others, or give roles. */
export function mayChange(declared: DeclaredResource): boolean {
  return declared.kind === 'module' || effectOf(declared) !== undefined || SCRIPTS.test(declared.type);
}

/** Returns the effect that a declaration may have on resources that it mentions. Undefined: none. */
function effectOf({ kind, type, language }: DeclaredResource): Opened | 'update' | undefined {
  if (kind === 'module') {
    if (ENDPOINTS.test(type)) return 'network';
    return HARMLESS_MODULES.test(type) ? undefined : 'all';
  }
  if (type === 'azapi_update_resource') return 'update';
  if (language !== 'terraform') return /^microsoft\.resources\/deployment/i.test(type) ? 'all' : undefined;
  // one of the types that are read is a resource of its own
  if (type === 'azapi_resource') return undefined;
  return /template_deployment|deployment_script/.test(type) || !HARMLESS_PROVIDERS.test(type) ? 'all' : undefined;
}

/** https://azure.github.io/Azure-Verified-Modules/ */
const ENDPOINTS =
  /^br(?:\/public:|:mcr\.microsoft\.com\/bicep\/)avm\/res\/network\/private-endpoint\b|^Azure\/avm-res-network-privateendpoint\b/i;

/**
 * These make resources of their own, and give roles on others. It is not known whether a mirror of one does the same.
 */
const HARMLESS_MODULES =
  /^br(?:\/public:|:mcr\.microsoft\.com\/bicep\/)avm\/(?:res\/(?!container-registry\/|network\/private-endpoint|resources\/)|ptn\/(?:authorization\/|azd\/(?:acr-container-app|container-app-upsert|registry-access)\b))|^Azure\/(?:avm-res-(?!containerregistry|network-privateendpoint|resources)|aks\/azurerm\b)/i;

/** Providers whose resources change no registry that another resource declares. */
const HARMLESS_PROVIDERS =
  /^(?:azurerm|azuread|random|time|tls|local|http|kubernetes|kubectl|helm|docker|github|gitlab|flux|archive)_/;

/** The type that an update names. Undefined: it is not known. */
function updatedType(body: Value): string | undefined {
  const type = fieldOf(body, 'type');
  const text = type === undefined || type === 'absent' ? undefined : plainText(type);
  return text?.replace(/@.*/, '').toLowerCase();
}

/** Returns whether it is open which resource an update changes. */
function isOpenId(body: Value, planner: Planner): boolean {
  const [id, name] = ['resource_id', 'name'].map(key => fieldOf(body, key));
  const given = id === 'absent' || id === undefined ? name : id;
  if (given === 'absent' || given === undefined) return true;
  const resolved = planner.resolve(given);
  return resolved.kind === 'open' || resolved.kind === 'attribute';
}

const COUNTING: readonly (readonly [type: RegExp, words: RegExp])[] = [
  [
    /^microsoft\.containerregistry\/registries$/,
    /sku|roleassignmentmode|network|adminuser|anonymous|azuread|quarantine|endpoint/i,
  ],
  [/^microsoft\.containerservice\//, /identity|serviceprincipal|imagepull/i],
  [/^microsoft\.(?:app|web|containerinstance)\//, /identity|registr|container|image|acruse|fxversion|siteconfig/i],
];

/** Returns whether an update may set a field that affects a pull. */
function setsWhatCounts(type: string, body: Value): boolean {
  const words = COUNTING.find(([of]) => of.test(type))?.[1];
  if (words === undefined) return false;
  const content = fieldOf(body, 'body');
  if (content === undefined || content === 'absent') return true;
  const read = content.kind === 'open' ? content.encodes : content;
  const term = read === undefined ? undefined : termOf(read);
  if (read?.kind !== 'object' || term === undefined || term.startsWith('~')) return true;
  // an open value in it may be any object
  const isOpen = leavesOf(read).some(each => each.kind === 'open' && each.encodes === undefined);
  return isOpen || words.test(term);
}

/** A script that only signs in, builds or imports images. */
function isHarmlessScript({ type }: DeclaredResource, leaves: readonly Value[]): boolean {
  if (!/^(?:null_resource|terraform_data)$|deploymentscripts|deployment_script/i.test(type)) return false;
  const text = leaves
    .flatMap(leaf => (leaf.kind === 'joined' ? leaf.parts : [leaf]))
    .map(part => plainText(part) ?? ' ');
  const whole = text.join(' ');
  const commands = whole.match(/\b(?:az|docker)\s+[a-z-]+(?:\s+[a-z-]+)?/g) ?? [];
  if (/\.(?:sh|ps1|py)\b|\b(?:curl|Invoke-|Set-Az|Update-Az)/i.test(whole)) return false;
  return commands.length > 0 && commands.every(command => HARMLESS_COMMAND.test(command));
}

const HARMLESS_COMMAND =
  /^docker\s+(?:login|build|buildx|tag|push|pull)\b|^az\s+(?:login|acr\s+(?:build|login|import|run|repository)|account\s+(?:set|show)|aks\s+get-credentials)$/;

const MAX_LEAVES = 20_000;

/** Values without parts, at any depth of a value, keys included. */
function leavesOf(value: Value): readonly Value[] {
  const found: Value[] = [];
  const open = [value];
  for (let next = open.pop(); next !== undefined && found.length < MAX_LEAVES; next = open.pop()) {
    if (next.kind === 'list') for (const item of next.items) open.push(item);
    else if (next.kind === 'object') for (const field of next.fields) open.push(field.key, field.value);
    else {
      found.push(next);
      if (next.kind === 'open' && next.encodes !== undefined) open.push(next.encodes);
    }
  }
  return found;
}

/**
 * Returns whether a value is the resource, its id or its name, or is made of one. Its login server alone is none of
 * these.
 */
function mentions(leaves: readonly Value[], { id, name, type }: PlannedResource, planner: Planner): boolean {
  if (leaves.length >= MAX_LEAVES) return true;
  const keys = planner.resources.filter(each => each.id.toLowerCase() === id.toLowerCase());
  const own = keys.map(({ declared }) => `@${JSON.stringify(declared.key)}`);
  const resolvedName = name && planner.resolve(name);
  const plain = plainText(resolvedName)?.toLowerCase();
  const nameTerm = resolvedName && plain === undefined ? termOf(resolvedName) : undefined;
  const last = type.split('/').at(-1) ?? '';
  return leaves.some(leaf => {
    const text = plainText(leaf)?.toLowerCase();
    if (text !== undefined) return text === plain || (plain !== undefined && text.includes(`/${last}/${plain}`));
    const term = termOf(leaf).replaceAll(/\.(?:properties\.loginServer|login_server)(?![\w.])/g, SERVER);
    if (term.startsWith('~')) return true;
    if (own.some(key => term.replaceAll(`${key}${SERVER}`, '').includes(key))) return true;
    if (nameTerm !== undefined && termOf(planner.resolve(leaf)) === nameTerm) return true;
    const segments = segmentsOf(planner.resolve(leaf));
    return (
      segments !== undefined && `${planner.standIns.id(segments)}/`.toLowerCase().startsWith(`${id.toLowerCase()}/`)
    );
  });
}

/** Returns whether a text holds the name of a resource, or an open part of it. */
function namesIn(leaves: readonly Value[], { name }: PlannedResource, planner: Planner): boolean {
  const resolved = name && planner.resolve(name);
  const parts = resolved?.kind === 'joined' ? resolved.parts : resolved === undefined ? [] : [resolved];
  const open = parts.filter(part => part.kind !== 'text').map(termOf);
  const plain = open.length === 0 ? plainText(resolved)?.toLowerCase() : undefined;
  return leaves.some(leaf => {
    const term = termOf(planner.resolve(leaf));
    return plain === undefined ? open.some(part => term.includes(part)) : term.toLowerCase().includes(plain);
  });
}

const SERVER = '\u0000server';
