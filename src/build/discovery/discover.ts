import { t } from '../../model/l10n.ts';
import { append } from '../../model/lists.ts';
import { remembered } from '../../model/memo.ts';
import type { Sender } from '../delivery/sender.ts';
import { type Builds, type BuiltDeployment, type Deployment, deploymentsAbove } from '../deployment.ts';

/** Far more than a repository deploys. Senders that make ever more of each other end here. */
const MAX_DEPLOYMENTS = 20_000;
/** Objects of all deployments together: a few kilobytes of overlays can make millions of one. */
const MAX_OBJECTS = 100_000;

/** Senders of senders: an app of apps has three or four of them. */
const MAX_ABOVE = 20;

/** Finds the deployments of a workspace: those that begin, and those that each of them sends on. */
export interface Discovery {
  /** Deployments that nothing sends, from their own files, and those of pipelines. */
  readonly starts: readonly Deployment[];
  build(deployment: Deployment): BuiltDeployment;
  /** A deployment that is not built, since too much is sent. It has only the reason. */
  leaveOut(deployment: Deployment, why: string): BuiltDeployment;
  /** The senders that a deployment brings, with their facts from ConfigMaps and clusters of the workspace. */
  sendersOf(built: BuiltDeployment): readonly FoundSender[];
  /** The deployments of a sender's folder or globs. */
  deploymentsFor(sender: FoundSender, above: Deployment | undefined): readonly Deployment[];
  /** Counts the objects that senders may look up in the deployments built so far. */
  lookedUp(): number;
}

export interface FoundSender {
  readonly sender: Sender;
  /** Its number among the senders of the same deployment: several senders of an ApplicationSet have one place. */
  readonly ordinal: number;
}

/** Senders may take values from deployments whose senders take theirs from others. Longer chains end here. */
const MAX_ROUNDS = 5;

/** All deployments, by their ids. */
export type DeploymentsById = ReadonlyMap<string, BuiltDeployment>;

/**
 * Follows senders from the starts on, to a fixed point. If another deployment sends a start, only that one deploys it.
 * A deployment that sends itself ends there. Yields between builds.
 */
export function* discover(discovery: Discovery): Generator<undefined, DeploymentsById> {
  const { starts } = discovery;
  const senders = sendersByPart(yield* follow(starts, discovery));
  const isSentByOther = ({ id, builds }: Deployment) =>
    ownParts(builds).every(part => [...(senders.get(part) ?? [])].some(sender => sender !== id));
  const first = starts.filter(start => start.sender !== undefined || !isSentByOther(start));
  const deployed = new Map(yield* settled(first, discovery));
  const reached = new Set([...deployed.values()].flatMap(({ deployment }) => partsOf(deployment.builds)));
  // senders that send each other in a circle have no start of their own
  for (const start of starts) {
    if (ownParts(start.builds).every(part => reached.has(part))) continue;
    for (const [id, built] of yield* follow([start], discovery)) {
      deployed.set(id, built);
      for (const part of partsOf(built.deployment.builds)) reached.add(part);
    }
  }
  return deployed;
}

/** Follows again where a round brought objects that senders before it may look up. */
function* settled(starts: readonly Deployment[], discovery: Discovery): Generator<undefined, DeploymentsById> {
  for (let round = 1; ; round++) {
    const before = discovery.lookedUp();
    const deployed = yield* follow(starts, discovery);
    if (discovery.lookedUp() === before || round >= MAX_ROUNDS) return deployed;
  }
}

function* follow(starts: readonly Deployment[], discovery: Discovery): Generator<undefined, DeploymentsById> {
  const reached = new Map<string, BuiltDeployment>();
  const waiting = [...starts];
  let objects = 0;
  // it grows during the loop
  for (const next of waiting) {
    if (reached.has(next.id)) continue;
    const excess = excessOf(next, reached.size, objects);
    if (excess !== undefined) {
      reached.set(next.id, discovery.leaveOut(next, excess));
      if (reached.size > MAX_DEPLOYMENTS) break;
      continue;
    }
    const built = discovery.build(next);
    reached.set(next.id, built);
    objects += built.size;
    yield;
    append(waiting, childrenOf(built, discovery));
  }
  return reached;
}

