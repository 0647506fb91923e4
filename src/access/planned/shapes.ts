import { memoized } from '../../model/memo.ts';
import { type DeclaredResource, fieldOf, type Value } from '../../model/program.ts';
import { REGISTRY_TYPE } from '../ids.ts';
import type { AzureShape } from './azureShape.ts';
import { registrySettings } from './registrySettings.ts';
import { azapiShape } from './terraform/azapi.ts';
import { terraformShape } from './terraform/shape.ts';

/** Undefined for resources that affect no pull, and for modules from elsewhere. */
export function azureShape(declared: DeclaredResource): AzureShape | undefined {
  return shapeOf(declared).shape;
}

const shapeOf = memoized((declared: DeclaredResource) => ({ shape: makeShape(declared) }));

function makeShape(declared: DeclaredResource): AzureShape | undefined {
  if (declared.language === 'terraform') return terraformShape(declared) ?? azapiShape(declared, BEARS);
  return BEARS.test(declared.type) ? ownShape(declared) : undefined;
}

/** Returns the shape also of a resource that affects no pull. Then only a role assignment at it matters. */
export function placeShape(declared: DeclaredResource): AzureShape | undefined {
  return declared.language === 'terraform' ? azapiShape(declared, /./) : ownShape(declared);
}

function ownShape(declared: DeclaredResource): AzureShape | undefined {
  const type = declared.type.toLowerCase();
  if (declared.kind !== 'resource') return undefined;
  const value = declared.body();
  const name = fieldOf(value, 'name');
  const parent = fieldOf(value, 'parent');
  const scope = fieldOf(value, 'scope');
  const known = (field: Value | 'absent' | undefined) => (field === 'absent' ? undefined : field);
  const around: Value | undefined =
    declared.parent === undefined ? undefined : { kind: 'attribute', of: declared.parent, path: [] };
  return {
    declared,
    type,
    name: known(name),
    body: value,
    defaults: declared.defaultsIn(relevant(type)),
    scope: declared.scope,
    under: known(parent) ?? around ?? known(scope),
    azurePath: path => path,
  };
}

const BEARS =
  /^microsoft\.(?:containerregistry\/registries|managedidentity\/userassignedidentities|containerservice\/managedclusters|app\/(?:containerapps|jobs|managedenvironments)|web\/sites|containerinstance\/containergroups|authorization\/role(?:assignments|definitions)|network\/privateendpoints|resources\/resourcegroups)/i;

/** The fields that are read. Defaults of other fields change no verdict. */
function relevant(type: string): readonly (readonly string[])[] {
  const own = RELEVANT.find(([part]) => type.startsWith(part))?.[1] ?? [];
  return own.map(path => path.split('.'));
}

const RELEVANT: readonly (readonly [type: string, paths: readonly string[]])[] = [
  [REGISTRY_TYPE, ['name', ...registryFields()]],
  [
    'microsoft.containerservice/managedclusters',
    ['identity', 'properties.identityProfile', 'properties.servicePrincipalProfile', 'properties.securityProfile'],
  ],
  ['microsoft.app/managedenvironments', ['identity', 'properties.vnetConfiguration']],
  ['microsoft.app/', ['identity', 'properties.configuration.registries']],
  ['microsoft.web/sites', ['identity', 'properties.siteConfig']],
  ['microsoft.containerinstance/', ['identity', 'properties.imageRegistryCredentials']],
  [
    'microsoft.authorization/roleassignments',
    ['scope', 'properties.roleDefinitionId', 'properties.principalId', 'properties.condition'],
  ],
];

/** The fields of a registry that hold the settings on which a verdict may rest: `sku`, `properties.networkRuleSet`. */
function registryFields(): readonly string[] {
  const paths = registrySettings.flatMap(({ path, isDeciding }) => (isDeciding && path !== undefined ? path : []));
  const fields = paths.map(path => /^(?:properties\.)?[^.]+/.exec(path)?.[0] ?? path);
  return [...new Set(fields)];
}

/**
 * Fields that decide a pull besides those of facts: the images of an app, and the ways in which a registry lets callers
 * in.
 */
const DECIDING = {
  app: [['properties', 'template'], ['properties', 'containers'], ['template'], ['body']],
  registry: [
    ['properties', 'roleAssignmentMode'],
    ['properties', 'adminUserEnabled'],
    ['role_assignment_mode'],
    ['admin_enabled'],
    ['body'],
  ],
} as const;

/** Parameters of the root whose defaults affect these fields of an app or of a registry. */
export function decidingDefaults(declared: DeclaredResource, of: keyof typeof DECIDING): readonly string[] {
  return declared.defaultsIn(DECIDING[of]);
}
