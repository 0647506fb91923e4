// The placeholders of a proposed group: their names, the globs with them, their aliases and the condition on clusters.

import type { Cluster } from '../../access/map.ts';
import type { ClusterGroup } from '../config/config.ts';
import { literalGlob } from '../config/globs.ts';
import type { PathInPieces, PathPiece } from './pathPieces.ts';
import type { Trait } from './traits.ts';
import { meaningOf, nameWords, wordsAndSigns } from './words.ts';

/** By placeholder: the value as folders write it, by the value in Azure. */
export type Aliases = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The placeholder of a trait, without braces. Undefined: it has none. */
export type PlaceholderName = (trait: Trait) => string | undefined;

/** Names the traits in the paths of a group: words of its clusters' names by their meaning, `env` or `region`. */
export function placeholderNames(own: readonly PathInPieces[], clusters: readonly Cluster[]): PlaceholderName {
  const used = new Set(
    own.flatMap(({ steps }) =>
      steps.flat().flatMap(piece => (typeof piece !== 'string' && 'at' in piece.trait.of ? piece.trait.of.at : [])),
    ),
  );
  const words = new Map<number, string>();
  for (const at of [...used].sort((one, other) => one - other)) {
    const wanted = roleOf(clusters.flatMap(({ name }) => nameWords(name)[at] ?? []));
    words.set(at, [...words.values()].includes(wanted) ? `part${at + 1}` : wanted);
  }
  return ({ of }) => {
    switch (of.kind) {
      case 'name':
      case 'resourceGroup':
        return of.kind;
      case 'tag':
        return /[{},]/.test(of.key) ? undefined : `tag.${of.key}`;
      case 'word':
      case 'letters':
        return words.get(of.at);
      default:
        return undefined;
    }
  };
}

function roleOf(words: readonly string[]): string {
  const roles = new Set(words.map(word => meaningOf(word.replace(/(?<=[A-Za-z])\d+$/, ''))?.role));
  if (roles.has('environment')) return 'env';
  if (roles.has('region')) return 'region';
  return roles.size === 1 && roles.has('number') ? 'nn' : 'part';
}

/** The glob of a path, with a placeholder for each trait that has one: `clusters/{env}/**`. */
export function globWithPlaceholders({ steps, isFolder }: PathInPieces, names: PlaceholderName): string {
  const written = steps.map(step => step.map(piece => pieceText(piece, names)).join(''));
  return written.join('/') + (isFolder ? '/**' : '');
}

function pieceText(piece: PathPiece, names: PlaceholderName): string {
  if (typeof piece === 'string') return literalGlob(piece);
  const name = names(piece.trait);
  return name === undefined ? literalGlob(piece.written) : `{${name}}`;
}

/** Values that folders spell differently from Azure. Of two spellings, the first counts. */
export function aliasesOf(own: readonly PathInPieces[], names: PlaceholderName): Aliases {
  const aliases: Record<string, Record<string, string>> = {};
  const seen = new Map<string, string>();
  for (const piece of own.flatMap(({ steps }) => steps.flat())) {
    if (typeof piece === 'string') continue;
    const { trait, written } = piece;
    const name = names(trait);
    if (name === undefined || seen.has(`${name} ${trait.text}`)) continue;
    seen.set(`${name} ${trait.text}`, written);
    if (trait.text !== written) aliases[name] = { ...aliases[name], [trait.text]: written };
  }
  return aliases;
}

/** The condition for a group's clusters: a glob over their names, or the tag that folders are named after. */
export function groupCondition(
  own: readonly PathInPieces[],
  clusters: readonly Cluster[],
  names: PlaceholderName,
): Pick<ClusterGroup, 'name' | 'tag'> {
  const traits = own.flatMap(({ steps }) => steps.flat().flatMap(each => (typeof each === 'string' ? [] : each.trait)));
  const tag = traits.find(({ of }) => of.kind === 'tag');
  const words = traits.filter(({ of }) => of.kind === 'word' || of.kind === 'letters');
  if (words.length === 0) {
    const key = tag?.of.kind === 'tag' ? tag.of.key : undefined;
    return key === undefined ? namePrefix(clusters) : { tag: key };
  }
  const [first] = clusters;
  const parts = wordsAndSigns(first?.name ?? '').map((text, i) => {
    const trait = words.find(({ of }) => 'at' in of && of.at === i / 2);
    if (i % 2 === 1) return text;
    const all = clusters.map(({ name }) => nameWords(name)[i / 2] ?? '');
    if (trait === undefined) return all.every(word => word === text) ? text : '*';
    const digits = trait.of.kind === 'letters' ? text.length - text.replace(/\d{1,9}$/, '').length : 0;
    return `{${names(trait)}}${'[0-9]'.repeat(digits)}`;
  });
  return { name: parts.join('') };
}

/** A glob of the words that the names of all clusters begin with: `aks-*`. */
function namePrefix(clusters: readonly Cluster[]): Pick<ClusterGroup, 'name'> {
  const [first = '', ...others] = clusters.map(({ name }) => name);
  const [prefix] = [...first.matchAll(/[-_.]/g)]
    .map(({ index }) => first.slice(0, index + 1))
    .filter(each => others.every(name => name.startsWith(each)))
    .slice(-1);
  return prefix === undefined ? {} : { name: `${prefix}*` };
}
