// A glob over names of clusters may name parts of them: `shop-{env}-{nn}-aks`. Each part matches one or more letters
// and digits.

import { folded } from '../../model/fold.ts';
import type { GlobToken } from '../../model/globs.ts';
import { expandBraces, globTokens } from './globs.ts';

/** https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftcontainerservice */
const LONGEST_NAME = 63;

const PART = /\{([A-Za-z]\w*)\}/;

type Part = GlobToken | { readonly part: string };

/**
 * The named parts of a cluster's name. Undefined: the glob does not match. A part with several possible values is left
 * out.
 */
export function partsOfName(glob: string, name: string): ReadonlyMap<string, string> | undefined {
  const characters = [...name];
  // A snapshot may be a stranger's, and the cuts take the square of the length.
  if (characters.length > LONGEST_NAME) return undefined;
  const fitting = expandBraces(glob).flatMap(each => cutsOf(tokensOf(each), characters) ?? []);
  if (fitting.length === 0) return undefined;
  const found = new Map<string, string>();
  for (const part of new Set(fitting.flatMap(cuts => [...cuts.keys()]))) {
    const values = new Set(fitting.flatMap(cuts => [...(cuts.get(part) ?? [])]));
    const [only] = values;
    if (values.size === 1 && only !== undefined) found.set(part, only);
  }
  return found;
}

/** The names that a glob gives to parts of a cluster's name. */
export function partNames(glob: string): readonly string[] {
  return glob.split(PART).filter((_, i) => i % 2 === 1);
}

function tokensOf(glob: string): readonly Part[] {
  return glob
    .split(PART)
    .flatMap((text, i): readonly Part[] => (i % 2 === 1 ? [{ part: text }] : globTokens(folded(text))));
}

/** The values that each part can have, over all ways to match the name. Undefined: the name does not match. */
function cutsOf(
  tokens: readonly Part[],
  name: readonly string[],
): ReadonlyMap<string, ReadonlySet<string>> | undefined {
  const starts = reached(tokens, name);
  const ends = reached(tokens.toReversed(), name.toReversed()).map(each =>
    each.map((_, i) => each[name.length - i] === true),
  );
  if (starts.at(-1)?.[name.length] !== true) return undefined;
  const cuts = new Map<string, Set<string>>();
  for (const [i, token] of tokens.entries()) {
    if (typeof token !== 'object') continue;
    const values = cuts.get(token.part) ?? new Set<string>();
    cuts.set(token.part, values);
    const after = ends[tokens.length - i - 1] ?? [];
    for (let start = 0; start < name.length; start++) {
      if (starts[i]?.[start] !== true) continue;
      for (let end = start; end < name.length && isWord(name[end]); end++)
        if (after[end + 1] === true) values.add(name.slice(start, end + 1).join(''));
    }
  }
  return cuts;
}

/** For each number of tokens, the places in the name at which that many of them can end. */
function reached(tokens: readonly Part[], name: readonly string[]): readonly (readonly boolean[])[] {
  let now = name.map(() => false).concat(false);
  now[0] = true;
  const all = [now];
  for (const token of tokens) {
    const next = now.map(() => false);
    for (let at = 0; at <= name.length; at++) next[at] = canEndAt(at, token, now, next, name);
    all.push(next);
    now = next;
  }
  return all;
}

function canEndAt(
  at: number,
  token: Part,
  before: readonly boolean[],
  here: readonly boolean[],
  name: readonly string[],
): boolean {
  const last = name[at - 1];
  if (token === '*') return before[at] === true || here[at - 1] === true;
  if (last === undefined) return false;
  if (typeof token === 'function') return before[at - 1] === true && token(folded(last));
  return isWord(last) && (before[at - 1] === true || here[at - 1] === true);
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}
