import { once, remembered } from '../../model/memo.ts';
import {
  type DeclaredResource,
  type DeploymentScope,
  fieldOf,
  isNullValue,
  joinedValue,
  openValue,
  type Presence,
  type ProgramWorld,
  plainText,
  termOf,
  textValue,
  type Value,
  valueInWords,
} from '../../model/program.ts';
import { parseArmId } from '../ids.ts';
import type { AzureShape } from './azureShape.ts';
import { azureShape, placeShape } from './shapes.ts';
import { StandIns, segmentsOf } from './standIns.ts';

const REGISTRY = 'microsoft.containerregistry/registries';
const ROLE_ASSIGNMENT = 'microsoft.authorization/roleassignments';

/** The kind of id in a value. A grant to any kind except the first reaches no principal. */
export type PrincipalKind = 'userAssigned' | 'kubelet' | 'system' | 'clientId' | 'resourceId' | 'addOn';

export interface PlannedPrincipal {
  readonly kind: PrincipalKind;
  /** The resource that owns it, by its id. */
  readonly of: string;
  readonly words: string;
}

/** A resource of a world with its id. */
export interface PlannedResource extends AzureShape {
  readonly id: string;
  readonly address: string;
  /** Its name for people: its future name, or the code's name for it. */
  readonly label: string;
  readonly isExisting: boolean;
  readonly presence: Presence;
}

/** A source of facts that were read from Azure about resources that the code declares as well. */
export interface Lender {
  /** Gives subscriptions and groups that the code leaves open their names. */
  places(standIns: StandIns): void;
  /** The object id or client id of an existing principal. */
  principal(kind: PrincipalKind, of: string): string | undefined;
}

/** Resolves values: ids by their parts, and attributes by the resources that own them. */
export class Planner {
  readonly world: ProgramWorld;
  readonly standIns = new StandIns();
  readonly resources: readonly PlannedResource[];
  /** By the key of the declaration. */
  readonly #byKey = new Map<string, PlannedResource>();
  readonly #shapes = new Map<string, AzureShape>();
  readonly #ids = new Map<string, Value | undefined>();
  /** Role assignments whose own id does not show their scope, by key. */
  readonly #isSomewhere = new Set<string>();
  /** The attributes that are being resolved. */
  readonly #asked = new Set<string>();
  readonly #principals = new Map<string, PlannedPrincipal>();
  /** Ids of registries by the terms of their admin accounts' user names. */
  readonly #admins = new Map<string, Value>();
  readonly #declared = once(() => new Map(this.world.resources.map(each => [each.key, each])));
  readonly #hosts = once(() => this.#findHosts());
  readonly #lender: Lender | undefined;
  /** Resources that matter for no pull except by their place, by key. */
  readonly placed = new Map<string, DeclaredResource>();

  constructor(world: ProgramWorld, lender?: Lender) {
    this.world = world;
    this.#lender = lender;
    lender?.places(this.standIns);
    for (const declared of world.resources) {
      const shape = azureShape(declared);
      if (shape !== undefined) this.#shapes.set(declared.key, shape);
    }
    // a written name is not free for open values
    for (const { name } of this.#shapes.values()) {
      const text = name && plainText(this.resolve(name));
      if (text !== undefined) this.standIns.take(text);
    }
    const all = [...this.#shapes.values()];
    // a created resource gives its name to its references
    const inOrder = [...all.filter(each => !each.declared.isExisting), ...all.filter(each => each.declared.isExisting)];
    const made = inOrder.flatMap(shape => this.#planned(shape) ?? []);
    this.resources = made;
    for (const each of made) this.#byKey.set(each.declared.key, each);
  }

  resource(key: string): PlannedResource | undefined {
    return this.#byKey.get(key);
  }

  /** The host of a registry by the term of its login server. Undefined for any other value. */
  hostOfTerm(term: string): string | undefined {
    return this.#hosts().get(term);
  }

  /** Names the hosts now. Otherwise, the first look-up of one would name them. */
  findHosts(): void {
    this.#hosts();
  }

  principal(term: string): PlannedPrincipal | undefined {
    return this.#principals.get(term);
  }

  /** The admin account's user name, which is the name of its registry. Undefined for any other value. */
  adminUser(term: string): string | undefined {
    const id = this.#admins.get(term);
    const last = id && segmentsOf(id)?.at(-1);
    return last && (plainText(last) ?? this.standIns.segment(last, 'registry'));
  }

  #findHosts(): ReadonlyMap<string, string> {
    const registries = this.resources.filter(({ type }) => type === REGISTRY);
    const hosts = registries.flatMap(each => {
      const id = this.#idOf(each.declared.key);
      const server = id && loginServerOf(each, id, this);
      if (server === undefined || plainText(server) !== undefined) return [];
      const name = this.standIns.segment(server, `${each.label}-host`);
      const host = `${name.toLowerCase().replace(/[^a-z\d-]+/g, '-')}.login-server`;
      this.standIns.explain(host, valueInWords(server));
      return [[termOf(server), host] as const];
    });
    return new Map(hosts);
  }

  #planned(shape: AzureShape): PlannedResource | undefined {
    const { declared, name } = shape;
    const segments = this.#segmentsAt(shape);
    if (segments === undefined) return undefined;
    const symbol = declared.address.split('.').at(-1) ?? declared.address;
    // the last segment is its name, and gets the code's name for it
    const last = segments.at(-1);
    const label = last === undefined ? symbol : this.standIns.segment(last, symbol);
    const text = name && plainText(this.resolve(name));
    return {
      ...shape,
      id: this.standIns.id(segments),
      address: declared.address,
      label: text ?? label,
      isExisting: declared.isExisting,
      presence: declared.presence,
    };
  }

