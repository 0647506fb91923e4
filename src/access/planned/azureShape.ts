import type { DeclaredResource, DeploymentScope, Value } from '../../model/program.ts';

/** A declared resource in the shape of Azure's own templates, whatever the language. */
export interface AzureShape {
  readonly declared: DeclaredResource;
  /** Azure's type, in lower case. */
  readonly type: string;
  readonly name: Value | undefined;
  readonly body: Value;
  /** Parameters whose defaults had a part in what is read of it. */
  readonly defaults: readonly string[];
  readonly scope: DeploymentScope;
  /** The resource that it is a part of, or is put at; undefined: none. */
  readonly under: Value | undefined;
  /** The path of an attribute in Azure's own shape. Undefined: the attribute means nothing that is known here. */
  azurePath(path: readonly string[]): readonly string[] | undefined;
}
