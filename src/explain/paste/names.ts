import type { Mention } from './images.ts';

/**
 * A text in which the names of images say nothing: a repository may be called `redis`, `push-gateway` or `probe`, and a
 * tag `404`. Letters and digits of repositories, tags and registries' own labels become `x`, all else stays where it is,
 * so the text is as long as before.
 */
export function withoutNames(text: string, mentions: readonly Mention[]): string {
  const pieces: string[] = [];
  let at = 0;
  const names = mentions.flatMap(mention => mention.names).sort((a, b) => a.start - b.start);
  for (const { start, end } of names) {
    if (start < at) continue;
    pieces.push(text.slice(at, start), text.slice(start, end).replace(/[A-Za-z0-9]/g, 'x'));
    at = end;
  }
  pieces.push(text.slice(at));
  return pieces.join('').replace(registryLabel, label => 'x'.repeat(label.length));
}

/** `shop` of `shop.azurecr.io` and of `shop.westeurope.data.azurecr.io`. */
const registryLabel = /(?<![\w.-])[a-z0-9][a-z0-9-]{0,62}(?=(?:\.[a-z0-9-]{1,62}){0,2}\.azurecr\.(?:io|us|cn|de)\b)/gi;