  /** A role assignment whose own id shows no scope has some scope: neither none, nor the root of the tenant. */
  #segmentsAt({ type, declared }: AzureShape): readonly Value[] | undefined {
    const id = this.#idOf(declared.key);
    const segments = id && segmentsOf(id);
    if (type !== ROLE_ASSIGNMENT) return segments;
    const parsed = segments && parseArmId(this.standIns.id(segments));
    if (parsed?.kind === 'resource' && parsed.type.toLowerCase() === type && parsed.scope !== '/') return segments;
    this.#isSomewhere.add(declared.key);
    const { key, address } = declared;
    const provider = textValue('/providers/Microsoft.Authorization/roleAssignments/');
    return segmentsOf(
      joinedValue([openScopeOf(openValue(`scope of ${key}`, address)), provider, openValue(`name of ${key}`, address)]),
    );
  }

  /** The id of a resource as a text of parts. */
  #idOf(key: string): Value | undefined {
    if (this.#ids.has(key)) return this.#ids.get(key);
    this.#ids.set(key, undefined); // a resource that is a part of itself has none
    const shape = this.#shapes.get(key) ?? this.#placeOf(key);
    const id = shape && this.#makeId(shape);
    this.#ids.set(key, id);
    return id;
  }

  #placeOf(key: string): AzureShape | undefined {
    const declared = this.#declared().get(key);
    if (declared === undefined) return undefined;
    this.placed.set(key, declared);
    return placeShape(declared);
  }

  #makeId({ type, name, scope, under, declared }: AzureShape): Value | undefined {
    const written = declared.type.split('/').length > 1 ? declared.type : type;
    const [provider = '', ...types] = written.split('/');
    const own = name === undefined ? openValue(`name of ${declared.key}`, declared.address) : this.resolve(name);
    const above = under === undefined ? undefined : this.#scopeText(under);
    // a resource that is declared within another one may leave out the types around it
    const isPart = above !== undefined && types.length !== 1;
    if (isPart) return joinedValue([above, textValue(`/${types.at(-1) ?? provider}/`), own]);
    if (/^microsoft\.resources\/resourcegroups$/.test(type)) {
      if (scope.subscription === undefined) return undefined;
      return joinedValue([
        textValue('/subscriptions/'),
        this.resolve(scope.subscription),
        textValue('/resourceGroups/'),
        own,
      ]);
    }
    // a resource at an unknown place is in no known group or subscription
    const at = above ?? (under === undefined ? this.#scopeOf(scope) : openScopeOf(under));
    if (at === undefined) return undefined;
    const names = types.length === 1 ? [own] : this.#namesIn(own, types.length);
    if (names === undefined) return undefined;
    const path = types.flatMap((each, index) => [textValue(`/${each}/`), names[index] ?? textValue('')]);
    return joinedValue([at, textValue(`/providers/${provider}`), ...path]);
  }

  /** `site/config`: a name for each type. */
  #namesIn(name: Value, count: number): readonly Value[] | undefined {
    const texts = plainText(name)?.split('/');
    return texts?.length === count ? texts.map(textValue) : undefined;
  }

  #scopeOf({ subscription, resourceGroup }: DeploymentScope): Value | undefined {
    if (subscription === undefined) return undefined;
    const parts = [textValue('/subscriptions/'), this.resolve(subscription)];
    return joinedValue(
      resourceGroup === undefined ? parts : [...parts, textValue('/resourceGroups/'), this.resolve(resourceGroup)],
    );
  }

  /** The id that `scope:` or `parent:` names. */
  #scopeText(value: Value): Value | undefined {
    if (value.kind === 'attribute' && value.path.length === 0) return this.#idOf(value.of);
    const id = fieldOf(value, 'id');
    const resolved = this.resolve(id === undefined || id === 'absent' ? value : id);
    return segmentsOf(resolved) === undefined ? openScopeOf(resolved) : resolved;
  }

  /** Returns whether nothing at all is known about its place. */
  isNowhere({ declared, under }: AzureShape): boolean {
    if (this.#isSomewhere.has(declared.key)) return true;
    if (under === undefined) return false;
    const at = this.#scopeText(under);
    return at === undefined || nowhere.has(at);
  }

  /** A value with each attribute resolved. Equal terms of the result are equal values. */
  resolve(value: Value): Value {
    switch (value.kind) {
      case 'joined':
        return joinedValue(value.parts.map(part => this.resolve(part)));
      case 'attribute':
        return this.#meaning(value);
      default:
        return value;
    }
  }

  #meaning(value: Extract<Value, { readonly kind: 'attribute' }>): Value {
    const cut = value.path.indexOf('/');
    if (cut >= 0)
      return this.#segmentOf({ ...value, path: value.path.slice(0, cut) }, value.path.slice(cut + 1)) ?? value;
    const shape = this.#shapes.get(value.of);
    const path = shape?.azurePath(value.path);
    if (shape === undefined || path === undefined) return value;
    const term = termOf(value);
    if (this.#asked.has(term)) return value; // it is a part of itself
    this.#asked.add(term);
    const meaning = this.#attributeAt(shape, path, value);
    this.#asked.delete(term);
    return meaning;
  }

  /** A part of an id that code takes apart: `last(split(acr.id, '/'))`. */
  #segmentOf(id: Value, [step, ...more]: readonly string[]): Value | undefined {
    const segments = segmentsOf(this.resolve(id));
    if (step === undefined || more.length > 0) return undefined;
    return step === 'last' ? segments?.at(-1) : segments?.[Number(step)];
  }

  /** Returns the known value at a path of Azure's own shape, in whatever language the resource is declared. */
  attributeOf({ declared }: PlannedResource, ...path: readonly string[]): Value {
    const value: Value = { kind: 'attribute', of: declared.key, path };
    const shape = this.#shapes.get(declared.key);
    return shape === undefined ? value : this.#attributeAt(shape, path, value);
  }

  #attributeAt(shape: AzureShape, path: readonly string[], value: Value): Value {
    const { declared } = shape;
    // a resource that is not deployed has no attributes
    if (declared.presence.kind === 'no' || path.length === 0) return value;
    const id = this.#idOf(declared.key);
    const key = path.join('.').toLowerCase();
    if (key === 'id') return id ?? value;
    if (key === 'name') return shape.name === undefined ? value : this.resolve(shape.name);
    if (id === undefined) return value;
    return meaningOf(shape, key, id, this) ?? openValue(`${termOf(id)}.${key}`, labelOf(declared, path));
  }

  adminOf(id: Value, address: string): Value {
    const user = openValue(`admin user of ${termOf(lowered(id))}`, `${address}.listCredentials().username`);
    this.#admins.set(termOf(user), id);
    return user;
  }

  /** A principal's object id or client id, by the id of the resource that owns it. */
  principalOf(kind: PrincipalKind, id: Value, words: string): Value {
    const term = `${kind} ${termOf(lowered(id))}`;
    const segments = segmentsOf(id);
    const of = segments === undefined ? '' : this.standIns.id(segments);
    const open = openValue(term, words);
    remembered(this.#principals, termOf(open), () => {
      const lent = this.#lender?.principal(kind, of);
      if (lent !== undefined) this.standIns.know(termOf(open), lent);
      return { kind, of, words };
    });
    return open;
  }
}

