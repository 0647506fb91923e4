import type { View } from '../../source/view.ts';

export interface TerraformResource {
  /** `resource` or `data`. */
  readonly keyword: string;
  /** `azurerm_container_app` */
  readonly type: string;
  readonly name: string;
  /** Attributes by name; nested blocks as lists under their type. */
  readonly body: View;
}

/** How Terraform calls a resource: `azurerm_container_app.web · `. */
export function titleOf({ keyword, type, name }: TerraformResource): string {
  return `${keyword === 'data' ? 'data.' : ''}${type}.${name} · `;
}
