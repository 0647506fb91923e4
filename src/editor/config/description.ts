import type { AccessMap } from '../../access/map.ts';
import { causes, isVerdictCause } from '../../causes/index.ts';
import type { CauseId } from '../../model/cause.ts';
import type { Span } from '../../model/place.ts';
import { bold, code } from '../hover/markdown.ts';
import { kindInWords } from '../targets/targetKinds.ts';
import { cursorIn } from './cursor.ts';
import { isMap, schemaAt } from './schemaNodes.ts';

/** What stands at an offset of a config, explained. */
export interface Description {
  readonly span: Span;
  /** Markdown. */
  readonly text: string;
  /** Its page says more. */
  readonly cause: CauseId | undefined;
}

export function describeAt(
  text: string,
  offset: number,
  { map, schemaIsServed }: { readonly map: AccessMap | undefined; readonly schemaIsServed: boolean },
): Description | undefined {
  const span = wordAt(text, offset);
  if (!span) return undefined;
  const word = text.slice(span.start, span.end);
  // At its first character, a key is what is about to be written in the map around it.
  const cursor = cursorIn(text, span.start);
  const node = cursor && schemaAt(cursor.path);
  if (!cursor || !node) return undefined;
  if (isVerdictCause(word) && (cursor.path.at(-1) === 'cause' || cursor.path[0] === 'severity')) {
    return { span, text: bold(causes[word].title), cause: word };
  }
  if (isMap(node)) {
    const described = schemaIsServed ? undefined : schemaAt([...cursor.path, word])?.description;
    return described === undefined ? undefined : { span, text: described, cause: undefined };
  }
  return cursor.path.at(-1) === 'id' && map ? { span, text: describeId(word, map), cause: undefined } : undefined;
}

function describeId(id: string, map: AccessMap): string {
  const runtime = map.runtimeById(id);
  if (!runtime) return `${code(map.origin)} does not hold it.`;
  const { name, kind, resourceGroup, subscription, location } = runtime;
  return [
    `${bold(kindInWords[kind])} ${code(name)}`,
    `in the resource group ${code(resourceGroup)}${location === undefined ? '' : `, ${code(location)}`}`,
    `subscription ${code(subscription)}`,
    `known from ${code(map.origin)}`,
  ].join('  \n');
}

/** Names, ids and paths; without the quotes around them. */
function wordAt(text: string, offset: number): Span | undefined {
  const isPart = (at: number) => /[\w/.@-]/.test(text.charAt(at));
  if (!isPart(offset)) return undefined;
  let start = offset;
  let end = offset;
  while (start > 0 && isPart(start - 1)) start--;
  while (end < text.length && isPart(end)) end++;
  return { start, end };
}
