import { childKinds, kindsByType, registries, versionsOf } from '../estate/kinds.ts';
import { authorization } from '../estate/source.ts';
import { columns } from '../estate/trimmed.ts';

// The one table of a colleague's script. The scripts are written from it (bash.ts, powerShell.ts), and it reads the
// file that they make (answers.ts). It has the questions of a live reading (azure/confirm.ts), except those that follow
// from answers.

/** A request for each of some ids. */
export interface Question {
  /** The name in the gap of a missing answer. Undefined: nothing is concluded from a missing answer. */
  readonly what: string | undefined;
  readonly host: 'arm' | 'graph';
  /** The part behind the id, or with `{id}` in its place. */
  readonly path: string;
  /**
   * Versions of the API, the one that shows most first. Each is asked only if the one before it failed. Empty: none is
   * named.
   */
  readonly versions: readonly string[];
  readonly filter?: string;
  /** JMESPath: the parts of the answer that are written down. Undefined: all of it, which holds no secret. */
  readonly keep?: string;
  /** The body of a POST. */
  readonly body?: string;
}

/** Some ids, the places where they are found, and the questions about each. */
export interface QuestionSubject {
  /** Shown during its requests. */
  readonly name: string;
  /** A type of resource, or one of the three kinds of ids that are no resources. */
  readonly of: 'subscription' | 'principal' | 'client' | `${string}/${string}`;
  /** The answers that contain the ids. */
  readonly within: 'subscriptions' | 'resources';
  /**
   * An extended regular expression without groups for the key and the id, and the key alone. It is applied to JSON as
   * az prints it, and ignores case.
   */
  readonly key: string;
  readonly id: string;
  readonly questions: readonly Question[];
}

const guid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** `Microsoft.Web/sites/slots` → `/subscriptions/…/sites/…/slots/…`, and nothing below it. */
function resourcesOf(type: `${string}/${string}`): Pick<QuestionSubject, 'of' | 'within' | 'key' | 'id'> {
  const [namespace = '', ...names] = type.split('/');
  const below = names.map(name => `/${name}/[^/"]+`).join('');
  const id = `/subscriptions/[^/"]+/resourceGroups/[^/"]+/providers/${namespace.replaceAll('.', '[.]')}${below}`;
  return { of: type, within: 'resources', key: '"id": "', id };
}

/**
 * JMESPath that keeps only these fields of an object. A blank behind each colon makes PowerShell quote it for cmd.exe.
 */
function only(fields: Readonly<Record<string, string>>): string {
  return `{${Object.entries(fields)
    .map(([name, path]) => `${name}: ${path}`)
    .join(', ')}}`;
}

function named(parent: string, names: readonly string[]): string {
  return only(Object.fromEntries(names.map(name => [name, `${parent}.${name}`])));
}

const atScope = (what: keyof typeof authorization, filter?: string): Question => ({
  what: what === 'permissions' ? 'resources' : what,
  host: 'arm',
  path: `/providers/Microsoft.Authorization/${what}`,
  versions: [authorization[what]],
  ...(filter === undefined ? {} : { filter }),
});

const child = (name: keyof typeof childKinds, what: string = name): Question => ({
  what,
  host: 'arm',
  path: `/${name}`,
  versions: versionsOf(childKinds[name]),
});

const cluster = kindsByType['microsoft.containerservice/managedclusters'];
const site = kindsByType['microsoft.web/sites'];
const siteVersion = site?.version ?? '';

const ofSite: readonly Question[] = [
  {
    what: 'sites',
    host: 'arm',
    path: '/config/web',
    versions: [siteVersion],
    // Without linuxFxVersion: with several containers, it has the environment variables in plain text.
    keep: only({
      id: 'id',
      hasSiteContainers: "contains(['sitecontainers', 'SITECONTAINERS', 'SiteContainers'], properties.linuxFxVersion)",
      properties: named('properties', [
        'acrUseManagedIdentityCreds',
        'acrUserManagedIdentityID',
        'netFrameworkVersion',
      ]),
    }),
  },
  {
    what: 'sites',
    host: 'arm',
    path: '/sitecontainers',
    versions: [siteVersion],
    keep: only({
      value: `value[].${only({
        id: 'id',
        properties: named('properties', ['image', 'authType', 'userName', 'userManagedIdentityClientId']),
      })}`,
      nextLink: 'nextLink',
    }),
  },
];

