import {
  codeIn,
  type PublishedModule,
  passesOnly,
  publishedModule,
} from '../../../infrastructure/published/published.ts';
import { rangeIn } from '../../../infrastructure/published/versions.ts';
import type { ProgramBlock, ProgramModule } from '../../../infrastructure/worlds/module.ts';
import { propertyOf } from '../../../source/languages/expression.ts';
import { aks } from './aks.ts';
import { terraformClusterModule } from './cluster.ts';
import { terraformIdentityModule } from './identity.ts';
import { terraformRegistryModule } from './registry.ts';

const published: ReadonlyMap<string, PublishedModule> = new Map(
  [aks, terraformClusterModule, terraformIdentityModule, terraformRegistryModule].map(each => [
    each.address.toLowerCase(),
    each,
  ]),
);

/**
 * The module that a call names, if its versions are bounded and all that it passes is known.
 * https://developer.hashicorp.com/terraform/language/modules/configuration#source
 */
export function publishedTerraform(
  { type, body }: ProgramBlock,
  meta: ReadonlySet<string>,
  parse: (code: string, id: string) => ProgramModule,
): { readonly id: string; readonly module: ProgramModule } | undefined {
  const address = type.replace(/^registry\.terraform\.io\//i, '');
  const found = published.get(address.toLowerCase());
  const written = propertyOf(body, 'version');
  const version = written?.kind === 'text' && written.parts.length === 1 ? written.parts[0] : undefined;
  const range = typeof version === 'string' ? rangeIn(version) : undefined;
  const code = found && range && codeIn(found, range);
  if (found === undefined || code === undefined) return undefined;
  const id = `${found.address} ${version}`;
  const module = publishedModule(id, () => parse(code, id));
  return passesOnly(body, module, new Set([...meta, ...found.ignored.split(/\s+/)])) ? { id, module } : undefined;
}
