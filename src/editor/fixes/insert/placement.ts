import type { Grant } from '../../../model/fix.ts';
import { t } from '../../../model/l10n.ts';
import { blocksOf, type CodeLanguage, literalOf } from './blocks.ts';
import { type CodeFile, registryIn } from './grantAsCode.ts';

/**
 * Where a grant can go, the best place first: beside the registry, then beside who pulls, then where grants are kept.
 * Names are those that the pull is about: of the target, and of its identity.
 */
export function placementsFor<File extends CodeFile>(
  { registry }: Grant,
  language: CodeLanguage,
  files: readonly File[],
  names: readonly string[],
): readonly { readonly file: File; readonly why: string }[] {
  return files
    .filter(file => language === 'terraform' || isForResourceGroup(file))
    .map(file => ({ file, ...ranking(file, registry, language, names) }))
    .sort((one, other) => other.rank - one.rank || one.file.name.localeCompare(other.file.name));
}

function ranking(file: CodeFile, wanted: Grant['registry'], language: CodeLanguage, names: readonly string[]) {
  const blocks = blocksOf(file.text, language);
  const registry = registryIn(blocks, wanted, language);
  if (registry) {
    const { name } = wanted;
    return registry.isReference
      ? { rank: 4, why: t('refers to the registry {0}', name) }
      : { rank: 5, why: t('declares the registry {0}', name) };
  }
  const about = names.map(name => name.toLowerCase());
  const puller = blocks
    .map(block => literalOf(block, 'name'))
    .find(name => name !== undefined && about.includes(name.toLowerCase()));
  if (puller !== undefined) return { rank: 3, why: t('declares {0}', puller) };
  if (blocks.some(({ type }) => type.endsWith('roleassignments') || type === 'azurerm_role_assignment')) {
    return { rank: 2, why: t('has role assignments') };
  }
  return /(^|\/)main\.(bicep|tf)$/.test(file.name) ? { rank: 1, why: t('main file') } : { rank: 0, why: '' };
}

/** A role on a registry is an extension of it, and is deployed where the registry is: to a resource group. */
function isForResourceGroup({ text }: CodeFile): boolean {
  const scope = /^[ \t]*targetScope[ \t]*=[ \t]*'(\w+)'/m.exec(text)?.[1];
  return scope === undefined || scope === 'resourceGroup';
}
