import type { AccessMap } from '../../access/map.ts';
import { causes, isVerdictCause } from '../../causes/index.ts';
import { t } from '../../model/l10n.ts';
import { kindInWords } from '../../model/target.ts';
import { bold, code } from '../hover/markdown.ts';
import { scalarAt } from './cursor.ts';

/** An id or a cause of a config, explained in Markdown. Keys are explained by the YAML extension, from our schema. */
export function describeAt(text: string, offset: number, map: AccessMap | undefined) {
  const cursor = scalarAt(text, offset);
  if (!cursor) return undefined;
  const { path, span } = cursor;
  const value = text.slice(span.start, span.end).replaceAll(/^['"]|['"]$/g, '');
  switch (path.filter(step => step !== '-').join('.')) {
    case 'ignore.cause':
      return isVerdictCause(value) ? { span, text: bold(causes[value].title), cause: value } : undefined;
    case 'targets.id':
      return map && { span, text: describeId(value, map), cause: undefined };
    default:
      return undefined;
  }
}

function describeId(id: string, map: AccessMap): string {
  const runtime = map.runtimeById(id);
  if (!runtime) return t('Not found in {0}.', code(map.origin));
  const { name, kind, resourceGroup, subscription, location } = runtime;
  return [
    `${bold(kindInWords[kind])} ${code(name)}`,
    [t('Resource group {0}', code(resourceGroup)), ...(location === undefined ? [] : [code(location)])].join(', '),
    t('Subscription {0}', code(subscription)),
    t('From {0}', code(map.origin)),
  ].join('  \n');
}