/**
 * The deployments that one sends on. A start that sends itself, as `flux bootstrap` sets up, sends only that. Its other
 * senders are those of itself as it is sent, with the edits of its sender.
 * https://fluxcd.io/flux/installation/bootstrap/
 */
function childrenOf(built: BuiltDeployment, discovery: Discovery): readonly Deployment[] {
  const { deployment } = built;
  const senders = discovery.sendersOf(built);
  const children = senders.flatMap(sender => discovery.deploymentsFor(sender, deployment));
  const itself = children.filter(child => replaces(child, deployment));
  return (itself.length > 0 ? itself : children).filter(child => !isSentBySelf(child));
}

/** Returns whether a sent deployment deploys all of a start. The start is then deployed as it is sent. */
function replaces({ builds }: Deployment, start: Deployment): boolean {
  if (start.sender !== undefined || start.builds.kind === 'values') return false;
  const parts = new Set(partsOf(builds));
  return ownParts(start.builds).every(part => parts.has(part));
}

/** The starts that lead to a sender of themselves, by their ids. They are deployed as they are sent. */
export function replacedStarts(deployed: DeploymentsById): ReadonlySet<string> {
  const replaced = new Set<string>();
  for (const { deployment } of deployed.values()) {
    for (const above of deploymentsAbove(deployment)) if (replaces(deployment, above)) replaced.add(above.id);
  }
  return replaced;
}

function excessOf(deployment: Deployment, count: number, objects: number): string | undefined {
  if (count >= MAX_DEPLOYMENTS)
    return t('not built, nor what is sent after it: more than {0} deployments', MAX_DEPLOYMENTS);
  if (objects >= MAX_OBJECTS)
    return t('not built, nor what is sent after it: more than {0} objects in this workspace', MAX_OBJECTS);
  const above = [...deploymentsAbove(deployment)].length;
  return above > MAX_ABOVE ? t('not built: more than {0} senders that send each other', MAX_ABOVE) : undefined;
}

/** The starts that lead to the senders of each part, by the ids of these starts. */
function sendersByPart(deployed: DeploymentsById): ReadonlyMap<string, ReadonlySet<string>> {
  const senders = new Map<string, Set<string>>();
  for (const { deployment } of deployed.values()) {
    if (deployment.sender === undefined) continue;
    const start = [...deploymentsAbove(deployment)].at(-1);
    for (const part of partsOf(deployment.builds)) {
      remembered(senders, part, () => new Set()).add(start?.id ?? deployment.id);
    }
  }
  return senders;
}

/** Returns whether one of the senders above a deployment deploys the same. */
function isSentBySelf(deployment: Deployment): boolean {
  if (deployment.builds.kind === 'values') return false;
  const own = partsOf(deployment.builds);
  for (const { builds, sender } of deploymentsAbove(deployment)) {
    if (sender === undefined) continue;
    const parts = new Set(partsOf(builds));
    if (own.every(part => parts.has(part))) return true;
  }
  return false;
}

/** The folder or the files that are deployed, by any sender. For a chart, also each file of values with it. */
function partsOf(builds: Builds): readonly string[] {
  switch (builds.kind) {
    case 'values':
      return [];
    case 'files':
      return builds.files;
    case 'kustomization':
      return [builds.folder];
    case 'chart':
      return [builds.folder, ...valuesParts(builds)];
  }
}

/** The parts that senders have to deploy to replace a start. A chart with other values is another deployment. */
function ownParts(builds: Builds): readonly string[] {
  const withValues = builds.kind === 'chart' ? valuesParts(builds) : [];
  return withValues.length > 0 ? withValues : partsOf(builds);
}

function valuesParts({ folder, release }: Extract<Builds, { readonly kind: 'chart' }>): readonly string[] {
  const files = [
    ...release.values.flatMap(each => (each.kind === 'file' ? each.file : [])),
    ...(release.defaults ?? []),
  ];
  return files.map(file => `${folder} with ${file}`);
}