/** Graph shows the first letters of a secret (`hint`): only the ends of secrets are written down. */
const credential = (collection: string, ...more: readonly string[]): Question => ({
  what: 'credentials',
  host: 'graph',
  path: `/v1.0/${collection}(appId='{id}')`,
  versions: [],
  keep: only({
    ...Object.fromEntries(['id', 'appId', 'displayName', ...more].map(name => [name, name])),
    passwordCredentials: 'passwordCredentials[].{endDateTime: endDateTime}',
    keyCredentials: 'keyCredentials[].{endDateTime: endDateTime}',
  }),
});

/** Columns of the table of resources are named by their number. */
const clientId = `"p${columns.indexOf('servicePrincipalProfile.clientId')}": "`;

export const subjects: readonly QuestionSubject[] = [
  {
    name: 'subscriptions',
    of: 'subscription',
    within: 'subscriptions',
    key: '"id": "',
    id: '/subscriptions/[^/"]+',
    questions: [atScope('permissions')],
  },
  {
    name: 'registries',
    ...resourcesOf('Microsoft.ContainerRegistry/registries'),
    questions: [
      { what: 'registries', host: 'arm', path: '', versions: versionsOf(registries) },
      atScope('roleAssignments', 'atScope()'),
      atScope('denyAssignments', 'atScope()'),
      atScope('roleEligibilityScheduleInstances', 'atScope()'),
      child('cacheRules'),
      child('credentialSets'),
      child('tokens'),
      child('scopeMaps'),
    ],
  },
  {
    name: 'clusters',
    ...resourcesOf('Microsoft.ContainerService/managedClusters'),
    questions: [
      {
        // Only the preview: Resource Graph has the rest. Without the preview, an assumption with a name holds.
        what: undefined,
        host: 'arm',
        path: '',
        versions: cluster?.shows ? [cluster.shows.version] : [],
        // The whole object has the password of a proxy.
        keep: only({
          id: 'id',
          properties: only({
            securityProfile: only({
              serviceAccountImagePullProfile: 'properties.securityProfile.serviceAccountImagePullProfile',
            }),
          }),
        }),
      },
      child('identityBindings'),
    ],
  },
  { name: 'sites', ...resourcesOf('Microsoft.Web/sites'), questions: ofSite },
  { name: 'slots', ...resourcesOf('Microsoft.Web/sites/slots'), questions: ofSite },
  {
    name: 'DNS forwarding rulesets',
    ...resourcesOf('Microsoft.Network/dnsForwardingRulesets'),
    questions: [
      child('virtualNetworkLinks', 'dnsForwardingRulesets'),
      child('forwardingRules', 'dnsForwardingRulesets'),
    ],
  },
  {
    name: 'groups of identities',
    of: 'principal',
    within: 'resources',
    key: '"(principalId|objectId)": "',
    id: guid,
    questions: [
      {
        what: 'groups',
        host: 'graph',
        path: '/v1.0/directoryObjects/{id}/getMemberGroups',
        versions: [],
        body: '{"securityEnabledOnly": true}',
      },
    ],
  },
  {
    name: 'service principals',
    of: 'client',
    within: 'resources',
    key: clientId,
    id: guid,
    questions: [
      credential('servicePrincipals', 'servicePrincipalType', 'appOwnerOrganizationId', 'accountEnabled'),
      credential('applications'),
    ],
  },
];

/** The tenants of the account. az reads one of them, and the contents of the others are not read. */
export const tenantList = '/tenants?api-version=2022-12-01';
/** The subscriptions of the account. Every reading begins with them. */
export const subscriptionList = '/subscriptions?api-version=2022-12-01';

/**
 * The body for a page of Resource Graph, up to the number of rows. `AtScopeAboveAndBelow` includes assignments at
 * management groups.
 */
export function graphBody(query: string): string {
  const options = '"resultFormat": "objectArray", "authorizationScopeFilter": "AtScopeAboveAndBelow"';
  return `{"query": ${JSON.stringify(query)}, "options": {${options}, "$top": `;
}

export const graphPath = '/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01';

/** The path of a question about an id, without its version. */
export function pathOf({ path }: Question, id: string): string {
  return path.includes('{id}') ? path.replace('{id}', id) : `${id}${path}`;
}

/** The part behind `?` in the address of a question, for each version. One empty text if it names no version. */
export function variants({ versions, filter }: Question): readonly string[] {
  const filtered = filter === undefined ? '' : `&$filter=${filter}`;
  return versions.length === 0 ? [''] : versions.map(version => `?api-version=${version}${filtered}`);
}
