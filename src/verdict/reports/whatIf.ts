import type { AccessMap, Registry } from '../../access/map.ts';
import type { Fix } from '../../model/fix.ts';
import type { Finding } from '../../model/verdict.ts';
import { decide } from '../decide.ts';
import { mergedRoleFixes } from '../fixes/merge.ts';
import { findingRegistry } from './audit.ts';

/** The effects of a change of a registry's access mode. */
export interface ModeSwitch {
  readonly registry: Registry;
  /** Pulls that work today and would not. */
  readonly breaks: readonly Changed[];
  /** Pulls whose outcome is unknown, today or after. */
  readonly doubtful: readonly Changed[];
  /** The number of pulls that work today and would continue to. */
  readonly stay: number;
  /** The assignments that, made before the switch, prevent every break: one for each identity. */
  readonly prevention: readonly Fix[];
}

/** The same pull as it is now, and as it would be. */
interface Changed {
  readonly before: Finding;
  readonly after: Finding;
}

/**
 * Finds the pulls that would break if a registry decided by repository (ABAC mode), and the assignments that prevent
 * it. Starts from today's findings. In that mode, Owner, Contributor, Reader and the Acr roles have no effect.
 * Credentials of the old mode are refused for a while in any case: nodes have to be restarted or wait.
 * https://learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions
 */
export function switchToAbac(registry: Registry, findings: readonly Finding[], map: AccessMap, now: Date): ModeSwitch {
  const switched: Registry = { ...registry, mode: 'abac' };
  const then = withRegistry(registry, switched, map);
  const changes = findings.flatMap((before): readonly Changed[] => {
    const { reference, target, verdict } = before;
    if (!target || verdict.outcome === 'denied' || findingRegistry(before, map) !== registry) return [];
    const after = decide({ reference, target, map: then, now });
    // The switch does not change a verdict that is unknown for another reason, such as the network.
    const isSame = verdict.outcome === 'unknown' && verdict.message === after?.verdict.message;
    return !after || isSame ? [] : [{ before, after }];
  });
  const failing = changes.filter(({ after }) => after.verdict.outcome !== 'allowed');
  const { breaks = [], doubtful = [] } = Object.groupBy(failing, ({ before, after }) =>
    before.verdict.outcome === 'allowed' && after.verdict.outcome === 'denied' ? 'breaks' : 'doubtful',
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
  // Today's pullers need access. Anonymous pulls and the admin account need no role.
  const principalId = before.verdict.puller?.objectId ?? after.verdict.puller?.objectId;
  const { image } = after.reference;
  if (principalId === undefined || image.kind !== 'image') return [];
  return [{ principalId, registry, mode: 'abac', repository: image.repository }];
}

/** The same map with one registry replaced. */
function withRegistry(old: Registry, replacement: Registry, map: AccessMap): AccessMap {
  const swap = (found: Registry | undefined): Registry | undefined => (found === old ? replacement : found);
  return {
    ...map,
    registries: map.registries.map(registry => (registry === old ? replacement : registry)),
    registryByHost: host => swap(map.registryByHost(host)),
    registryById: id => swap(map.registryById(id)),
  };
}
