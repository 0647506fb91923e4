import { readFileSync } from 'node:fs';

export type ArmObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is ArmObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function part(from: unknown, name: string): ArmObject {
  const value = isObject(from) ? from[name] : undefined;
  return isObject(value) ? value : {};
}

export function text(from: unknown, name: string): string {
  const value = isObject(from) ? from[name] : undefined;
  return typeof value === 'string' ? value : '';
}

export function keyOf(id: string): string {
  return `/${id.replaceAll(/^\/+|\/+$/g, '').toLowerCase()}`;
}

/** A snapshot as the file holds it, but for lists that stayed answers. */
export interface WorldData {
  readonly resources: readonly ArmObject[];
  readonly tenants: Readonly<Record<string, string>>;
  readonly managementGroups?: Readonly<Record<string, readonly string[]>>;
  readonly roleAssignments: readonly ArmObject[];
  readonly roleEligibilityScheduleInstances?: readonly ArmObject[];
  readonly roleDefinitions?: readonly ArmObject[];
  readonly denyAssignments?: readonly ArmObject[];
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  readonly managedBy?: Readonly<Record<string, string>>;
  readonly credentials?: readonly ArmObject[];
  readonly images?: readonly ArmObject[];
  /** Requests that the emulator refuses to everybody. */
  readonly gaps?: readonly { readonly what: string; readonly scope: string }[];
}

function nameOf(image: ArmObject): string {
  const name = text(image, 'digest') ? `@${text(image, 'digest')}` : `:${text(image, 'tag')}`;
  return `${text(image, 'registry')}/${text(image, 'repository')}${name}`;
}

function platformsIn(image: ArmObject): readonly (readonly [string, readonly string[]])[] {
  const platforms = image['platforms'];
  return Array.isArray(platforms) ? [[nameOf(image), platforms.map(String)]] : [];
}

export function readWorld(file: string | URL): World {
  return new World(JSON.parse(readFileSync(file, 'utf8')));
}

/** The Azure that the emulator plays. It changes as tests grant and take away. */
export class World {
  readonly tenants: ReadonlyMap<string, string>;
  readonly managementGroups: ReadonlyMap<string, readonly string[]>;
  readonly groups: Map<string, readonly string[]>;
  readonly credentials: readonly ArmObject[];
  readonly roleDefinitions: readonly ArmObject[];
  readonly denyAssignments: readonly ArmObject[];
  readonly eligible: readonly ArmObject[];
  readonly refused: { readonly what: string; readonly scope: string }[];
  /** `shop.azurecr.io/app:1.0`. Undefined: every image is there. */
  images: ReadonlySet<string> | undefined;
  /** Images of the same form: those that are missing, and those that wait for their release. */
  missing: ReadonlySet<string>;
  quarantined: ReadonlySet<string>;
  /** Image → the platforms of its index. Without an entry, it is a single manifest. */
  platforms: ReadonlyMap<string, readonly string[]>;
  /** True if Resource Graph reports `roleAssignmentMode`. It chooses its API version itself. */
  graphReportsMode = false;
  /** True if the version that Resource Graph chose does not show rules of registries for subnets. */
  graphHidesRules = false;
  /** Ids of resources that Resource Graph does not have yet, as it lags behind. */
  unseenByGraph: readonly string[] = [];
  /** True if no version is a preview, as where one has been retired. */
  withoutPreviews = false;
  /** Versions of APIs that this Azure does not have yet, as some regions and clouds don't. */
  withoutVersions: readonly string[] = [];
  /** Bytes of a page of Resource Graph beyond which it is refused. */
  mostBytesOfPage = 16 * 1024 * 1024;
  /** Azure Lighthouse: subscription → the tenant that manages it. The account is not in its home tenant. */
  readonly managedBy: Map<string, string>;
  /** Tenant → how Entra refuses the sign-in there. */
  readonly signInErrors = new Map<string, string>();
  /** Added to the clock of this computer. */
  skew = 0;
  /** Counts changes, so that what was prepared for pages can be kept. */
  version = 0;
  roleAssignments: readonly ArmObject[];
  resources: readonly ArmObject[];
  #byId: ReadonlyMap<string, ArmObject>;

