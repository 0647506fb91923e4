import { resourceGroupOf, sameId } from '../../../access/ids.ts';
import type { NewAssignment } from '../../../model/fix.ts';
import { capitalised, t } from '../../../model/l10n.ts';
import { quoteForBicep, quoteForTerraform } from '../../../model/quote.ts';
import { bicepAssignment, bicepRegistry, terraformFor, terraformSymbol } from '../../../verdict/fixes/print.ts';
import { blocksOf, type CodeBlock, type CodeLanguage, literalOf, symbolsOf, writtenAt } from './blocks.ts';

export interface CodeFile {
  /** Relative to the workspace, with forward slashes. */
  readonly name: string;
  readonly text: string;
}

type Presence<File> =
  | { readonly kind: 'absent' }
  | { readonly kind: 'same'; readonly file: File; readonly offset: number }
  /** The same role on the same registry, for a principal or under a condition that can't be compared. */
  | { readonly kind: 'maybe'; readonly file: File; readonly offset: number; readonly why: string };

export function presenceOf<File extends CodeFile>(
  grant: NewAssignment,
  language: CodeLanguage,
  files: readonly File[],
): Presence<File> {
  let maybe: Presence<File> = { kind: 'absent' };
  for (const file of files) {
    const blocks = blocksOf(file.text, language);
    const around = language === 'terraform' ? blocksBeside(file, files) : blocks;
    for (const block of blocks) {
      if (!isAssignment(block) || !isOnRegistry(block, around, grant, language) || !hasRole(block, grant)) continue;
      const why = differenceOf(block, grant, language);
      if (why === undefined) return { kind: 'same', file, offset: file.text.indexOf(block.text) };
      if (why !== 'another') maybe = { kind: 'maybe', file, offset: file.text.indexOf(block.text), why };
    }
  }
  return maybe;
}

function isAssignment({ type, isReference }: CodeBlock): boolean {
  return !isReference && (type === 'microsoft.authorization/roleassignments' || type === 'azurerm_role_assignment');
}

function isOnRegistry(
  block: CodeBlock,
  around: readonly CodeBlock[],
  { registry }: NewAssignment,
  language: CodeLanguage,
): boolean {
  const literal = literalOf(block, 'scope');
  if (literal !== undefined) return sameId(literal, registry.id);
  const declared = registryIn(around, registry, language);
  return declared !== undefined && writtenAt(block, 'scope') === addressOf(declared, language);
}

function hasRole({ text: body }: CodeBlock, { roleName, roleGuid }: NewAssignment): boolean {
  const text = body.toLowerCase();
  return text.includes(roleGuid.toLowerCase()) || text.includes(`"${roleName.toLowerCase()}"`);
}

/** Undefined: none. `another`: it is for another identity. */
function differenceOf(
  block: CodeBlock,
  { principalId, condition }: NewAssignment,
  language: CodeLanguage,
): string | undefined {
  const within = language === 'bicep' ? ['properties'] : [];
  const path = [...within, language === 'bicep' ? 'principalId' : 'principal_id'];
  const literal = literalOf(block, ...path);
  if (literal === undefined)
    return t('its principal, `{0}`, is known only when it is deployed', writtenAt(block, ...path) ?? '');
  if (literal.toLowerCase() !== principalId.toLowerCase()) return 'another';
  const quote = language === 'bicep' ? quoteForBicep : quoteForTerraform;
  const text = condition && quote(condition.text);
  const isConditional = writtenAt(block, ...within, 'condition') !== undefined;
  return isConditional && !(text && block.text.includes(text)) ? t('it has a condition of its own') : undefined;
}

/**
 * The registry as these blocks declare it. Names of registries are unique in all of Azure, so the name is enough.
 * Bicep's reference to one in another scope doesn't count: what is to be assigned there has to be deployed by a module.
 */
