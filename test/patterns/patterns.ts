// Every regular expression of src, in any place, and those that are made of constants when a file is loaded.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Node, parseSync } from 'oxc-parser';

export interface Pattern {
  readonly source: string;
  readonly flags: string;
  /** `src/model/host.ts:51` */
  readonly at: string;
}

const root = path.resolve(import.meta.dirname, '../..');

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

/** Literals of a text, and the places where it makes a pattern of a text. */
export function patternsIn(
  file: string,
  text: string,
): { readonly literals: readonly Pattern[]; readonly made: readonly string[] } {
  const literals: Pattern[] = [];
  const made: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const each of value) visit(each);
    if (!isNode(value)) return;
    const at = () => `${file}:${text.slice(0, value.start).split('\n').length}`;
    if (value.type === 'Literal' && 'regex' in value) {
      literals.push({ source: value.regex.pattern, flags: value.regex.flags, at: at() });
    }
    const makes = value.type === 'NewExpression' || value.type === 'CallExpression' ? value.callee : undefined;
    if (makes?.type === 'Identifier' && makes.name === 'RegExp') made.push(at());
    for (const [key, child] of Object.entries(value)) if (key !== 'parent') visit(child);
  };
  visit(parseSync(file, text).program);
  return { literals, made };
}

/** Patterns that files make of texts while they are loaded. */
async function madeOnLoading(files: readonly string[]): Promise<readonly Pattern[]> {
  const found: Pattern[] = [];
  const original = globalThis.RegExp;
  globalThis.RegExp = new Proxy(original, {
    construct(target, args, asked) {
      const pattern: RegExp = Reflect.construct(target, args, asked);
      const [, at] = /\/(src\/[^\s:]+:\d+):\d+/.exec(new Error().stack ?? '') ?? [];
      if (at !== undefined) found.push({ source: pattern.source, flags: pattern.flags, at });
      return pattern;
    },
  });
  try {
    for (const file of files) await import(pathToFileURL(path.join(root, file)).href);
  } finally {
    globalThis.RegExp = original;
  }
  return found;
}

/** `unseen` are places that make a pattern later, of what they are given then. */
export async function patternsOfSource(): Promise<{
  readonly patterns: readonly Pattern[];
  readonly unseen: readonly string[];
}> {
  const files = globSync('src/**/*.ts', { cwd: root }).map(file => file.replaceAll('\\', '/'));
  const all = files.map(file => ({ file, ...patternsIn(file, readFileSync(path.join(root, file), 'utf8')) }));
  const loaded = await madeOnLoading(all.filter(({ made }) => made.length > 0).map(({ file }) => file));
  const seen = new Set(loaded.map(({ at }) => at));
  return {
    patterns: [...all.flatMap(({ literals }) => literals), ...loaded],
    unseen: all.flatMap(({ made }) => made).filter(at => !seen.has(at)),
  };
}
