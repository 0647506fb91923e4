// The manifests that an Application takes from a directory.
// https://argo-cd.readthedocs.io/en/stable/user-guide/directory/
import { pathspecMatcher } from '../../../model/globs.ts';
import { textAt } from '../../../read/source/lift.ts';
import type { Content } from '../../../read/source/tree.ts';

export type DirectorySelection =
  | { readonly kind: 'known'; readonly selects: ((path: string) => boolean) | undefined }
  | { readonly kind: 'open'; readonly why: string };

/** Argo CD matches both globs against the path in the directory. `exclude` wins over `include`. */
export function directorySelection(directory: Content): DirectorySelection {
  const [include, exclude] = ['include', 'exclude'].map(key => textAt(directory, key));
  const [included, excluded] = [include, exclude].map(glob => (glob === undefined ? undefined : matcherFor(glob)));
  if (include !== undefined && included === undefined) return { kind: 'open', why: `directory.include: ${include}` };
  if (exclude !== undefined && excluded === undefined) return { kind: 'open', why: `directory.exclude: ${exclude}` };
  if (included === undefined && excluded === undefined) return { kind: 'known', selects: undefined };
  return { kind: 'known', selects: path => included?.(path) !== false && excluded?.(path) !== true };
}

/**
 * A glob with alternatives in braces, whose stars match slashes, too: https://github.com/gobwas/glob. Undefined for one
 * with classes of characters, escapes or nested braces.
 */
function matcherFor(glob: string): ((path: string) => boolean) | undefined {
  if (['[', '\\'].some(sign => glob.includes(sign))) return undefined;
  const matchers = alternativesOf(glob)?.map(each => pathspecMatcher(each.replaceAll('**', '*')));
  return matchers && (path => matchers.some(matches => matches(path)));
}

const MAX_ALTERNATIVES = 1000;

/** `{a,b}.yaml` as `a.yaml` and `b.yaml`. */
function alternativesOf(glob: string): readonly string[] | undefined {
  let all: readonly string[] = [''];
  for (let at = 0; at < glob.length; ) {
    const open = glob.indexOf('{', at);
    const close = open < 0 ? -1 : glob.indexOf('}', open);
    const inner = glob.slice(open + 1, close);
    if (open >= 0 && (close < 0 || inner.includes('{'))) return undefined;
    const literal = glob.slice(at, open < 0 ? glob.length : open);
    const choices = open < 0 ? [''] : inner.split(',');
    all = all.flatMap(each => choices.map(choice => each + literal + choice));
    if (all.length > MAX_ALTERNATIVES) return undefined;
    at = open < 0 ? glob.length : close + 1;
  }
  return all;
}
