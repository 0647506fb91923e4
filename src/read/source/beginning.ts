// The beginning of a file, by which a format recognizes it before anything is parsed.
import type { SourceFile } from '../format.ts';
import { isJsonName, isYamlName } from '../names.ts';
import { glanceable } from './glanceable.ts';
import { outlineOfJson, outlineOfYaml } from './outline.ts';

/**
 * The beginning of a file, with letters in place of the escapes that spell them. Block scalars of YAML are blank: a
 * script or another manifest in one doesn't identify the file.
 */
export interface Beginning {
  readonly name: string;
  readonly text: string;
  /** The same, and of a long file its outline behind it: what a stranger puts before the keys does not hide them. */
  readonly outlined: string;
}

const BEGINNING = 64 * 1024;

/** Returns the beginning of a file. The last one is kept, since each format asks for it in turn. */
export function beginningOf(file: SourceFile): Beginning {
  if (last?.file !== file) last = new FileBeginning(file);
  return last;
}

let last: FileBeginning | undefined;

/** The same for a second look, at the outline in place of the text. */
export function outlinedBeginning({ name, outlined }: Beginning): Beginning {
  return { name, text: outlined, outlined };
}

class FileBeginning implements Beginning {
  readonly file: SourceFile;
  readonly name: string;
  readonly text: string;
  #outlined: string | undefined;

  constructor(file: SourceFile) {
    const text = glanceable(file.text.slice(0, BEGINNING));
    this.file = file;
    this.name = file.name;
    this.text = isYamlName(file.name) ? withoutBlocks(text) : text;
  }

  /** Made when it is first asked for: most long files are known by their beginning, at each keystroke. */
  get outlined(): string {
    this.#outlined ??= this.text + glanceable(outlineBehind(BEGINNING, this.file));
    return this.#outlined;
  }
}

/** The outline of what a file has behind its beginning, on lines of its own. Empty where there is nothing. */
export function outlineBehind(end: number, { name, text }: SourceFile): string {
  if (text.length <= end) return '';
  if (isYamlName(name)) return `\n${outlineOfYaml(text, end)}`;
  return isJsonName(name) ? `\n${outlineOfJson(text, end)}` : '';
}

// ─── Block scalars ──────────────────────────────────────────────────────────────────────────────────────────────────

/** A text without what its block scalars hold. */
function withoutBlocks(text: string): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { 0: indicator, index } of text.matchAll(INDICATOR)) {
    const lineStart = text.lastIndexOf('\n', index) + 1;
    const end = index + indicator.length;
    if (lineStart < from || end - lineStart > LONGEST_KEY) continue;
    const least = leastIndent(text.slice(lineStart, index));
    if (least === undefined) continue;
    pieces.push(text.slice(from, end));
    from = endOfBlock(text, end, least);
  }
  return pieces.join('') + text.slice(from);
}

/** `|`, `>-`: the sign of a block at the end of its line, with a comment of some length. */
const INDICATOR = /[|>][-+\d]*(?:[ \t]+#.{0,500}|[ \t]*)\r?$/gm;

/** A tag or an anchor. */
const LAST_PROPERTY = /(?<!\S)[!&]\S+[ \t]+$/;

const LONGEST_KEY = 500;

/** The least indentation of a block of `key: |` and `- >-`, by the text before the indicator. */
function leastIndent(head: string): number | undefined {
  const before = /^(?: |- )*/.exec(head)?.[0].length ?? 0;
  let key = head.slice(before);
  for (let at = key.search(LAST_PROPERTY); at >= 0; at = key.search(LAST_PROPERTY)) key = key.slice(0, at);
  if (key === '') return Math.max(0, before - 1);
  return /^[^\s#]/.test(key) && /:[ \t]+$/.test(key) ? before + 1 : undefined;
}

/** Behind the lines that are blank, or indented far enough. */
function endOfBlock(text: string, from: number, least: number): number {
  const indent = ' '.repeat(least);
  let end = from;
  while (text[end] === '\n') {
    const next = text.indexOf('\n', end + 1);
    const lineEnd = next < 0 ? text.length : next;
    if (!text.startsWith(indent, end + 1) && text.slice(end + 1, lineEnd).trim() !== '') return end;
    end = lineEnd;
  }
  return end;
}
