/**
 * What Resource Graph is asked. Every query orders by id, so that its pages don't overlap, and keeps `properties` whole.
 * https://learn.microsoft.com/azure/governance/resource-graph/reference/supported-tables-resources
 */
const types = [
  'microsoft.containerregistry/registries',
  'microsoft.containerservice/managedclusters',
  'microsoft.app/containerapps',
  'microsoft.app/jobs',
  'microsoft.app/managedenvironments',
  'microsoft.containerinstance/containergroups',
  'microsoft.web/sites',
  'microsoft.managedidentity/userassignedidentities',
  'microsoft.network/publicipaddresses',
  'microsoft.network/publicipprefixes',
  'microsoft.network/privateendpoints',
  'microsoft.network/privatednszones/virtualnetworklinks',
  'microsoft.network/virtualnetworks',
  'microsoft.network/natgateways',
];

export const resources = `resources
| where type in~ (${types.map(type => `'${type}'`).join(', ')})
| where type !~ 'microsoft.network/privatednszones/virtualnetworklinks' or id contains '/privatelink.azurecr.'
| project id, name, type, location, sku, identity, properties
| order by id asc`;

/** Those at registries and above them: what is assigned at another resource says nothing of a pull. */
export const roleAssignments = `authorizationresources
| where type =~ 'microsoft.authorization/roleassignments'
| extend scope = tolower(tostring(properties.scope))
| where scope !contains '/providers/' or scope startswith '/providers/microsoft.management/' or scope contains '/providers/microsoft.containerregistry/registries/'
| project id, type, properties
| order by id asc`;

/** Built-in roles that bear on registries ship with the product. */
export const customRoles = `authorizationresources
| where type =~ 'microsoft.authorization/roledefinitions'
| where properties.type =~ 'CustomRole'
| project id, type, properties
| order by id asc`;

export const subscriptions = `resourcecontainers
| where type =~ 'microsoft.resources/subscriptions'
| project id, name, type, subscriptionId, tenantId, properties
| order by id asc`;
