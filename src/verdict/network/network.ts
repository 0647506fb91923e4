import { lastSegment } from '../../access/ids.ts';
import type { AccessMap, Registry, Runtime } from '../../access/map.ts';
import type { DeniedCause } from '../../model/cause.ts';
import type { Fix } from '../../model/fix.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { Evidence, Puller } from '../../model/verdict.ts';
import { allowAddresses, linkZone } from '../fixes/networkFixes.ts';
import { type Result, resultOf } from '../result.ts';
import { egressOf } from './egress.ts';
import { endpointsOf, isLinked, type PrivatePath, privatePath, privateZoneOf, reaches } from './privatePath.ts';
import { type PublicPath, publicPath } from './publicPath.ts';
import { fact, type Vantage, vantageOf } from './vantage.ts';

/**
 * Whether packets of the runtime reach the registry; `runtime` is undefined where only the manifest names it. There are
 * three ways in: the public endpoint, a private endpoint, and the bypass for trusted services. One is enough. A way that
 * can't be seen leaves it unknown; only where all are seen and shut is the pull denied.
 */
export function networkResult(
  registry: Registry,
  reference: ImageReference,
  runtime: Runtime | undefined,
  puller: Puller | null,
  map: AccessMap,
): Result {
  const bypass = bypassOf(registry, reference, runtime, puller);
  const answer = judge(registry, runtime, bypass, map);
  const { outcome, why, evidence } = answer;
  switch (outcome) {
    case 'allowed':
      return resultOf('allowed', { evidence });
    case 'unknown':
      return resultOf('unknown', { cause: 'network-not-visible', why, evidence });
    case 'denied':
      return resultOf('denied', { cause: answer.cause, why, evidence, fixes: fixesFor(answer, registry, map) });
  }
}

type NetworkAnswer = {
  readonly why: string;
  readonly evidence: readonly Evidence[];
} & (
  | { readonly outcome: 'allowed' | 'unknown' }
  | {
      readonly outcome: 'denied';
      readonly cause: DeniedCause;
      readonly missing: readonly string[];
      readonly unlinked: readonly string[];
    }
);

function judge(registry: Registry, runtime: Runtime | undefined, bypass: Bypass, map: AccessMap): NetworkAnswer {
  const egress = egressOf(runtime, map);
  const vantage = vantageOf(runtime, map);
  const open = publicPath(registry, runtime, egress, vantage, map);
  if (open.answer === 'yes') return overPublic(open, registry, vantage, map);
  const inside = privatePath(registry, vantage, map);
  const evidence = [...open.evidence, ...inside.evidence];
  if (inside.answer === 'yes') {
    return { outcome: 'allowed', why: '', evidence: [...inside.evidence, dataEndpointsOf(registry)] };
  }
  if (bypass !== 'none') {
    const why = bypassFacts[bypass];
    const seen = [...evidence, fact(why, registry.id, bypass === 'open' ? 'grants' : 'not-read')];
    return { outcome: bypass === 'open' ? 'allowed' : 'unknown', why, evidence: seen };
  }
  if (open.answer === 'unknown' || inside.answer === 'unknown') {
    return { outcome: 'unknown', why: openQuestion(open, inside), evidence };
  }
  return {
    outcome: 'denied',
    ...denial(open, inside, registry),
    evidence,
    missing: open.missing,
    unlinked: inside.unlinked,
  };
}

/**
 * A private endpoint switches data endpoints on: manifests come from the login server, layers from these, each by a record
 * of the zone of its own. Records are not read.
 * https://learn.microsoft.com/azure/container-registry/container-registry-private-link
 */
function dataEndpointsOf({ id, loginServer }: Registry): Evidence {
  const [name = '', ...suffix] = loginServer.split('.');
  const hosts = `\`${name}.<region>.data.${suffix.join('.')}\``;
  return fact(`layers come from ${hosts}, which the zone has to name as well`, id, 'states');
}

/** Of two questions, the one whose answer would be enough: the closed public way is none. */
function openQuestion(open: PublicPath, inside: PrivatePath): string {
  if (inside.answer === 'unknown' && (open.answer === 'no' || open.why === '')) return `${open.why}, and ${inside.why}`;
  return open.why;
}

function denial(
  open: PublicPath,
  inside: PrivatePath,
  registry: Registry,
): { readonly cause: DeniedCause; readonly why: string } {
  const name = `\`${registry.name}\``;
  if (inside.unlinked.length > 0) {
    const networks = inside.unlinked.map(id => `\`${lastSegment(id)}\``).join(' and ');
    const why = `the private endpoint of ${name} is reachable, but \`${privateZoneOf(registry)}\` is not linked to ${networks}`;
    return { cause: 'private-dns-missing', why };
  }
  if (!open.closed) return { cause: 'network-firewall', why: open.why };
  return { cause: 'network-private-only', why: `${open.why}, and ${inside.why}` };
}

/**
 * A public registry that has private endpoints as well: a network that is linked to the private zone resolves its name
 * to an endpoint, and nothing falls back to the public way from there.
 */
function overPublic(open: PublicPath, registry: Registry, vantage: Vantage, map: AccessMap): NetworkAnswer {
  const endpoints = endpointsOf(registry, map);
  const places = vantage.kind === 'networks' ? vantage.places : [];
  const hasNone = registry.privateEndpoints !== undefined && endpoints.length === 0;
  const astray = places
    .flatMap(({ networkId }) => networkId ?? [])
    .filter(id => !hasNone && isLinked(registry, id, map) !== 'no')
    .find(id => !endpoints.some(endpoint => reaches(id, endpoint.networkId, map) === 'yes'));
  if (astray === undefined) return { outcome: 'allowed', why: '', evidence: open.evidence };
  const resolves = `\`${lastSegment(astray)}\` resolves it by \`${privateZoneOf(registry)}\``;
  const seen = isLinked(registry, astray, map) === 'yes' ? resolves : `whether ${resolves} was not read`;
  const why = `${seen}, and whether it reaches a private endpoint can't be told`;
  return { outcome: 'unknown', why, evidence: [...open.evidence, fact(why, astray, 'not-read')] };
}

type Bypass = 'open' | 'maybe' | 'none';

const bypassFacts: Readonly<Record<Exclude<Bypass, 'none'>, string>> = {
  open: 'Container Instances with a managed identity passes as a trusted service',
  maybe: 'whether the registry lets Container Instances pass as a trusted service was not read',
};

/**
 * Trusted services come in past the firewall. Of those that run images only Container Instances is one, and only with a
 * managed identity; not AKS, Container Apps or App Service.
 * https://learn.microsoft.com/azure/container-registry/allow-access-trusted-services
 */
function bypassOf(
  { trustedServices }: Registry,
  { workload }: ImageReference,
  runtime: Runtime | undefined,
  puller: Puller | null,
): Bypass {
  const isGroup = (runtime?.kind ?? workload.platform) === 'containerGroup';
  if (!isGroup || trustedServices === false) return 'none';
  switch (puller?.credential) {
    case 'managedIdentity':
      return trustedServices ? 'open' : 'maybe';
    case 'unknown':
      return 'maybe';
    default:
      return 'none';
  }
}

function fixesFor(
  answer: Extract<NetworkAnswer, { outcome: 'denied' }>,
  registry: Registry,
  map: AccessMap,
): readonly Fix[] {
  switch (answer.cause) {
    case 'network-firewall':
      return allowAddresses(registry, answer.missing);
    case 'private-dns-missing':
      return linkZone(registry, answer.unlinked, map);
    default:
      // To peer networks or to place another endpoint is for the owners of both networks to plan; public access stays off.
      return [];
  }
}
