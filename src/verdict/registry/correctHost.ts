import type { AccessMap, Registry } from '../../access/map.ts';
import type { VerdictCause } from '../../causes/index.ts';
import { t } from '../../model/l10n.ts';
import type { Image } from '../../model/reference.ts';
import type { Evidence } from '../../model/verdict.ts';
import { judge } from '../judge.ts';
import type { Pull } from '../pull.ts';
import { credentialChain } from '../pullers/index.ts';
import type { Result } from '../result.ts';
import { environmentOf, environmentParts } from './names.ts';
import { correctHost } from './registries.ts';

/** Refused pulls that may be meant for the same registry of another environment. */
const mayMeanAnother: ReadonlySet<VerdictCause | null> = new Set<VerdictCause>([
  'not-attached',
  'no-pull-role',
  'wrong-role-for-mode',
  'registry-not-configured',
]);

/**
 * Offers the host as the first fix if the reference is wrong. It is wrong with a host for which the nodes' credential
 * does not count, or with the registry of another environment.
 *
 * The registry is another environment's in two cases. The target's name shows an environment that has such a registry.
 * Or it shows none, and the target can pull the repository from the other registry. A role on the other environment's
 * registry is the last fix: it would open that registry for good, because of a slip in a manifest. A target whose name
 * shows the registry's own environment names the right one, and lacks the role.
 */
export function withCorrectHost(result: Result, pull: Pull, image: Image): Result {
  const { reference, registry, target, map } = pull;
  const { cause, fixes, evidence } = result;
  if (cause === 'unusable-host') {
    return { ...result, fixes: [...correctHost(reference, image, registry.loginServer), ...fixes] };
  }
  if (!mayMeanAnother.has(cause)) return result;
  const own = environmentOf(target.name);
  if (own !== undefined && own === environmentParts(registry.name)?.environment) return result;
  const meant = siblingsOf(registry, map).filter(sibling =>
    own === undefined ? mayPullFrom(sibling, pull) : environmentParts(sibling.name)?.environment === own,
  );
  const said = meant.map((sibling): Evidence => {
    const { id, name } = sibling;
    const fact = mayPullFrom(sibling, pull)
      ? t(
          "`{0}` can pull from `{1}`, whose name differs from this registry's only in the environment",
          target.name,
          name,
        )
      : t(
          "`{0}` belongs to the environment of `{1}`, and its name differs from this registry's only in the environment",
          name,
          target.name,
        );
    return { step: 'registry', fact, id, effect: 'states' };
  });
  const hosts = meant.flatMap(sibling => correctHost(reference, image, sibling.loginServer));
  return { ...result, evidence: [...evidence, ...said], fixes: [...hosts, ...fixes] };
}

function mayPullFrom(registry: Registry, pull: Pull): boolean {
  const instead: Pull = { ...pull, registry, host: registry.loginServer };
  return judge(credentialChain(instead), instead).outcome === 'allowed';
}

/** Registries whose names differ from this one's only in the environment: `shopprod` for `shopdev`. */
function siblingsOf(registry: Registry, map: AccessMap): readonly Registry[] {
  const stem = environmentParts(registry.name)?.stem;
  if (stem === undefined) return [];
  return map.registries.filter(other => other !== registry && environmentParts(other.name)?.stem === stem);
}