/** Azure's names have no case. */
function lowered(value: Value): Value {
  if (value.kind === 'text') return textValue(value.text.toLowerCase());
  return value.kind === 'joined' ? joinedValue(value.parts.map(lowered)) : value;
}

/** Scopes that are entirely made up. */
const nowhere = new WeakSet<Value>();

function openScopeOf(value: Value): Value {
  const of = termOf(value);
  const made = joinedValue([
    textValue('/subscriptions/'),
    openValue(`subscription of ${of}`, 'subscription'),
    textValue('/resourceGroups/'),
    openValue(`resource group of ${of}`, 'resource group'),
  ]);
  nowhere.add(made);
  return made;
}

/** Either of the account's two passwords. */
function adminPassword(id: Value): Value {
  return openValue(`admin password of ${termOf(lowered(id))}`, 'admin password');
}

function labelOf(declared: DeclaredResource | undefined, path: readonly string[]): string {
  return [declared?.address ?? '', ...path].join('.');
}

/** Returns the value of an attribute that the deployment makes, with everything that is known of it beforehand. */
function meaningOf(shape: AzureShape, key: string, id: Value, planner: Planner): Value | undefined {
  const { type, declared } = shape;
  const address = declared.address;
  switch (type) {
    case 'microsoft.containerregistry/registries':
      if (key === 'listcredentials.username') return planner.adminOf(id, address);
      if (/^listcredentials\.passwords\.[01]\.value$/.test(key)) return adminPassword(id);
      return key === 'properties.loginserver' ? loginServerOf(shape, id, planner) : undefined;
    case 'microsoft.managedidentity/userassignedidentities':
      if (key === 'properties.principalid') return planner.principalOf('userAssigned', id, address);
      return key === 'properties.clientid' ? planner.principalOf('clientId', id, address) : undefined;
    case 'microsoft.containerservice/managedclusters': {
      const kubelet = /^properties\.identityprofile\.kubeletidentity\.(objectid|clientid|resourceid)$/.exec(key)?.[1];
      if (kubelet !== undefined) return kubeletOf(shape, kubelet, id, planner);
      if (/^properties\.addonprofiles\..*\.identity\.objectid$/.test(key))
        return planner.principalOf('addOn', id, `${address} ${key}`);
    }
  }
  return key === 'identity.principalid' ? planner.principalOf('system', id, address) : undefined;
}

