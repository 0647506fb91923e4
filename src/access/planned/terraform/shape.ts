import {
  type DeclaredResource,
  type DeploymentScope,
  openValue,
  plainText,
  textValue,
  type Value,
} from '../../../model/program.ts';
import { builtInRoles } from '../../roles.ts';
import type { AzureShape } from '../azureShape.ts';
import { argument, shaped } from './fields.ts';
import { type TerraformType, terraformTypes } from './table.ts';

/** A resource of `azurerm` as Azure has it. Undefined for types that affect no pull. */
export function terraformShape(declared: DeclaredResource): AzureShape | undefined {
  const row = Object.hasOwn(terraformTypes, declared.type) ? terraformTypes[declared.type] : undefined;
  if (row === undefined || declared.kind !== 'resource') return undefined;
  const body = declared.body();
  const written = shaped(body, row.fields);
  const isGrant = declared.type === 'azurerm_role_assignment';
  return {
    declared,
    type: row.azure.toLowerCase(),
    name: nameOf(declared, body),
    body: isGrant ? withRole(written, body) : written,
    defaults: declared.defaultsIn(relevant(declared.type, row)),
    scope: scopeOf(declared, body),
    under: isGrant ? grantScope(declared, body) : partOf(row, body),
    azurePath: path => azurePath(row, path),
  };
}

/** Terraform refuses a grant without a scope, which would be at no subscription. */
function grantScope({ key }: DeclaredResource, body: Value): Value {
  return known(argument(body, ['scope'])) ?? openValue(`scope of ${key}`, 'scope');
}

function partOf({ partOf: field }: TerraformType, body: Value): Value | undefined {
  return field === undefined ? undefined : known(argument(body, [field]));
}

/** The arguments that are read. Defaults of other arguments change no verdict. */
function relevant(type: string, { fields }: TerraformType): readonly (readonly string[])[] {
  const own = type === 'azurerm_container_registry' ? [['name']] : [];
  const grant = ['scope', 'role_definition_name', 'role_definition_id'].map(name => [name]);
  const rows = fields
    .map(({ from }) => from.slice(0, 1))
    .filter(([name]) => name !== 'default_node_pool' && name !== 'template');
  return [...own, ...(type === 'azurerm_role_assignment' ? grant : []), ...rows];
}

function known(value: Value | 'absent'): Value | undefined {
  return value === 'absent' ? undefined : value;
}

/** A role definition is looked up by its name, or by the GUID that is its name in Azure. */
function nameOf({ type, key, isExisting }: DeclaredResource, body: Value): Value | undefined {
  const name = known(argument(body, ['name']));
  if (type !== 'azurerm_role_definition') return name ?? openValue(`name of ${key}`, 'name');
  const id = known(argument(body, ['role_definition_id']));
  if (id !== undefined) return id;
  const guid = isExisting ? roleNamed(plainText(name)) : undefined;
  return guid === undefined ? openValue(`role of ${key}`, 'role') : textValue(guid);
}

function scopeOf({ scope }: DeclaredResource, body: Value): DeploymentScope {
  return { ...scope, resourceGroup: known(argument(body, ['resource_group_name'])) };
}

function azurePath({ attributes }: TerraformType, path: readonly string[]): readonly string[] | undefined {
  const key = path.join('.');
  if (key === '' || key === 'id' || key === 'name') return path;
  return Object.hasOwn(attributes, key) ? attributes[key]?.split('.') : undefined;
}

/** By name in any case, as the provider asks Azure for it, or by id. */
function withRole(written: Value, body: Value): Value {
  const id = known(argument(body, ['role_definition_id']));
  const name = known(argument(body, ['role_definition_name']));
  const guid = roleNamed(plainText(name));
  const named =
    guid === undefined ? undefined : textValue(`/providers/Microsoft.Authorization/roleDefinitions/${guid}`);
  const role = id ?? named ?? openValue('role', 'role_definition_name');
  if (written.kind !== 'object') return written;
  const properties = written.fields
    .map(field => (plainText(field.key) === 'properties' ? field.value : undefined))
    .find(Boolean);
  const fields = properties?.kind === 'object' ? properties.fields : [];
  const made: Value = {
    kind: 'object',
    fields: [...fields, { key: textValue('roleDefinitionId'), value: role }],
    isWhole: true,
  };
  return { kind: 'object', fields: [{ key: textValue('properties'), value: made }], isWhole: true };
}

function roleNamed(name: string | undefined): string | undefined {
  const wanted = name?.toLowerCase();
  return wanted === undefined
    ? undefined
    : [...builtInRoles.values()].find(role => role.name.toLowerCase() === wanted)?.guid;
}
