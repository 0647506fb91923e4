import type { DeclaredResource, DeploymentScope, Value } from '../../model/program.ts';

/** A declared resource in the shape of Azure's own templates, whatever the language. */
export interface AzureShape {
  readonly declared: DeclaredResource;
  /** Azure's type, in lower case. */
  readonly type: string;
  readonly name: Value | undefined;
  readonly body: Value;
  /** Parameters whose defaults affect its content. */
  readonly defaults: readonly string[];
  readonly scope: DeploymentScope;
  /** The resource that it is a part of, or is deployed to. Undefined: none. */
  readonly under: Value | undefined;
  /** The path of an attribute in Azure's own shape. Undefined: the attribute's meaning is not known here. */
  azurePath(path: readonly string[]): readonly string[] | undefined;
}
