import { type DeclaredResource, fieldOf, plainText, termOf, type Value, valuesWithin } from '../../model/program.ts';
import { REGISTRY_TYPE } from '../ids.ts';
import { segmentsOf } from './idSegments.ts';
import type { PlannedResource, Planner } from './planner.ts';

// Other parts of the code may change a resource that the code declares: an update, a script, a module that was not
// read.

/** The part of a resource that may differ from its declaration. */
export type Opened = 'network' | 'all';

/** The resources that something else may change, by their ids in lower case. */
export function openedResources(planner: Planner): ReadonlyMap<string, Opened> {
  const { resources, world } = planner;
  const opened = new Map<string, Opened>();
  const open = ({ id }: PlannedResource, what: Opened) => {
    const key = id.toLowerCase();
    if (opened.get(key) !== 'all') opened.set(key, what);
  };
  const present = resources.filter(({ presence }) => presence.kind !== 'no');
  const registries = present.filter(({ type }) => type === REGISTRY_TYPE);
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
    const within = valuesWithin(declared.body(), MAX_VALUES);
    if (within === undefined) return wanted.length > 0;
    if (isHarmlessScript(declared, within)) return false;
    return wanted.some(
      each => mentions(within, each, planner) || (SCRIPTS.test(declared.type) && names(within, each, planner)),
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
  const within = isOpenId(body, planner) ? undefined : valuesWithin(body, MAX_VALUES);
  return present.filter(each => {
    if ((type !== undefined && each.type !== type) || !setsWhatCounts(each.type, body)) return false;
    return within === undefined || mentions(within, each, planner);
  });
}

function changedBy(
  declared: DeclaredResource,
  registries: readonly PlannedResource[],
  planner: Planner,
): readonly PlannedResource[] {
  const within = valuesWithin(declared.body(), MAX_VALUES);
  if (within === undefined) return registries;
  if (isHarmlessScript(declared, within)) return [];
  const isScript = declared.kind === 'resource';
  return registries.filter(each => mentions(within, each, planner) || (isScript && names(within, each, planner)));
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

/** Returns whether an update may set a field that affects a pull. What is not known of its body may be any field. */
function setsWhatCounts(type: string, body: Value): boolean {
  const words = COUNTING.find(([of]) => of.test(type))?.[1];
  if (words === undefined) return false;
  const content = fieldOf(body, 'body');
  if (content === undefined || content === 'absent') return true;
  const read = content.kind === 'open' ? content.encodes : content;
  if (read?.kind !== 'object') return true;
  return valuesWithin(read, MAX_VALUES)?.some(each => mayHoldFields(each) || namesField(each, words)) ?? true;
}

/** Returns whether a value may be, or have, fields that are not known. */
function mayHoldFields(value: Value): boolean {
  if (value.kind === 'object' || value.kind === 'list') return !value.isWhole;
  return value.kind === 'attribute' || (value.kind === 'open' && value.encodes === undefined);
}

function namesField(value: Value, words: RegExp): boolean {
  return value.kind === 'object' && value.fields.some(({ key }) => words.test(plainText(key) ?? ''));
}

/** A script that only signs in, builds or imports images. */
function isHarmlessScript({ type }: DeclaredResource, within: readonly Value[]): boolean {
  if (!/^(?:null_resource|terraform_data)$|deploymentscripts|deployment_script/i.test(type)) return false;
  const whole = within
    .flatMap(partsOfText)
    .map(part => plainText(part) ?? ' ')
    .join(' ');
  const commands = whole.match(/\b(?:az|docker)\s+[a-z-]+(?:\s+[a-z-]+)?/g) ?? [];
  if (/\.(?:sh|ps1|py)\b|\b(?:curl|Invoke-|Set-Az|Update-Az)/i.test(whole)) return false;
  return commands.length > 0 && commands.every(command => HARMLESS_COMMAND.test(command));
}

const HARMLESS_COMMAND =
  /^docker\s+(?:login|build|buildx|tag|push|pull)\b|^az\s+(?:login|acr\s+(?:build|login|import|run|repository)|account\s+(?:set|show)|aks\s+get-credentials)$/;

/** A value that holds more may mention anything. */
const MAX_VALUES = 20_000;

function partsOfText(value: Value | undefined): readonly Value[] {
  if (value === undefined) return [];
  return value.kind === 'joined' ? value.parts : [value];
}

/**
 * Returns whether one of these values is the resource, its id or its name, or is made of one. Its login server alone is
 * none of these.
 */
function mentions(within: readonly Value[], { id, name, type }: PlannedResource, planner: Planner): boolean {
  const own = declarationsOf(id, planner);
  const resolvedName = name && planner.resolve(name);
  const plain = plainText(resolvedName)?.toLowerCase();
  const nameTerm = resolvedName && plain === undefined ? termOf(resolvedName) : undefined;
  const last = type.split('/').at(-1) ?? '';
  return within.some(each => {
    if (each.kind === 'list' || each.kind === 'object') return false;
    if (each.kind === 'attribute' && own.has(each.of)) return !isLoginServer(each.path);
    const text = plainText(each)?.toLowerCase();
    if (text !== undefined) return text === plain || (plain !== undefined && text.includes(`/${last}/${plain}`));
    const resolved = planner.resolve(each);
    if (nameTerm !== undefined && termOf(resolved) === nameTerm) return true;
    const segments = segmentsOf(resolved);
    return (
      segments !== undefined && `${planner.standIns.id(segments)}/`.toLowerCase().startsWith(`${id.toLowerCase()}/`)
    );
  });
}

/** Keys of all declarations of one resource. */
function declarationsOf(id: string, planner: Planner): ReadonlySet<string> {
  const same = planner.resources.filter(each => each.id.toLowerCase() === id.toLowerCase());
  return new Set(same.map(({ declared }) => declared.key));
}

/** As Azure names it, and as Terraform's provider does. */
function isLoginServer(path: readonly string[]): boolean {
  return path.at(-1) === 'login_server' || path.slice(-2).join('.') === 'properties.loginServer';
}

/** Returns whether a text holds the name of a resource, or an open part of it. */
function names(within: readonly Value[], { id, name }: PlannedResource, planner: Planner): boolean {
  const own = declarationsOf(id, planner);
  const resolved = name && planner.resolve(name);
  const open = new Set(
    partsOfText(resolved)
      .filter(part => part.kind !== 'text')
      .map(termOf),
  );
  const plain = open.size === 0 ? plainText(resolved)?.toLowerCase() : undefined;
  const isNamed = (part: Value) => {
    const text = plainText(part)?.toLowerCase();
    return text === undefined ? open.has(termOf(part)) : plain !== undefined && text.includes(plain);
  };
  return within.some(each => {
    if (each.kind === 'list' || each.kind === 'object') return false;
    return (each.kind === 'attribute' && own.has(each.of)) || partsOfText(planner.resolve(each)).some(isNamed);
  });
}
