import { lastSegment } from '../ids.ts';
import type { Gap } from '../map.ts';
import type { ArmObject } from '../snapshot/flattened.ts';
import { distinct, type Estate, objectList, openDoubts, part, textField } from './estate.ts';
import { dnsRecords } from './kinds.ts';
import { resourceOf, resourcesQuery, trimmed } from './trimmed.ts';

/**
 * The queries for Resource Graph. Each orders by id, so that its pages don't overlap, and names its columns.
 * https://learn.microsoft.com/azure/governance/resource-graph/reference/supported-tables-resources
 */
const fields = ['roleDefinitionId', 'principalId', 'principalType', 'condition', 'conditionVersion', 'createdOn'];
export const queries = {
  resources: resourcesQuery,
  /** The assignments at registries and above them. One at another resource affects no pull. */
  'role assignments': `authorizationresources
| where type =~ 'microsoft.authorization/roleassignments'
| extend scope = tolower(tostring(properties.scope))
| where scope !contains '/providers/' or scope startswith '/providers/microsoft.management/' or scope contains '/providers/microsoft.containerregistry/registries/'
| project id, scope, ${fields.map(name => `${name}=properties.${name}`).join(', ')}
| order by id asc`,
  'role definitions': `authorizationresources
| where type =~ 'microsoft.authorization/roledefinitions'
| project id, type, properties
| order by id asc`,
  /** Addresses of registries in private zones. https://learn.microsoft.com/azure/dns/private-dns-arg */
  'dns records': `dnsresources
| where type =~ '${dnsRecords.type}' and id contains 'azurecr.'
| project id, aRecords=properties.records
| order by id asc`,
  subscriptions: `resourcecontainers
| where type =~ 'microsoft.resources/subscriptions'
| project id, name, type, subscriptionId, tenantId, chain=properties.managementGroupAncestorsChain
| order by id asc`,
} as const;

/** The rows of a query, or its rows before a failure. */
export interface Table {
  readonly rows: readonly ArmObject[];
  readonly failure: { readonly why: string } | undefined;
}

/** The form in which each row is kept. A row of any other query stays as it is. */
export const kept: Readonly<Partial<Record<keyof typeof queries, () => (row: ArmObject) => ArmObject>>> = {
  resources: () => row => resourceOf(row),
  'role assignments': assignmentOf,
  'dns records': () => recordOf,
};

/** The resources and facts that the account sees in one tenant. */
export interface TenantPart {
  /** Undefined: the account's own. */
  readonly tenant: string | undefined;
  readonly listed: readonly ArmObject[];
  readonly resources: readonly ArmObject[];
  readonly managementGroups: readonly (readonly [string, readonly string[]])[];
  readonly roleAssignments: readonly ArmObject[];
  readonly roleDefinitions: readonly ArmObject[];
  readonly gaps: readonly Gap[];
}

export const emptyPart = {
  listed: [],
  resources: [],
  managementGroups: [],
  roleAssignments: [],
  roleDefinitions: [],
  gaps: [],
} as const satisfies Omit<TenantPart, 'tenant'>;

/**
 * @param listed the subscriptions that Resource Manager lists
 *   @param managementGroup the only group whose subscriptions were asked for
 */
export function tenantPart(
  tenant: string | undefined,
  listed: readonly ArmObject[],
  tables: Readonly<Record<keyof typeof queries, Table>>,
  managementGroup?: string,
): TenantPart {
  const { resources, subscriptions: containers } = tables;
  const seen = new Set(containers.rows.map(row => textField(row, 'subscriptionId').toLowerCase()));
  const nothing = 'Resource Graph returns nothing for it';
  const whyHidden =
    managementGroup === undefined ? nothing : `${nothing} below the management group \`${managementGroup}\``;
  const gaps = listed.flatMap(each => {
    const id = textField(each, 'subscriptionId').toLowerCase();
    // A listed subscription that Resource Graph doesn't know: nothing in it can be seen. Without that list, the
    // subscriptions below a group are unknown.
    const isHidden = (containers.failure === undefined || managementGroup !== undefined) && !seen.has(id);
    const why = resources.failure?.why ?? (isHidden ? whyHidden : undefined);
    return id === '' || why === undefined ? [] : [{ what: 'resources', scope: `/subscriptions/${id}`, why }];
  });
  return {
    tenant,
    listed,
    resources: [...resources.rows, ...tables['dns records'].rows],
    managementGroups: containers.rows.flatMap(ancestors),
    roleAssignments: tables['role assignments'].rows,
    roleDefinitions: tables['role definitions'].rows,
    gaps,
  };
}

