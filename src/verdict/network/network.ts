import { lastSegment } from '../../access/ids.ts';
import type { AccessMap, Registry } from '../../access/map.ts';
import { allOf, inBackticks, t } from '../../model/l10n.ts';
import type { Evidence, Puller } from '../../model/verdict.ts';
import { allowAddresses, linkZone } from '../fixes/networkFixes.ts';
import { type Result, resultOf } from '../result.ts';
import { type Truth, truthOf } from '../truth.ts';
import { egressOf } from './egress.ts';
import { endpointsOf, isLinked, type PrivatePath, privatePath, privateZoneOf, reaches } from './privatePath.ts';
import { type PublicPath, publicPath } from './publicPath.ts';
import { fact, type Traffic, type Vantage, vantageOf } from './vantage.ts';

/**
 * Whether packets of the runtime reach the registry; `runtime` is undefined where only the manifest names it. There are
 * three ways in: the public endpoint, a private endpoint, and the bypass for trusted services. One is enough. A way that
 * can't be seen leaves it unknown; only where all are seen and shut is the pull denied.
 */
export function networkResult(traffic: Traffic, puller: Puller | null): Result {
  const { registry, runtime, map } = traffic;
  const vantage = vantageOf(runtime, map);
  const egress = egressOf(runtime, vantage, map);
  const open = publicPath(traffic, egress, vantage);
  if (open.answer === 'yes') return overPublic(open, registry, vantage, map);
  const inside = privatePath(registry, vantage, map);
  if (inside.answer === 'yes')
    return resultOf('allowed', { evidence: [...inside.evidence, dataEndpointsOf(registry)] });
  const evidence = [...open.evidence, ...inside.evidence];
  switch (bypassOf(traffic, puller)) {
    case 'yes': {
      const why = t('Container Instances with a managed identity count as a trusted service');
      return resultOf('allowed', { why, evidence: [...evidence, fact(why, registry.id, 'grants')] });
    }
    case 'unknown': {
      const why = t("the registry's setting for trusted services was not read");
      return notVisible(why, [...evidence, fact(why, registry.id, 'not-read')]);
    }
    case 'no':
      if (open.answer === 'unknown') return notVisible(open.why, evidence);
      // The answer of this one would be enough: the closed public way is none.
      if (inside.answer === 'unknown') return notVisible(t('{0}, and {1}', open.why, inside.why), evidence);
      return resultOf('denied', { ...denial(open, inside, registry, map), evidence });
  }
}

function notVisible(why: string, evidence: readonly Evidence[]): Result {
  return resultOf('unknown', { cause: 'network-not-visible', why, evidence });
}

/**
 * A private endpoint switches data endpoints on: manifests come from the login server, layers from these, each by a record
 * of the zone of its own. Records are not read.
 * https://learn.microsoft.com/azure/container-registry/container-registry-private-link
 */
function dataEndpointsOf({ id, loginServer }: Registry): Evidence {
  const [name = '', ...suffix] = loginServer.split('.');
  const hosts = `\`${name}.<region>.data.${suffix.join('.')}\``;
  return fact(t('layers come from {0}, which needs a record in the zone as well', hosts), id, 'states');
}

function denial(
  open: PublicPath,
  inside: PrivatePath,
  registry: Registry,
  map: AccessMap,
): Pick<Result, 'cause' | 'why' | 'fixes'> {
  const { unlinked = [] } = inside;
  if (unlinked.length > 0) {
    const networks = allOf(unlinked.map(id => inBackticks(lastSegment(id))));
    const why = t(
      'the private endpoint of `{0}` is reachable, but `{1}` is not linked to {2}',
      registry.name,
      privateZoneOf(registry),
      networks,
    );
    return { cause: 'private-dns-missing', why, fixes: linkZone(registry, unlinked, map) };
  }
  if (!open.closed) {
    return { cause: 'network-firewall', why: open.why, fixes: allowAddresses(registry, open.missing ?? []) };
  }
  // To peer networks or to place another endpoint is for the owners of both networks to plan; public access stays off.
  return { cause: 'network-private-only', why: t('{0}, and {1}', open.why, inside.why), fixes: [] };
}

/**
 * A public registry that has private endpoints as well: a network that is linked to the private zone resolves its name
 * to an endpoint, and nothing falls back to the public way from there.
 */
function overPublic(open: PublicPath, registry: Registry, vantage: Vantage, map: AccessMap): Result {
  const endpoints = endpointsOf(registry, map);
  const places = vantage.kind === 'networks' ? vantage.places : [];
  const hasNone = registry.privateEndpoints !== undefined && endpoints.length === 0;
  const astray = places
    .flatMap(({ networkId }) => networkId ?? [])
    .filter(id => !hasNone && isLinked(registry, id, map) !== 'no')
    .find(id => !endpoints.some(endpoint => reaches(id, endpoint.networkId, map) === 'yes'));
  if (astray === undefined) return resultOf('allowed', { evidence: open.evidence });
  const [network, zone] = [lastSegment(astray), privateZoneOf(registry)];
  const why =
    isLinked(registry, astray, map) === 'yes'
      ? t('`{0}` resolves it through `{1}`, and whether it reaches a private endpoint is unknown', network, zone)
      : t(
          'whether `{0}` resolves it through `{1}` was not read, and whether it reaches a private endpoint is unknown',
          network,
          zone,
        );
  return notVisible(why, [...open.evidence, fact(why, astray, 'not-read')]);
}

/**
 * Trusted services come in past the firewall. Of those that run images only Container Instances is one, and only with a
 * managed identity; not AKS, Container Apps or App Service.
 * https://learn.microsoft.com/azure/container-registry/allow-access-trusted-services
 */
function bypassOf({ registry: { trustedServices }, reference, runtime }: Traffic, puller: Puller | null): Truth {
  const isGroup = (runtime?.kind ?? reference.workload.platform) === 'containerGroup';
  if (!isGroup || trustedServices === false) return 'no';
  switch (puller?.credential) {
    case 'managedIdentity':
      return truthOf(trustedServices);
    case 'unknown':
      return 'unknown';
    default:
      return 'no';
  }
}
