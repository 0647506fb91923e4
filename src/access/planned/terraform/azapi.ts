import { type DeclaredResource, openValue, plainText, type Value } from '../../../model/program.ts';
import type { AzureShape } from '../azureShape.ts';
import { argument, asKeys, row, shaped } from './fields.ts';

/**
 * The bodies of `azapi` are in Azure's own shape.
 * https://registry.terraform.io/providers/Azure/azapi/latest/docs/resources/resource
 */
export function azapiShape(declared: DeclaredResource, bears: RegExp): AzureShape | undefined {
  if (declared.kind !== 'resource' || declared.type !== 'azapi_resource') return undefined;
  const written = declared.body();
  const type = plainText(known(argument(written, ['type'])))
    ?.replace(/@.*/, '')
    .toLowerCase();
  if (type === undefined || !bears.test(type)) return undefined;
  const name = known(argument(written, ['name'])) ?? openValue(`name of ${declared.key}`, 'name');
  return {
    declared,
    type,
    name,
    body: bodyOf(written),
    defaults: declared.defaultsIn([['name'], ['parent_id'], ['body'], ['identity']]),
    scope: declared.scope,
    under: known(argument(written, ['parent_id'])) ?? openValue(`parent of ${declared.key}`, 'parent_id'),
    azurePath,
  };
}

function known(value: Value | 'absent'): Value | undefined {
  return value === 'absent' ? undefined : value;
}

/** The identity may be beside the body, as a block. */
function bodyOf(written: Value): Value {
  const body = argument(written, ['body']);
  const content = body !== 'absent' && body.kind === 'open' ? (body.encodes ?? body) : body;
  const block = shaped(written, [
    row('identity.type', 'identity.type'),
    row('identity.userAssignedIdentities', 'identity.identity_ids', asKeys),
  ]);
  const beside = block.kind === 'object' ? block.fields : [];
  const fields = content !== 'absent' && content.kind === 'object' ? content.fields : [];
  const isWhole = content === 'absent' || (content.kind === 'object' && content.isWhole);
  return { kind: 'object', fields: [...fields, ...beside], isWhole };
}

/** `output.properties.principalId`, `identity[0].principal_id`. */
function azurePath(path: readonly string[]): readonly string[] | undefined {
  const [first] = path;
  if (path.length === 0 || (path.length === 1 && (first === 'id' || first === 'name'))) return path;
  if (first === 'output') return path.slice(1);
  return path.join('.') === 'identity.0.principal_id' ? ['identity', 'principalId'] : undefined;
}
