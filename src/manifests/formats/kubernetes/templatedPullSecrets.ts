import type { Written } from '../../../model/place.ts';
import type { Harvest } from '../../harvest.ts';
import { type Action, actionsOf } from '../../source/goActions.ts';
import { isNull, type View } from '../../source/view.ts';

/**
 * Where templates add pull secrets to a pod: as the value of `imagePullSecrets`, or with its key, from a template of
 * that name. What they add is not in this text.
 */
export function templatedPullSecrets(spec: View | undefined, harvest: Harvest): readonly Written[] {
  if (spec?.node.kind !== 'mapping') return [];
  const found = new Map(included(harvest).map(written => [written.span.start, written]));
  for (const { key, value } of spec.node.entries) {
    if (key.text !== 'imagePullSecrets') continue;
    const written =
      value === undefined
        ? actionBehind(key.span.end, harvest)
        : value.kind === 'scalar' && !isNull(value)
          ? { text: value.text, span: harvest.span(value.span) }
          : undefined;
    if (written !== undefined) found.set(written.span.start, written);
  }
  return [...found.values()];
}

/** A template on the lines below a key leaves the key without a value. */
function actionBehind(keyEnd: number, harvest: Harvest): Written | undefined {
  const { text } = harvest;
  const [lead = ''] = /^["']?\s{0,200}:\s{0,2000}(?=\{\{)/.exec(text.slice(keyEnd, keyEnd + MAX_LEAD)) ?? [];
  if (lead === '') return undefined;
  const start = keyEnd + lead.length;
  const end = text.indexOf('}}', start);
  return end < 0 ? undefined : written({ start, end: end + 2 }, harvest);
}

const MAX_LEAD = 2500;

/** By document, since a list may hold many pods. */
const known = new WeakMap<Harvest, readonly Written[]>();

function included(harvest: Harvest): readonly Written[] {
  const { text } = harvest;
  const found =
    known.get(harvest) ??
    (text.includes('ullSecrets"') ? actionsOf(text) : [])
      .filter(action => isPullSecrets(text, action))
      .map(action => written(action, harvest));
  known.set(harvest, found);
  return found;
}

function isPullSecrets(text: string, { start, end }: Pick<Action, 'start' | 'end'>): boolean {
  return /^\{\{-?\s*(?:include|template)\s+"[^"]*[pP]ullSecrets"/.test(text.slice(start, Math.min(end, start + 200)));
}

function written({ start, end }: Pick<Action, 'start' | 'end'>, harvest: Harvest): Written {
  return { text: harvest.text.slice(start, end), span: harvest.span({ start, end }) };
}
