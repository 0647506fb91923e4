/**
 * Finds comments that break the rules for English of CONTRIBUTING.md: an opening that is no verb or noun, a banned word, a
 * sentence of more than 25 words, a semicolon between sentences. `node test/words.ts src/read` lists them for a folder.
 */
import { globSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from 'oxc-parser';

const openings = /^(?:What|Whether|Of|Those|Where|Who|Whoever|Whatever|Whose|Which|How)\b/;

const banned =
  /\b(?:of which|as far as|be it|says?|said|tells?|told|speaks? of|spoken|anew|by itself|by themselves|in question|whoever|nobody|somebody|stands?|hangs? on|leans? on|comes to|puts? aside|has a say|once more|thereof|whereby)\b/i;

const mostWords = 25;

export interface Defect {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly rule: 'opening' | 'word' | 'long' | 'semicolon';
  readonly text: string;
}

/** Lists the defects of a file's comments. Comments on adjoining lines are read as one text. */
export function wordDefects(file: string, text: string): readonly Defect[] {
  return commentsIn(file, text).flatMap(({ line, said }) => {
    const plain = said
      .replace(/`[^`]*`/g, 'code')
      .replace(/“[^”]*”|"[^"]*"|\*[\w ]+\*/g, 'quote')
      .replace(/https?:\/\/\S+/g, 'link');
    const defect = (rule: Defect['rule'], found: string): Defect => ({ file, line, rule, text: found });
    // names and sources in parentheses are no part of a sentence's length
    const sentences = plain.replace(/\([^()]*\)/g, '').split(/(?<=[.:?!])\s+|\n\s*\n|\n(?=[-*@[])/);
    return [
      ...(openings.test(plain) ? [defect('opening', plain.slice(0, 60))] : []),
      ...[...plain.matchAll(new RegExp(banned, 'gi'))].map(({ 0: word, index }) =>
        defect('word', `${word}: …${plain.slice(Math.max(0, index - 30), index + 40).replaceAll('\n', ' ')}…`),
      ),
      ...sentences
        .filter(sentence => sentence.split(/\s+/).filter(word => /\w/.test(word)).length > mostWords)
        .map(sentence => defect('long', sentence.slice(0, 80).replaceAll('\n', ' '))),
      ...(/;(?=\s)/.test(plain) ? [defect('semicolon', plain.slice(0, 60).replaceAll('\n', ' '))] : []),
    ];
  });
}

function commentsIn(file: string, text: string): readonly { readonly line: number; readonly said: string }[] {
  const { comments } = parseSync(file, text);
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length;
  const joined: { start: number; end: number; said: string }[] = [];
  for (const { type, value, start, end } of comments) {
    const said = type === 'Line' ? value.trim() : value.replace(/^\s*\*? ?/gm, '').trim();
    const last = joined.at(-1);
    const follows = type === 'Line' && last && /^\r?\n[ \t]*$/.test(text.slice(last.end, start));
    if (follows && last) Object.assign(last, { end, said: `${last.said}\n${said}` });
    else joined.push({ start, end, said });
  }
  return joined
    .filter(({ said }) => !/^(?:biome-ignore|eslint|@ts-|<reference)/.test(said))
    .map(({ start, said }) => ({ line: lineAt(start), said }));
}

/** Lists the defects of all files of TypeScript and JavaScript below a folder. */
export function wordDefectsBelow(folder: string): readonly Defect[] {
  const files = statSync(folder).isFile() ? [folder] : globSync(`${folder}/**/*.{ts,mjs}`).sort();
  return files
    .filter(file => !/node_modules|fixtures|dist/.test(file))
    .flatMap(file => wordDefects(file, readFileSync(file, 'utf8')));
}

if (import.meta.main) {
  const found = process.argv.slice(2).flatMap(folder => wordDefectsBelow(path.normalize(folder)));
  for (const { file, line, rule, text } of found) console.log(`${file}:${line} ${rule}: ${text}`);
  const counts = Object.entries(Object.groupBy(found, ({ rule }) => rule)).map(
    ([rule, all]) => `${all.length} ${rule}`,
  );
  console.log(counts.join(', ') || 'none');
}
