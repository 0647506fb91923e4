import type { DeclaredResource, DeploymentScope, Value } from '../../model/program.ts';
import { fieldOf } from '../../model/program.ts';
import { terraformShape } from './terraform/shape.ts';

/** A declared resource in the shape of Azure's own templates, whatever the language. */
export interface AzureShape {
  readonly declared: DeclaredResource;
  /** Of Azure, in lower case. */
  readonly type: string;
  readonly name: Value | undefined;
  readonly body: Value;
  readonly defaults: readonly string[];
  readonly scope: DeploymentScope;
  /** The resource that it is a part of, or is put at; undefined: none. */
  readonly under: Value | undefined;
  /** The path that an attribute of it has in Azure's own shape; undefined: it says nothing that is known here. */
  azurePath(path: readonly string[]): readonly string[] | undefined;
}

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
