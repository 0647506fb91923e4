import type { Image } from '../model/image.ts';
import type { ImageReference } from '../model/reference.ts';
import type { Finding } from '../model/verdict.ts';
import type { PodWorkload } from '../model/workload.ts';
import { adviceOn } from './advice/advice.ts';
import type { ExplainContext, ExplainedCause, Explanation } from './explanation.ts';
import { type Known, word } from './known.ts';
import type { Mention } from './paste/images.ts';

/** Looks the image up in the workspace, and lets the engine's verdict on it decide between the causes. */
export function settle(
  explanation: Explanation,
  mention: Mention | undefined,
  known: Known,
  { references = [], examine }: ExplainContext,
): Explanation {
  const image = mention?.image;
  if (mention === undefined || image === undefined) return explanation;
  const found = referencesTo(image, mention, references);
  const reference = found[0] ?? null;
  if (!explanation.pullError || examine === undefined) return { ...explanation, reference };
  const findings = examine(found.length > 0 ? found : standIn(image, mention));
  return { ...explanation, reference, causes: reranked(explanation.causes, findings, known) };
}

/** Those with the very text first, then those of the same repository, whatever their tag. */
function referencesTo(text: string, { host, repository }: Mention, references: readonly ImageReference[]) {
  const same = references.filter(
    ({ image }) => image.kind === 'image' && image.registry === host && image.repository === repository,
  );
  return [...same.filter(reference => reference.text === text), ...same.filter(reference => reference.text !== text)];
}

/** An image that no manifest here names is judged as that of a plain pod: one without pull secrets of its own. */
function standIn(text: string, { host, repository }: Mention): readonly ImageReference[] {
  const image: Image = { registry: host, repository, tag: undefined, digest: undefined, unresolved: undefined };
  const workload: PodWorkload = {
    platform: 'kubernetes',
    kind: 'Pod',
    name: undefined,
    namespace: undefined,
    pullSecrets: [],
    morePullSecrets: [],
    serviceAccount: undefined,
  };
  return [
    {
      format: 'kubernetes',
      file: '',
      where: 'the pasted text',
      span: { start: 0, end: text.length },
      text,
      image: { kind: 'image', ...image },
      workload,
      through: undefined,
      origins: [],
      settledAt: undefined,
    },
  ];
}

/**
 * A denied verdict names the cause and its fix. An allowed one rules out what the map can see: what is left is a role
 * that does not count yet, a passing trouble, or what only the text knows.
 */
function reranked(causes: readonly ExplainedCause[], findings: readonly Finding[], known: Known) {
  const denied = findings.find(({ verdict }) => verdict.outcome === 'denied');
  if (denied) return [fromVerdict(denied, known), ...causes.filter(({ cause }) => cause !== denied.verdict.cause)];
  const allowed = findings.length > 0 && findings.every(({ verdict }) => verdict.outcome === 'allowed');
  if (!allowed || !causes[0] || !settledByMap.has(causes[0].cause)) return causes;
  const target = findings[0]?.target?.name;
  const propagating = adviceOn('propagating', known);
  const why = `By what is known of Azure, ${target ? `\`${target}\`` : 'this target'} may pull this. ${propagating.why}`;
  const rest = causes.filter(({ cause }) => cause !== 'propagating');
  return [
    { ...propagating, why },
    ...rest.filter(({ cause }) => !settledByMap.has(cause)),
    ...rest.filter(({ cause }) => settledByMap.has(cause)),
  ];
}

const settledByMap: ReadonlySet<string> = new Set([
  'not-attached',
  'no-pull-role',
  'role-on-wrong-identity',
  'wrong-role-for-mode',
  'cross-tenant',
  'no-pull-identity',
  'registry-not-configured',
]);

function fromVerdict({ verdict }: Finding, known: Known): ExplainedCause {
  const cause = verdict.cause ?? 'no-pull-role';
  const advice = adviceOn(cause, known);
  const [fix] = verdict.fixes;
  const objectId = verdict.puller?.objectId;
  const check = objectId === undefined ? advice.check : (advice.check?.replace("'<objectId>'", word(objectId)) ?? null);
  return { cause, why: verdict.message, check, fix: fix?.bash ?? fix?.title ?? advice.fix };
}