  constructor(data: WorldData) {
    this.resources = data.resources;
    this.#byId = new Map(data.resources.map(item => [keyOf(text(item, 'id')), item]));
    this.tenants = new Map(Object.entries(data.tenants));
    this.managementGroups = new Map(Object.entries(data.managementGroups ?? {}));
    this.groups = new Map(Object.entries(data.groups ?? {}));
    this.managedBy = new Map(Object.entries(data.managedBy ?? {}));
    this.credentials = data.credentials ?? [];
    this.roleDefinitions = data.roleDefinitions ?? [];
    this.denyAssignments = data.denyAssignments ?? [];
    this.eligible = data.roleEligibilityScheduleInstances ?? [];
    this.roleAssignments = data.roleAssignments;
    const imagesIn = (state: string) =>
      new Set((data.images ?? []).filter(each => each['state'] === state).map(nameOf));
    this.missing = imagesIn('missing');
    this.quarantined = imagesIn('quarantined');
    this.platforms = new Map((data.images ?? []).flatMap(each => platformsIn(each)));
    this.refused = [...(data.gaps ?? [])];
  }

  now(): number {
    return Date.now() + this.skew;
  }

  resource(id: string): ArmObject | undefined {
    return this.#byId.get(keyOf(id));
  }

  subscriptionOf(item: ArmObject): string {
    return keyOf(text(item, 'id')).split('/')[2] ?? '';
  }

  /** Subscriptions that a token of this tenant reads. `*`: a token that is good for every tenant. */
  subscriptionsOf(tenant: string): readonly string[] {
    return [...this.tenants]
      .filter(([id, home]) => tenant === '*' || (this.managedBy.get(id) ?? home) === tenant)
      .map(([id]) => id);
  }

  /** Entra refuses sign-ins to a tenant that the account is not in. */
  signInError(tenant: string): string | undefined {
    const isMember = [...this.tenants].some(([id, home]) => (this.managedBy.get(id) ?? home) === tenant);
    const isKnown = [...this.tenants.values()].includes(tenant);
    const stranger = `AADSTS50020: User account from identity provider does not exist in tenant '${tenant}'.`;
    return this.signInErrors.get(tenant) ?? (isKnown && !isMember ? stranger : undefined);
  }

  replaceResource(id: string, item: ArmObject | undefined): void {
    this.resources = this.resources.flatMap(old => (keyOf(text(old, 'id')) !== keyOf(id) ? [old] : item ? [item] : []));
    this.#byId = new Map(this.resources.map(each => [keyOf(text(each, 'id')), each]));
    this.version++;
  }

  grant(properties: ArmObject, name: string): ArmObject {
    const scope = text(properties, 'scope');
    const assignment = {
      id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
      name,
      type: 'Microsoft.Authorization/roleAssignments',
      properties: { createdOn: new Date(this.now()).toISOString(), ...properties },
    };
    this.roleAssignments = [...this.roleAssignments, assignment];
    this.version++;
    return assignment;
  }

  isForbidden(what: string, scope: string): boolean {
    const at = keyOf(scope);
    return this.refused.some(
      gap =>
        (gap.what === what || gap.what === '*') &&
        (at === keyOf(gap.scope) || gap.scope === '/' || at.startsWith(`${keyOf(gap.scope)}/`)),
    );
  }

  /** The scope itself and everything above it. */
  chain(scope: string): ReadonlySet<string> {
    const segments = keyOf(scope).split('/').slice(1);
    const keys = new Set(['/']);
    for (let end = segments.length; end > 0; end -= 2) keys.add(`/${segments.slice(0, end).join('/')}`);
    const subscription = segments[0] === 'subscriptions' ? segments[1] : undefined;
    for (const group of (subscription && this.managementGroups.get(subscription)) || []) keys.add(keyOf(group));
    return keys;
  }

  assignments(all: readonly ArmObject[], scope: string, filter: string): readonly ArmObject[] {
    const chain = this.chain(scope);
    const here = keyOf(scope);
    const assignedTo = /assignedTo\('([^']+)'\)/i.exec(filter)?.[1];
    const ids = assignedTo && [assignedTo, ...(this.groups.get(assignedTo) ?? [])].map(id => id.toLowerCase());
    const held = ids ? ids.flatMap(id => this.#heldBy(all).get(id) ?? []) : all;
    const atScope = /atScope\(\)/i.test(filter);
    return held.filter(item => {
      const key = keyOf(text(part(item, 'properties'), 'scope'));
      return chain.has(key) || (!atScope && key.startsWith(`${here}/`));
    });
  }

  readonly #indexes = new WeakMap<readonly ArmObject[], ReadonlyMap<string, readonly ArmObject[]>>();

  #heldBy(all: readonly ArmObject[]): ReadonlyMap<string, readonly ArmObject[]> {
    const principalOf = (item: ArmObject) => text(part(item, 'properties'), 'principalId').toLowerCase();
    const index = this.#indexes.get(all) ?? Map.groupBy(all, principalOf);
    this.#indexes.set(all, index);
    return index;
  }
}