/**
 * The name and the domain. With a domain name label, the login server contains a hash that only the deployment knows.
 * https://learn.microsoft.com/azure/container-registry/container-registry-get-started-portal#domain-name-label
 */
function loginServerOf({ body, name, declared }: AzureShape, id: Value, planner: Planner): Value {
  const written = fieldOf(fieldOf2(body, 'properties'), 'autoGeneratedDomainNameLabelScope');
  const label = written !== undefined && written !== 'absent' && isNullValue(written) ? 'absent' : written;
  const scope = label === undefined || label === 'absent' ? undefined : plainText(label);
  const isPlain = label === 'absent' || scope?.toLowerCase() === 'unsecure';
  const own = name && planner.resolve(name);
  const open = openValue(`login server of ${termOf(lowered(id))}`, `${declared.address}.loginServer`);
  if (own === undefined || (!isPlain && !declared.isExisting)) return open;
  // the code can't show the label of an existing registry
  return joinedValue([lowered(own), textValue('.azurecr.io')]);
}

function fieldOf2(value: Value, name: string): Value {
  const found = fieldOf(value, name);
  return found === undefined || found === 'absent'
    ? { kind: 'object', fields: [], isWhole: found === 'absent' }
    : found;
}

/** If code gives a cluster's nodes no identity of their own, AKS makes one, whatever identity its control plane has. */
function kubeletOf({ body, declared }: AzureShape, what: string, id: Value, planner: Planner): Value | undefined {
  const own = kubeletIdentityIn(body);
  if (own === undefined) return undefined;
  if (own === 'none') {
    if (what === 'objectid') return planner.principalOf('kubelet', id, `kubelet identity of ${declared.address}`);
    return what === 'clientid'
      ? planner.principalOf('clientId', joinedValue([id, textValue('/kubelet')]), declared.address)
      : undefined;
  }
  const resourceId = planner.resolve(own);
  if (what === 'resourceid') return resourceId;
  return planner.principalOf(
    what === 'objectid' ? 'userAssigned' : 'clientId',
    resourceId,
    `kubelet identity of ${declared.address}`,
  );
}

/** The identity that code gives to a cluster's nodes. `none`: it gives none. Undefined: not known. */
export function kubeletIdentityIn(body: Value): Value | 'none' | undefined {
  let at: Value = body;
  for (const step of ['properties', 'identityProfile', 'kubeletidentity', 'resourceId']) {
    const found = fieldOf(at, step) ?? undefined;
    const other = step === 'kubeletidentity' && found === 'absent' ? fieldOf(at, 'kubeletIdentity') : found;
    if (other === 'absent') return 'none';
    if (other === undefined) return undefined;
    if (other.kind === 'plain' && other.value === null) return 'none';
    at = other;
  }
  return at;
}
