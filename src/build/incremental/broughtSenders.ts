// The senders that deployments bring, kept from one build to the next while all facts about them stay the same.
import { memoized, remembered } from '../../model/memo.ts';
import type { Sender } from '../delivery/sender.ts';
import { maySend, sendersIn } from '../delivery/senders.ts';
import type { BuiltDeployment } from '../deployment.ts';
import type { ClusterObjects, DiscoveryLookUps } from '../discovery/clusterObjects.ts';
import type { DeploymentsById } from '../discovery/discover.ts';

/** A build's dependencies on its sender, besides the sender's own file. */
interface SenderTraits {
  /** Traits that may change although neither the sender's file nor its look-ups did. */
  readonly own: string;
  /** The facts that were looked up for it, and for the other senders of its deployment. */
  readonly asked: DiscoveryLookUps;
}

/** The senders that a deployment brings, as they were found in one of the rounds of a build. */
interface Brought {
  readonly built: BuiltDeployment;
  readonly senders: readonly Sender[];
  readonly asked: DiscoveryLookUps;
}

export class BroughtSenders {
  /** By round and deployment. */
  readonly #brought = new Map<string, Brought>();
  readonly #traits = new WeakMap<Sender, SenderTraits>();

  /**
   * Returns the senders that a deployment brings. They are the same objects while its build and their facts stay the
   * same. `round`: counts how often this build of the workspace has asked for them, since others bring facts meanwhile.
   */
  broughtBy(built: BuiltDeployment, round: number, objects: ClusterObjects): readonly Sender[] {
    objects.add(built);
    if (!maySend(built.declaring)) return [];
    const key = `${round} ${built.deployment.id}`;
    const known = this.#brought.get(key);
    if (known?.built === built && objects.givesTheSame(known.asked, built)) return known.senders;
    const { context, asked } = objects.contextOf(built);
    const senders = sendersIn(built.declaring, context);
    for (const sender of senders) this.#traits.set(sender, { own: traitsOf(sender), asked });
    this.#brought.set(key, { built, senders, asked });
    return senders;
  }

  /** Drops the senders of deployments that are no more. */
  keepOnly(found: DeploymentsById): void {
    for (const [key, { built }] of this.#brought) if (!found.has(built.deployment.id)) this.#brought.delete(key);
  }

  /** The facts that were looked up for each of the senders. */
  lookUps(): readonly DiscoveryLookUps[] {
    return [...this.#brought.values()].map(({ asked }) => asked);
  }

  /** The facts that were looked up for a sender. Undefined for a sender that no deployment brings. */
  lookUpsFor(sender: Sender): DiscoveryLookUps | undefined {
    return this.#traits.get(sender)?.asked;
  }

  /** Returns whether two senders of one place deploy the same, as long as their file stays the same. */
  areAlike(one: Sender, other: Sender): boolean {
    if (one === other) return true;
    const [first, second] = [this.#traits.get(one), this.#traits.get(other)];
    if (first === undefined || second === undefined) return first === second;
    return first.own === second.own && foundAlike(first.asked, second.asked);
  }
}

function traitsOf({ by, sentTo, namespace, isSuspended, sends }: Sender): string {
  const folder = 'folder' in sends ? sends.folder : '';
  return JSON.stringify([by, sentTo, namespace, isSuspended, sends.kind, folder]);
}

const compared = new WeakMap<DiscoveryLookUps, WeakMap<DiscoveryLookUps, boolean>>();

/** Compares two look-ups only once: the thousand senders of a deployment have theirs in common. */
function foundAlike(one: DiscoveryLookUps, other: DiscoveryLookUps): boolean {
  if (one === other) return true;
  const withOne = remembered(compared, one, () => new WeakMap<DiscoveryLookUps, boolean>());
  return remembered(withOne, other, () => placesFound(one) === placesFound(other));
}

const placesFound = memoized(({ lookUps }: DiscoveryLookUps) =>
  JSON.stringify(lookUps.map(({ of, found }) => [of, found.map(({ source, span }) => [source?.file, span.start])])),
);
