import type { AccessMap, Registry } from '../../access/map.ts';
import type { Fix } from '../../model/fix.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { Target } from '../../model/target.ts';
import type { Finding } from '../../model/verdict.ts';
import { decide } from '../decide.ts';
import { mergedRoleFixes } from '../fixes/merge.ts';
import { registryIn } from './audit.ts';

/** An image and where it goes. */
export interface PullAttempt {
  readonly reference: ImageReference;
  readonly target: Target;
}

/** What a change of a registry's access mode would come to. */
export interface ModeSwitch<Attempt extends PullAttempt = PullAttempt> {
  readonly registry: Registry;
  /** Pulls that work today and would not. */
  readonly breaks: readonly Changed<Attempt>[];
  /** Pulls of which it can't be told, whether today or after. */
  readonly doubtful: readonly Changed<Attempt>[];
  /** How many work today and would go on. */
  readonly stay: number;
  /** The assignments that, made before the switch, leave nothing broken: one for each identity. */
  readonly prevention: readonly Fix[];
}

/** The same pull as it is now, and as it would be. */
export interface Changed<Attempt extends PullAttempt = PullAttempt> {
  readonly attempt: Attempt;
  readonly before: Finding;
  readonly after: Finding;
}

/**
 * Which references break when a registry decides by repository (ABAC mode), where Owner, Contributor, Reader and the
 * Acr roles count for nothing, and which assignments prevent it. Credentials of the old mode are refused for a while
 * even so: nodes have to be restarted or wait.
 * https://learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions
 */
export function switchToAbac<Attempt extends PullAttempt>(
  registry: Registry,
  attempts: readonly Attempt[],
  map: AccessMap,
  now: Date,
): ModeSwitch<Attempt> {
  const switched: Registry = { ...registry, mode: 'abac' };
  const then = withRegistry(registry, switched, map);
  const changes = attempts.flatMap((attempt): readonly Changed<Attempt>[] => {
    const { reference, target } = attempt;
    if (registryIn(attempt, map) !== registry) return [];
    const before = decide({ reference, target, map, now });
    const after = decide({ reference, target, map: then, now });
    if (!before || !after || before.verdict.outcome === 'denied') return [];
    // What isn't known for another reason, such as the network, the switch does not change.
    const isSame = before.verdict.outcome === 'unknown' && before.verdict.message === after.verdict.message;
    return isSame ? [] : [{ attempt, before, after }];
  });
  const failing = changes.filter(({ after }) => after.verdict.outcome !== 'allowed');
  const [breaks = [], doubtful = []] = [true, false].map(certain =>
    failing.filter(
      ({ before, after }) => (before.verdict.outcome === 'allowed' && after.verdict.outcome === 'denied') === certain,
    ),
  );
  return {
    registry,
    breaks,
    doubtful,
    stay: changes.length - breaks.length - doubtful.length,
    prevention: mergedRoleFixes(
      [...breaks, ...doubtful].flatMap(change => needOf(change, switched)),
      then,
    ),
  };
}

function needOf({ before, after }: Changed, registry: Registry): Parameters<typeof mergedRoleFixes>[0] {
  // Who pulls today is who has to be let in: the anonymous and the admin account need no role.
  const principalId = before.verdict.puller?.objectId ?? after.verdict.puller?.objectId;
  const { image } = after.reference;
  if (principalId === undefined || image.kind !== 'image') return [];
  return [{ principalId, registry, mode: 'abac', repository: image.repository }];
}

/** The same map, but for one registry. */
function withRegistry(old: Registry, replacement: Registry, map: AccessMap): AccessMap {
  const swap = (found: Registry | undefined): Registry | undefined => (found === old ? replacement : found);
  return {
    ...map,
    registries: map.registries.map(registry => (registry === old ? replacement : registry)),
    registryByHost: host => swap(map.registryByHost(host)),
    registryById: id => swap(map.registryById(id)),
  };
}
