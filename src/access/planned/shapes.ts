import { type DeclaredResource, fieldOf, type Value } from '../../model/program.ts';
import type { AzureShape } from './azureShape.ts';
import { terraformShape } from './terraform/shape.ts';

/** Undefined for what bears on no pull, and for modules from elsewhere. */
export function azureShape(declared: DeclaredResource): AzureShape | undefined {
  if (declared.language === 'terraform') return terraformShape(declared);
  const type = declared.type.toLowerCase();
  if (declared.kind !== 'resource' || !BEARS.test(type)) return undefined;
  const { value, defaults } = declared.body();
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
    defaults,
    scope: declared.scope,
    under: known(parent) ?? around ?? known(scope),
    azurePath: path => path,
  };
}

const BEARS =
  /^microsoft\.(?:containerregistry\/registries|managedidentity\/userassignedidentities|containerservice\/managedclusters|app\/(?:containerapps|jobs|managedenvironments)|web\/sites|containerinstance\/containergroups|authorization\/role(?:assignments|definitions)|network\/privateendpoints|resources\/resourcegroups)/;
