import type { Written } from '../../../model/place.ts';
import type { PodWorkload, PullSecret } from '../../../model/workload.ts';
import type { render } from '../render/render.ts';
import { type ChartGrounds, findValue, namesAt } from './chartScope.ts';

/** Renders what is written in a template, with what leads to its place. */
export type Fill = (written: Written) => ReturnType<typeof render>;

/** A template's pod with the pull secrets that the chart's values give it. */
export function fillPod(pod: PodWorkload, grounds: ChartGrounds, fill: Fill): PodWorkload {
  const secrets: PullSecret[] = [];
  const more: Written[] = [];
  for (const secret of pod.pullSecrets) {
    const text = filled(secret, fill);
    if (text === undefined) more.push(...fillSecrets(secret, secrets, grounds, fill));
    else if (text !== '') secrets.push({ ...secret, text });
  }
  for (const written of pod.morePullSecrets) more.push(...fillSecrets(written, secrets, grounds, fill));
  const pullSecrets = [...new Map(secrets.map(secret => [secret.text, secret])).values()];
  return { ...pod, pullSecrets, morePullSecrets: more };
}

/** A name with the values filled in; undefined where it is not known. */
export function filled(written: Written, fill: Fill): string | undefined {
  if (!written.text.includes('{{')) return written.text;
  const { text } = fill(written);
  return text.includes('{{') ? undefined : text.trim();
}

/**
 * Adds the secrets that a template takes from the values, and gives what it leaves open. A named template of another
 * chart is taken to follow the habit of Bitnami's: secrets beside the images and for all images.
 */
function fillSecrets(written: Written, secrets: PullSecret[], grounds: ChartGrounds, fill: Fill): readonly Written[] {
  if (grounds.layers.length === 0) return [written];
  const rendered = fill(written);
  if (rendered.text.trim() === '') return [];
  const used = [...rendered.used].filter(path => !path.startsWith('.'));
  const isInclude = /^\{\{-?\s*(?:include|template)\s/.test(written.text);
  const names = isInclude
    ? [...HABITS.map(path => namesAt(grounds, path)), ...used.map(path => secretsAt(grounds, path))]
    : used.map(path => namesAt(grounds, listOf(path)));
  if (names.length === 0 || names.includes(undefined)) return [written];
  const found = names.flatMap(each => each ?? []);
  for (const text of found) secrets.push({ text, span: written.span, entries: undefined, definedAt: undefined });
  const isEmpty = used.every(path => findValue(grounds, path)?.value.text === '');
  return isInclude || isEmpty || found.length > 0 ? [] : [written];
}

/** The secrets that a named template may take from what it is handed: a list of them, or an image that has some. */
function secretsAt(grounds: ChartGrounds, path: string): readonly string[] | undefined {
  return /pullSecrets?$/i.test(path) ? namesAt(grounds, path) : namesAt(grounds, `${path}.pullSecrets`);
}

const HABITS = ['global.imagePullSecrets', 'imagePullSecrets'];

/** `range` over a list uses any of its elements, or their names. */
function listOf(path: string): string {
  return path.replace(/\.\*(?:\.name)?$/, '');
}