/** Joins the tenants of an account. Every question of `openDoubts` is open. */
export function estateOf(
  parts: readonly TenantPart[],
  head: { readonly readAt: string; readonly cloud: string },
): Estate {
  const { tenants, listedIn } = subscriptionsOf(parts);
  const resources = distinct(parts.flatMap(part => part.resources));
  const assigned = parts.flatMap(part => part.roleAssignments);
  const roleAssignments = parts.length === 1 ? assigned : distinct(assigned);
  const roleIds = new Set(roleAssignments.map(({ properties }) => textField(properties, 'roleDefinitionId')));
  const roles = new Set([...roleIds].map(lastSegment));
  return {
    version: 1,
    ...head,
    resources,
    tenants,
    managementGroups: Object.fromEntries(parts.flatMap(part => part.managementGroups)),
    roleAssignments,
    roleDefinitions: distinct(parts.flatMap(part => part.roleDefinitions)).filter(
      role =>
        roles.has(lastSegment(textField(role, 'id'))) || textField(part(role, 'properties'), 'type') === 'CustomRole',
    ),
    roleEligibilityScheduleInstances: [],
    denyAssignments: [],
    groups: {},
    credentials: [],
    images: [],
    gaps: [...parts.flatMap(({ gaps }) => gaps), ...ofOthers(tenants, listedIn)],
    doubts: openDoubts({ resources, tenants }),
    listedIn,
  };
}

/**
 * The home tenant of each subscription, and the tenant whose token reads it. This is its home if the account is in it.
 * Otherwise, it is the managing tenant through which Azure Lighthouse lists it.
 * https://learn.microsoft.com/azure/lighthouse/concepts/architecture
 */
function subscriptionsOf(parts: readonly TenantPart[]): Pick<Estate, 'tenants' | 'listedIn'> {
  const tenants: Record<string, string> = {};
  const listedIn: Record<string, string> = {};
  for (const { tenant, listed } of parts) {
    for (const each of listed) {
      const id = textField(each, 'subscriptionId').toLowerCase();
      const home = textField(each, 'tenantId') || tenant;
      if (id === '' || home === undefined) continue;
      tenants[id] = home;
      if (listedIn[id] === undefined || home === tenant) listedIn[id] = tenant ?? home;
    }
  }
  return { tenants, listedIn };
}

/**
 * "Users in the service provider tenant won't see role assignments for users in a customer's tenant", whatever their
 * role.
 * https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest
 */
function ofOthers(tenants: Estate['tenants'], listedIn: Estate['listedIn']): readonly Gap[] {
  const why = "Azure Lighthouse hides role assignments of identities in the customer's tenant";
  return Object.keys(tenants)
    .filter(id => listedIn[id] !== tenants[id])
    .map(id => ({ what: 'roleAssignments', scope: `/subscriptions/${id}`, why }));
}

function recordOf({ id, aRecords }: ArmObject): ArmObject {
  return trimmed({ id, type: dnsRecords.type, properties: { aRecords } });
}

function ancestors(row: ArmObject): readonly (readonly [string, readonly string[]])[] {
  const chain = objectList(row, 'chain');
  const id = textField(row, 'subscriptionId').toLowerCase();
  if (!chain || !id) return [];
  return [[id, chain.map(group => `/providers/Microsoft.Management/managementGroups/${textField(group, 'name')}`)]];
}

/**
 * A hundred thousand assignments fit into memory: each scope and principal exists once, and ids are in lower case,
 * which makes them their own keys (`idKey`).
 */
function assignmentOf(): (row: ArmObject) => ArmObject {
  const kept = new Map<string, string>();
  const once = (value: string) => {
    const known = kept.get(value) ?? value;
    kept.set(known, known);
    return known;
  };
  return row => {
    const properties: Record<string, unknown> = { scope: once(textField(row, 'scope')) };
    for (const name of fields) {
      const value = textField(row, name);
      if (value !== '') properties[name] = name === 'createdOn' ? value : once(value);
    }
    return { id: textField(row, 'id').toLowerCase(), type: 'microsoft.authorization/roleassignments', properties };
  };
}
