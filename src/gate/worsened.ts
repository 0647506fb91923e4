import path from 'node:path';
import { causes } from '../causes/index.ts';
import { folded } from '../model/fold.ts';
import { remembered } from '../model/memo.ts';
import { wholeImage } from '../model/reference.ts';
import type { Placement } from '../model/target.ts';
import type { Finding } from '../model/verdict.ts';
import type { Config, FailLevel } from '../workspace/config/config.ts';
import { isFailing, reasonToHide } from '../workspace/policy.ts';

/** Findings of one workspace, one for each deployment's pull. */
export interface Judged {
  readonly root: string;
  readonly config: Config;
  readonly findings: readonly Finding[];
}

/**
 * The findings whose pull is new or worse: it is refused now and was not, or fails the gate now and did not. A pull
 * belongs to an object of a deployment and a target. Edits of the text around it, and of its tag, don't change which
 * pull it is.
 */
export function worsened(
  now: readonly Judged[],
  before: readonly Judged[],
  failOn: FailLevel | undefined,
): ReadonlySet<Finding> {
  const known = new Map<string, Level[]>();
  for (const judged of before) {
    for (const finding of judged.findings) {
      if (reasonToHide(finding, judged.config) !== null) continue;
      remembered(known, pullOf(finding, judged), () => []).push(levelOf(finding, judged, failOn));
    }
  }
  const all = now.flatMap(judged =>
    judged.findings.map(finding => ({
      finding,
      pull: pullOf(finding, judged),
      level: levelOf(finding, judged, failOn),
    })),
  );
  const worse = new Set<Finding>();
  for (const [pull, alike] of Map.groupBy(all, each => each.pull)) {
    // An object may pull an image several times: the worst are compared with each other.
    const former = known.get(pull)?.sort(worstFirst) ?? [];
    const sorted = alike.toSorted((one, other) => worstFirst(one.level, other.level));
    for (const [i, { finding, level }] of sorted.entries()) if (isWorse(level, former[i])) worse.add(finding);
  }
  return worse;
}

interface Level {
  readonly outcome: number;
  readonly fails: boolean;
}

const outcomes = { allowed: 0, unknown: 2, denied: 3 } as const;

/** An allowed pull with a cause works, but not well. */
function levelOf(finding: Finding, { config }: Judged, failOn: FailLevel | undefined): Level {
  const { outcome, cause } = finding.verdict;
  const amiss = outcome === 'allowed' && cause !== null ? 1 : 0;
  return { outcome: outcomes[outcome] + amiss, fails: isFailing(finding, config, failOn) };
}

function worstFirst(one: Level, other: Level): number {
  return other.outcome - one.outcome || Number(other.fails) - Number(one.fails);
}

function isWorse(now: Level, before: Level | undefined): boolean {
  return before === undefined || now.outcome > before.outcome || (now.fails && !before.fails);
}

/** Returns the key of a pull. It ignores lines, the place where its image is written, and the order of containers. */
function pullOf({ reference, target, verdict: { cause } }: Finding, { root }: Judged): string {
  const { image, workload, where } = reference;
  const [object = '', ...rest] = where.split(' · ');
  // a missing image proves nothing about another version
  const isOfVersion = cause !== null && causes[cause].step === 'image';
  const isNamed = image.kind === 'image' && image.registry !== undefined && image.repository !== undefined;
  const name = isNamed && !isOfVersion ? `${image.registry}/${image.repository}` : wholeImage(reference);
  return JSON.stringify([
    placeOf(reference, root),
    rest.length > 0 ? object : object.replaceAll(/\[\d+\]/g, '[]'),
    workload.platform === 'kubernetes' ? workload.namespace : undefined,
    target && [target.kind, target.id === undefined ? target.name : folded(target.id)],
    name,
  ]);
}

/** The deployment, by the file that identifies it for a person, and by its senders. */
function placeOf({ file, entry = file, destinations = [] }: Placement, root: string): unknown {
  const senders = destinations.map(({ by, place, sentTo }) => [
    by,
    path.resolve(root, place.file),
    sentTo.kind === 'own' ? placeOf(sentTo.declaredBy, root) : null,
  ]);
  return [path.resolve(root, entry), senders];
}
