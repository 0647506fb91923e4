import {
  codeIn,
  contentOf,
  type PublishedModule,
  passesOnly,
  publishedModule,
} from '../../../infrastructure/published/published.ts';
import { rangeIn } from '../../../infrastructure/published/versions.ts';
import type { ProgramBlock, ProgramModule } from '../../../infrastructure/worlds/module.ts';
import { propertyOf } from '../../../source/languages/expression.ts';
import { apps } from './apps.ts';
import { azd } from './azd.ts';
import { bicepClusterModule } from './cluster.ts';
import { bicepIdentityModule } from './identity.ts';
import { bicepRegistryModule } from './registry.ts';
import { bicepRoleAssignments } from './roleAssignments.ts';

const published: ReadonlyMap<string, PublishedModule> = new Map(
  [bicepRegistryModule, bicepClusterModule, bicepIdentityModule, ...apps, ...bicepRoleAssignments, ...azd].map(each => [
    each.address,
    each,
  ]),
);

/** Bicep's default for `br/public:`, unless a configuration changes it. */
const ADDRESS = /^br(?:\/public:|:mcr\.microsoft\.com\/bicep\/)(avm\/[a-z\d/-]{1,200}):(\d[\d.]{0,30})$/;

/**
 * The module that a call names, if all that it passes is known.
 * https://github.com/Azure/bicep-registry-modules
 */
export function publishedBicep(
  { type, body }: ProgramBlock,
  parse: (code: string, id: string) => ProgramModule,
): { readonly id: string; readonly module: ProgramModule } | undefined {
  const [, address = '', version = ''] = ADDRESS.exec(type) ?? [];
  const found = published.get(address);
  const range = rangeIn(version);
  const code = found && range && codeIn(found, range);
  if (found === undefined || code === undefined) return undefined;
  const id = `br/public:${address}:${version}`;
  const module = publishedModule(id, () => parse(code, id));
  const passed = propertyOf(contentOf(body), 'params');
  return passesOnly(passed, module, new Set(found.ignored.split(/\s+/))) ? { id, module } : undefined;
}