function registryIn(
  blocks: readonly CodeBlock[],
  { name }: NewAssignment['registry'],
  language: CodeLanguage,
): CodeBlock | undefined {
  return blocks.find(
    block =>
      (block.type === 'microsoft.containerregistry/registries' || block.type === 'azurerm_container_registry') &&
      literalOf(block, 'name')?.toLowerCase() === name.toLowerCase() &&
      !(language === 'bicep' && writtenAt(block, 'scope') !== undefined),
  );
}

function addressOf({ type, symbol, isReference }: CodeBlock, language: CodeLanguage): string {
  return language === 'bicep' ? symbol : `${isReference ? 'data.' : ''}${type}.${symbol}.id`;
}

/** All Terraform files of a folder are one module. */
function blocksBeside({ name }: CodeFile, files: readonly CodeFile[]): readonly CodeBlock[] {
  const folder = (of: string) => of.slice(0, of.lastIndexOf('/') + 1);
  return files.filter(each => folder(each.name) === folder(name)).flatMap(({ text }) => blocksOf(text, 'terraform'));
}

/** The grant, as it fits into a file: under names that are free there, and with the registry that it declares. */
export function asPartOf(
  file: CodeFile,
  files: readonly CodeFile[],
  grant: NewAssignment,
  language: CodeLanguage,
): string {
  return language === 'bicep' ? inBicep(file, grant) : inTerraform(file, files, grant);
}

function inBicep({ text }: CodeFile, grant: NewAssignment): string {
  const {
    registry: { name, id },
    roleName: role,
  } = grant;
  const taken = new Set(symbolsOf(text));
  const declared = registryIn(blocksOf(text, 'bicep'), grant.registry, 'bicep');
  const registry = declared?.symbol ?? free(['registry', `${camel(name)}Registry`], taken);
  taken.add(registry);
  const symbol = free(['pull', `pullFrom${capitalised(camel(name))}`], taken);
  const assignment = bicepAssignment(grant, { symbol, registry }) ?? '';
  if (declared) return `// Pulls from ${name}: ${role}\n${assignment}`;
  const head = `// Pulls from ${name}: ${role}. Deploy it to the resource group of the registry, ${resourceGroupOf(id)}.\n`;
  return `${head}${bicepRegistry(registry, grant) ?? ''}\n${assignment}`;
}

function inTerraform(file: CodeFile, files: readonly CodeFile[], grant: NewAssignment): string {
  const beside = blocksBeside(file, files);
  const taken = new Set(beside.filter(({ type }) => type === 'azurerm_role_assignment').map(({ symbol }) => symbol));
  const symbol = free([terraformSymbol(grant)], taken);
  const declared = registryIn(beside, grant.registry, 'terraform');
  return terraformFor(grant, declared ? { symbol, scope: addressOf(declared, 'terraform') } : { symbol }) ?? '';
}

/** The first name that is free, numbered if need be. */
function free(names: readonly string[], taken: ReadonlySet<string>): string {
  const last = names.at(-1) ?? 'pull';
  for (let i = 0; ; i++) {
    const name = names[i] ?? `${last}${i - names.length + 2}`;
    if (!taken.has(name)) return name;
  }
}

function camel(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]+(.)?/g, (_, next: string = '') => next.toUpperCase());
}

/**
 * Returns the places for a grant, the best first: beside the registry, then beside the puller, then beside other
 * grants. Names are those of the pull: of the target, and of its identity.
 */
export function placementsFor<File extends CodeFile>(
  { registry }: NewAssignment,
  language: CodeLanguage,
  files: readonly File[],
  names: readonly string[],
): readonly { readonly file: File; readonly why: string }[] {
  return files
    .filter(file => language === 'terraform' || isForResourceGroup(file))
    .map(file => ({ file, ...ranking(file, registry, language, names) }))
    .sort((one, other) => other.rank - one.rank || one.file.name.localeCompare(other.file.name));
}

function ranking(file: CodeFile, wanted: NewAssignment['registry'], language: CodeLanguage, names: readonly string[]) {
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
