import type { Registry } from '../../access/map.ts';
import type { VerdictCause } from '../../model/cause.ts';
import type { Image } from '../../model/image.ts';
import type { Evidence } from '../../model/verdict.ts';
import type { Conclusion } from '../conclusion.ts';
import { correctHost } from '../fixes/fixes.ts';
import { judge } from '../judge.ts';
import type { Pull } from '../pull.ts';
import { pullingOf } from '../pullers/index.ts';
import { siblingsOf } from './environments.ts';

/** Refused pulls that may be meant for the same registry of another environment. */
const mayMeanAnother: ReadonlySet<VerdictCause | null> = new Set<VerdictCause>([
  'not-attached',
  'no-pull-role',
  'wrong-role-for-mode',
  'registry-not-configured',
]);

/** What can be mended in the manifest: a host that the nodes' credential does not count for, or that of another environment. */
export function withHostMended(pulling: Conclusion, pull: Pull, image: Image): Conclusion {
  const { reference, registry, target, map } = pull;
  const { cause, fixes, evidence } = pulling;
  if (cause === 'unusable-host') {
    return { ...pulling, fixes: [...correctHost(reference, image, registry.loginServer), ...fixes] };
  }
  if (!mayMeanAnother.has(cause)) return pulling;
  const open = siblingsOf(registry, map).filter(sibling => mayPullFrom(sibling, pull));
  const said = open.map(({ id, name }): Evidence => {
    const fact = `\`${target.name}\` can pull from \`${name}\`, whose name differs in the environment alone`;
    return { step: 'registry', fact, id, effect: 'states' };
  });
  const hosts = open.flatMap(sibling => correctHost(reference, image, sibling.loginServer));
  return { ...pulling, evidence: [...evidence, ...said], fixes: [...fixes, ...hosts] };
}

function mayPullFrom(registry: Registry, pull: Pull): boolean {
  const instead: Pull = { ...pull, registry, host: registry.loginServer };
  return judge(pullingOf(instead), instead).outcome === 'allowed';
}
