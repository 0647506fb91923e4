import type { FunctionName } from '../../source/languages/expression.ts';
import { azureFunctions, type ExactFunction } from './functions/azure.ts';
import { terraformFunctions } from './functions/terraform.ts';

/** Makes something else each time. Two calls are never equal. */
export const neverTheSame: ReadonlySet<string> = new Set([
  'newguid',
  'utcnow',
  'uuid',
  'timestamp',
  'plantimestamp',
  'bcrypt',
]);

const [ofAzure, ofTerraform] = [azureFunctions, terraformFunctions].map(
  functions => new Map<string, ExactFunction>(Object.entries(functions)),
);

/** Returns a function of a language. Azure's templates name it in any case. */
export function exactFunction({ language, name }: FunctionName): ExactFunction | undefined {
  return language === 'terraform' ? ofTerraform?.get(name) : ofAzure?.get(name.toLowerCase());
}
