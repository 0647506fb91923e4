import type { Cluster } from '../../access/map.ts';
import { folded } from '../../model/fold.ts';
import type { ClusterGroup } from '../config/config.ts';
import { globProblem } from '../config/globs.ts';
import { partsOfName } from '../config/nameParts.ts';

// Placeholders in the globs and variables of a group of clusters. Each cluster fills them by its name, its resource
// group and its tags. No missing value is guessed: that cluster gets no such glob or variable.

const PLACEHOLDER = /\{(name|cluster|resourceGroup|tag\.[^{},]+|[A-Za-z]\w*)\}/g;

/** The placeholders of a text, without their braces. */
export function placeholdersIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map(([, written = '']) => nameOf(written)))];
}

/** Accepts `{cluster}`, an earlier placeholder for `{name}`. */
function nameOf(written: string): string {
  return written === 'cluster' ? 'name' : written;
}

/** A text of the config for one cluster, or the first placeholder that has no value there. */
export type Filled =
  | { readonly kind: 'filled'; readonly text: string }
  | { readonly kind: 'open'; readonly placeholder: string };

/** Values of placeholders, for one cluster. */
export type PlaceholderValues = (placeholder: string) => string | undefined;

/** The values of a cluster in the spelling of its group: `aliases` replace Azure's values. */
export function placeholderValues(group: ClusterGroup, cluster: Cluster): PlaceholderValues {
  const parts = group.name === undefined ? undefined : partsOfName(group.name, cluster.name);
  const aliases = new Map(Object.entries(group.aliases ?? {}).map(([key, values]) => [folded(key), values] as const));
  return placeholder => {
    const value = ownValue(placeholder, cluster) ?? parts?.get(placeholder);
    if (value === undefined || value === '') return undefined;
    const written = Object.entries(aliases.get(folded(placeholder)) ?? {}).find(([from]) => from === value);
    return written?.[1] ?? value;
  };
}

function ownValue(placeholder: string, { name, resourceGroup, tags }: Cluster): string | undefined {
  if (placeholder === 'name') return name;
  if (placeholder === 'resourceGroup') return resourceGroup;
  const [, key] = /^tag\.(.*)$/s.exec(placeholder) ?? [];
  if (key === undefined) return undefined;
  // Azure compares keys of tags without case.
  const [only, ...others] = Object.entries(tags).filter(([own]) => folded(own) === folded(key));
  return others.length === 0 ? only?.[1] : undefined;
}

/** Fills a glob for one cluster. A value is a name in a path, never a wildcard or a path to another folder. */
export function filledGlob(glob: string, values: PlaceholderValues): Filled {
  const syntax = glob.includes('[') ? SYNTAX_OF_CLASS : SYNTAX;
  const found = filled(glob, placeholder => asPathName(values(placeholder), syntax));
  const [placeholder = ''] = placeholdersIn(glob);
  const isUsable = found.kind === 'open' || globProblem(found.text) === undefined;
  return isUsable ? found : { kind: 'open', placeholder };
}

/** Fills a text for one cluster. */
export function filled(text: string, values: PlaceholderValues): Filled {
  const open = placeholdersIn(text).find(placeholder => values(placeholder) === undefined);
  if (open !== undefined) return { kind: 'open', placeholder: open };
  return { kind: 'filled', text: text.replace(PLACEHOLDER, (_, written: string) => values(nameOf(written)) ?? '') };
}

/** Replaces placeholders by stars: a glob for a cluster of any name, group and tags. */
export function globForAnyCluster(glob: string): string {
  return glob.replace(PLACEHOLDER, '*');
}

/** Escapes a value, since tags are untrusted text. A value that can't be the name of a folder fills nothing. */
function asPathName(value: string | undefined, syntax: RegExp): string | undefined {
  if (value === undefined || value === '.' || value === '..' || UNUSABLE.test(value)) return undefined;
  return value.replace(syntax, sign => `\\${sign}`);
}

/** Slashes, the syntax of braces, and characters that no path shows. */
const UNUSABLE = /[/\\{},\p{C}\p{Zl}\p{Zp}]/u;
const SYNTAX = /[*?[\]!()+@]/g;
/** Includes the syntax of a class, for `[{tag.env}]`. */
const SYNTAX_OF_CLASS = /[*?[\]!()+@^:-]/g;
