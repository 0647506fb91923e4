import type { Cluster } from '../../access/map.ts';
import { meaningOf, nameWords, type Role } from './words.ts';

/** A text of a cluster after which folders may be named, and its source. */
export interface Trait {
  readonly text: string;
  readonly of:
    | { readonly kind: 'name' | 'context' | 'resourceGroup' | 'groupWord' | 'location' }
    | { readonly kind: 'tag'; readonly key: string }
    /** A word of its name, by its number, or the letters of a word that ends in digits. */
    | { readonly kind: 'word' | 'letters'; readonly at: number };
}

/** A cluster with all texts after which folders may be named. */
export interface NamedCluster {
  readonly cluster: Cluster;
  /** Its own, and those of its contexts in kubectl, in lower case. */
  readonly names: readonly string[];
  /** The words of these names. */
  readonly words: ReadonlySet<string>;
  /** The strongest first. */
  readonly traits: readonly Trait[];
}

export function nameCluster(cluster: Cluster, contexts: readonly string[]): NamedCluster {
  const { name, resourceGroup, location, tags } = cluster;
  const traits: readonly Trait[] = [
    { text: name, of: { kind: 'name' } },
    ...contexts.map((text): Trait => ({ text, of: { kind: 'context' } })),
    ...Object.entries(tags).map(([key, text]): Trait => ({ text, of: { kind: 'tag', key } })),
    ...nameWords(name).flatMap((text, at) => [{ text, of: { kind: 'word', at } } as const, ...lettersOf(text, at)]),
    ...contexts.flatMap(nameWords).map((text): Trait => ({ text, of: { kind: 'context' } })),
    { text: resourceGroup, of: { kind: 'resourceGroup' } },
  ];
  const has = (role: Role) => traits.some(({ text }) => meaningOf(text)?.role === role);
  // The resource group and the region count if name and tags have no environment or region.
  const ofGroup = has('environment') ? [] : nameWords(resourceGroup);
  const region = has('region') || location === undefined ? [] : [location];
  const names = [name, ...contexts].map(each => each.toLowerCase());
  return {
    cluster,
    names,
    words: new Set(names.flatMap(nameWords)),
    traits: [
      ...traits,
      ...ofGroup.map((text): Trait => ({ text, of: { kind: 'groupWord' } })),
      ...region.map((text): Trait => ({ text, of: { kind: 'location' } })),
    ],
  };
}

/** The environment in a word with digits: `dev` of `dev01`. */
function lettersOf(word: string, at: number): readonly Trait[] {
  const [, letters] = /^([A-Za-z]+)\d+$/.exec(word) ?? [];
  return letters === undefined || meaningOf(letters) === undefined
    ? []
    : [{ text: letters, of: { kind: 'letters', at } }];
}

/** The trait that a word of a path matches: the same text first, then a word of the same meaning. */
export function traitNamed(word: string, { traits }: NamedCluster): Trait | undefined {
  const lower = word.toLowerCase();
  const meaning = meaningOf(word);
  return (
    traits.find(({ text }) => text === word) ??
    traits.find(({ text }) => text.toLowerCase() === lower) ??
    traits.find(({ text }) => {
      const own = meaningOf(text);
      return own !== undefined && own.role === meaning?.role && own.meant === meaning.meant;
    })
  );
}

/** Returns whether a cluster has a known environment, region or number. */
export function hasRole({ traits }: NamedCluster, role: Role): boolean {
  return traits.some(({ text }) => meaningOf(text)?.role === role);
}

/** For people: `a word of its name`. */
export function traitInWords({ of, text }: Trait): string {
  switch (of.kind) {
    case 'name':
      return 'its name';
    case 'context':
      return 'a name of it';
    case 'resourceGroup':
    case 'groupWord':
      return 'its resource group';
    case 'location':
      return `its region (${text})`;
    case 'tag':
      return `its tag ${of.key} (${text})`;
    case 'word':
    case 'letters':
      return `${text} in its name`;
  }
}
