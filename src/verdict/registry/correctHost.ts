import type { AccessMap, Registry } from '../../access/map.ts';
import type { VerdictCause } from '../../model/cause.ts';
import type { Image } from '../../model/reference.ts';
import type { Target } from '../../model/target.ts';
import type { Evidence } from '../../model/verdict.ts';
import { judge } from '../judge.ts';
import type { Pull } from '../pull.ts';
import { credentialsOf } from '../pullers/index.ts';
import type { Result } from '../result.ts';
import { correctHost } from './registries.ts';

/** Refused pulls that may be meant for the same registry of another environment. */
const mayMeanAnother: ReadonlySet<VerdictCause | null> = new Set<VerdictCause>([
  'not-attached',
  'no-pull-role',
  'wrong-role-for-mode',
  'registry-not-configured',
]);

/**
 * The host as the first fix, where the reference is wrong: a host that the nodes' credential does not count for, or the
 * registry of another environment, while the target can pull the repository from its own. A role on the other
 * environment's registry comes last: it would open that one for good, because of a slip in a manifest. A target whose
 * name shows the registry's own environment names the right one, and lacks the role.
 */
export function withCorrectHost(result: Result, pull: Pull, image: Image): Result {
  const { reference, registry, target, map } = pull;
  const { cause, fixes, evidence } = result;
  if (cause === 'unusable-host') {
    return { ...result, fixes: [...correctHost(reference, image, registry.loginServer), ...fixes] };
  }
  if (!mayMeanAnother.has(cause)) return result;
  const own = environmentOf(target);
  if (own !== undefined && own === partsOf(registry)?.environment) return result;
  const open = siblingsOf(registry, map)
    .filter(sibling => own === undefined || partsOf(sibling)?.environment === own)
    .filter(sibling => mayPullFrom(sibling, pull));
  const said = open.map(({ id, name }): Evidence => {
    const fact = `\`${target.name}\` can pull from \`${name}\`, whose name differs in the environment alone`;
    return { step: 'registry', fact, id, effect: 'states' };
  });
  const hosts = open.flatMap(sibling => correctHost(reference, image, sibling.loginServer));
  return { ...result, evidence: [...evidence, ...said], fixes: [...hosts, ...fixes] };
}

function mayPullFrom(registry: Registry, pull: Pull): boolean {
  const instead: Pull = { ...pull, registry, host: registry.loginServer };
  return judge(credentialsOf(instead), instead).outcome === 'allowed';
}

/** The words by which teams tell their environments apart, and the environment that each means. */
const environments: Readonly<Record<string, string>> = {
  development: 'dev',
  dev: 'dev',
  testing: 'test',
  test: 'test',
  tst: 'test',
  qa: 'qa',
  uat: 'uat',
  int: 'int',
  staging: 'staging',
  stage: 'staging',
  stg: 'staging',
  preprod: 'preprod',
  nonprod: 'nonprod',
  production: 'prod',
  prod: 'prod',
  prd: 'prod',
};
const words = Object.keys(environments).join('|');
const atEdge = new RegExp(`^(?:${words})|(?:${words})$`);

/** `aks-prod-weu` is of production; undefined where the name shows no environment, or several. */
function environmentOf({ name }: Target): string | undefined {
  const shown = name
    .toLowerCase()
    .split(/[^a-z]+/)
    .flatMap(word => environments[word] ?? []);
  return new Set(shown).size === 1 ? shown[0] : undefined;
}

/** Registries whose names differ from this one's in the environment alone: `shopprod` for `shopdev`. */
function siblingsOf(registry: Registry, map: AccessMap): readonly Registry[] {
  const stem = partsOf(registry)?.stem;
  if (stem === undefined) return [];
  return map.registries.filter(other => other !== registry && partsOf(other)?.stem === stem);
}

/** Undefined where the name shows no environment, or nothing else. */
function partsOf({ name }: Registry): { readonly stem: string; readonly environment: string | undefined } | undefined {
  const lower = name.toLowerCase();
  const [word = ''] = atEdge.exec(lower) ?? [];
  const stem = lower.replace(atEdge, '');
  return word !== '' && stem.length >= 3 ? { stem, environment: environments[word] } : undefined;
}
