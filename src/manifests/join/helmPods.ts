import type { Span, Written } from '../../model/place.ts';
import type { PodWorkload, PullSecret } from '../../model/workload.ts';
import { type ChartGrounds, findValue, namesAt, scopeOf } from '../helm/chartScope.ts';
import { render } from '../helm/render/render.ts';

/** What is rendered before a place in a template. */
export type LeadOf = (span: Span) => string;

/** A template's pod with the pull secrets and the service account that the chart's values give it. */
export function fillPod(pod: PodWorkload, grounds: ChartGrounds, leadOf: LeadOf): PodWorkload {
  const secrets: PullSecret[] = [];
  const more: Written[] = [];
  for (const secret of pod.pullSecrets) {
    const text = filled(secret, grounds, leadOf);
    if (text === undefined) more.push(...fillSecrets(secret, secrets, grounds, leadOf));
    else if (text !== '') secrets.push({ ...secret, text });
  }
  for (const written of pod.morePullSecrets) more.push(...fillSecrets(written, secrets, grounds, leadOf));
  return {
    ...pod,
    pullSecrets: [...new Map(secrets.map(secret => [secret.text, secret])).values()],
    morePullSecrets: more,
  };
}

/** The name of the pod's service account with the values filled in; undefined where it is not known. */
export function filledAccount(pod: PodWorkload, grounds: ChartGrounds, leadOf: LeadOf): string | undefined {
  return pod.serviceAccount === undefined ? undefined : filled(pod.serviceAccount, grounds, leadOf);
}

function filled(written: Written, grounds: ChartGrounds, leadOf: LeadOf): string | undefined {
  if (!written.text.includes('{{')) return written.text;
  const { text } = render(leadOf(written.span) + written.text, scopeOf(grounds));
  return text.includes('{{') ? undefined : text.trim();
}

/**
 * Adds the secrets that a template takes from the values, and gives what it leaves open. A named template of another
 * chart is taken to follow the habit of Bitnami's: secrets beside the images and for all images.
 */
function fillSecrets(
  written: Written,
  secrets: PullSecret[],
  grounds: ChartGrounds,
  leadOf: LeadOf,
): readonly Written[] {
  if (grounds.layers.length === 0) return [written];
  const rendered = render(leadOf(written.span) + written.text, scopeOf(grounds));
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
