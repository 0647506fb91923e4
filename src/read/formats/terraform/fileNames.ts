// Names by which Terraform knows a file.
import { folderOf } from '../../../model/place.ts';

/**
 * Returns whether Terraform loads a file of values for the module in its folder without being asked.
 * https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence
 */
export function isAlwaysLoaded(file: string, module: string): boolean {
  return folderOf(file) === module && /(?:^|\/)terraform\.tfvars(?:\.json)?$|\.auto\.tfvars(?:\.json)?$/.test(file);
}

/** The precedence of a file of values that is always loaded: higher ones go over lower ones. */
export function valuesPrecedence(file: string): 0 | 1 | 2 {
  if (/(?:^|\/)terraform\.tfvars$/.test(file)) return 0;
  return /(?:^|\/)terraform\.tfvars\.json$/.test(file) ? 1 : 2;
}

/** https://developer.hashicorp.com/terraform/language/files/override */
export function isOverrideFile(file: string): boolean {
  return /(?:^|[/_])override\.tf$/.test(file);
}
