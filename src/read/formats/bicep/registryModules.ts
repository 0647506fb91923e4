// Modules, imports and extensions that Bicep pulls from a registry.
import { namesAzureHost } from '../../../model/host.ts';
import { readImage } from '../../image.ts';
import { parseJson } from '../../source/json.ts';
import type { ReadingBuilder } from '../../source/readingBuilder.ts';
import { asView } from '../../source/shape.ts';
import { at, fields, textOf, view } from '../../source/view.ts';

/** Modules and extensions of a registry. Passes over comments and other texts in quotes. */
const ADDRESS =
  /\/\*(?:[^*]|\*(?!\/))*(?:\*\/)?|\/\/.*|'''(?:[^']|'(?!''))*(?:''')?|(?:^|(?<=\)[ \t]{1,8}))(?:module[ \t]+(\w+)|import\b[^'/]{0,2000}?\bfrom|extension|using)[ \t]+'(?<address>br(?:\/([\w-]+))?:[^'\n]+)'|'(?:[^'\n\\]|\\.)*'?/gm;

/**
 * A module of a registry: what deploys the file pulls it, by the Azure CLI's or PowerShell's own sign-in.
 * https://learn.microsoft.com/azure/azure-resource-manager/bicep/private-module-registry
 * https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-import
 */
export function readRegistryModules(text: string, offset: number, builder: ReadingBuilder): void {
  for (const match of text.matchAll(ADDRESS)) {
    const [whole, name, address = '', alias] = match;
    const isOfRegistry = alias === undefined ? namesAzureHost(address) : alias !== 'public';
    if (address === '' || !isOfRegistry) continue;
    const start = offset + match.index + whole.lastIndexOf(address);
    const [where, workload] = [name === undefined ? 'import' : `module ${name}`, { platform: 'build', name } as const];
    const end = start + address.length;
    if (alias === undefined) {
      builder.part({ start: start + 'br:'.length, end }, where, workload);
    } else {
      const given = asView({ kind: 'scalar', text: address, span: { start, end }, plain: true });
      builder.split(given, where, readImage(`\${br/${alias}}/${address.slice(address.indexOf(':') + 1)}`), workload);
    }
  }
}

/**
 * Reads `bicepconfig.json`: the aliases of registries, and the extensions that a registry has.
 * https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-config-modules#aliases-for-modules
 */
export function readBicepConfig(text: string, builder: ReadingBuilder): void {
  const { root, problems } = parseJson(text);
  for (const problem of problems) builder.problem(problem);
  const aliases = fields(at(view(root), 'moduleAliases', 'br')).flatMap(({ key, value }) => {
    const registry = builder.written(at(value, 'registry'));
    const path = textOf(at(value, 'modulePath'));
    if (registry === undefined) return [];
    return [{ ...registry, name: key.text, text: registry.text + (path === undefined ? '' : `/${path}`) }];
  });
  builder.declaration({ kind: 'moduleAliases', aliases });
  // https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-extension
  for (const { key, value } of fields(at(view(root), 'extensions'))) {
    const { text: address, span } = builder.written(value) ?? { text: '', span: key.span };
    if (!address.startsWith('br:') || !namesAzureHost(address)) continue;
    const behind = { start: span.start + 'br:'.length, end: span.end };
    builder.part(behind, `extensions.${key.text}`, { platform: 'build', name: key.text });
  }
}
