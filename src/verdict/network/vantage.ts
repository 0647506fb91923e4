import { idKey } from '../../access/ids.ts';
import type { AccessMap, Cluster, Site } from '../../access/map.ts';
import { inBackticks, t } from '../../model/l10n.ts';
import { someOf, type Truth, truthOf } from '../../model/truth.ts';
import type { Evidence } from '../../model/verdict.ts';
import type { SiteWorkload, Workload } from '../../model/workload.ts';
import type { Pull } from '../pull.ts';

/** The parts of a pull that decide whether packets arrive. */
export type Traffic = Pick<Pull, 'registry' | 'reference' | 'runtime' | 'map' | 'strict'>;

/** A subnet from which pulls come. `networkId` is undefined if its network is not known. */
export interface SourceSubnet {
  /** Its name for people: ``node pool `system` ``. */
  readonly label: string;
  readonly subnetId: string | undefined;
  readonly networkId: string | undefined;
}

/** The place in Azure from which a runtime fetches images. */
export type Vantage =
  | { readonly kind: 'networks'; readonly places: readonly SourceSubnet[] }
  /** In no network of the customer: only the public path leads to a registry. */
  | { readonly kind: 'outside' }
  | { readonly kind: 'unknown'; readonly why: string };

/** `runtime` is undefined if only a manifest names it. */
export function vantageOf({ runtime, reference, map }: Pick<Traffic, 'runtime' | 'reference' | 'map'>): Vantage {
  switch (runtime?.kind) {
    case undefined:
      return { kind: 'unknown', why: t('the network that it runs in is not known') };
    case 'aks':
      return ofCluster(runtime, map);
    case 'containerApp':
    case 'containerAppJob':
    case 'sessionPool': {
      const environment = map.environmentById(runtime.environmentId);
      if (!environment) return { kind: 'unknown', why: t('its environment was not read') };
      if (environment.subnetId === undefined)
        return { kind: 'unknown', why: t('the network of its environment was not read') };
      if (environment.subnetId === null) return { kind: 'outside' };
      return oneSubnet(t('environment `{0}`', environment.name), environment.subnetId);
    }
    case 'containerGroup':
      if (runtime.subnetIds.length === 0) return { kind: 'outside' };
      // Container Instances fetches images before the group joins its network. No source documents the path of that
      // traffic.
      return { kind: 'unknown', why: t('the network that Container Instances fetches images over is not documented') };
    case 'site':
      return ofSite(runtime, siteIn(reference.workload));
  }
}

function siteIn(workload: Workload): SiteWorkload | undefined {
  return workload.platform === 'site' ? workload : undefined;
}

/**
 * A template's settings of a site apply from its next deployment on. Any one of the properties and the app setting is
 * enough. In an App Service Environment, images always come over its network.
 * https://learn.microsoft.com/azure/app-service/configure-vnet-integration-routing
 */
function ofSite(site: Site, workload: SiteWorkload | undefined): Vantage {
  if (site.inAppServiceEnvironment || workload?.network?.isInEnvironment) {
    return { kind: 'unknown', why: t('it pulls over the network of its App Service Environment, which was not read') };
  }
  if (site.subnetId === undefined) return { kind: 'unknown', why: t('its network was not read') };
  if (site.subnetId === null) {
    if (!workload?.network?.joinsNetwork) return { kind: 'outside' };
    return { kind: 'unknown', why: t('its template joins it to a network that it is not in yet') };
  }
  const byProperty = throughNetwork(site, workload);
  const bySetting = workload?.network?.pullSetting ?? 'unknown';
  switch (someOf([byProperty, bySetting])) {
    case 'yes':
      return oneSubnet(inBackticks(site.name), site.subnetId);
    case 'no':
      return { kind: 'outside' };
    case 'unknown':
      return byProperty === 'no'
        ? { kind: 'unknown', why: t('its app setting WEBSITE_PULL_IMAGE_OVER_VNET was not read') }
        : { kind: 'unknown', why: t('its setting for image pulls through its network was not read') };
  }
}

/**
 * Azure's answer shows whether either of two properties is on. A template that sets one of them leaves the other as it
 * is.
 */
function throughNetwork({ imagePullOverNetwork: now }: Site, workload: SiteWorkload | undefined): Truth {
  const { imagePull, allTraffic } = workload?.network ?? {};
  if (imagePull === undefined && allTraffic === undefined) return truthOf(now);
  const other = now === false ? 'no' : 'unknown';
  return someOf([imagePull ?? other, allTraffic ?? other]);
}

function oneSubnet(label: string, subnetId: string): Vantage {
  return { kind: 'networks', places: [{ label, subnetId, networkId: networkOf(subnetId) }] };
}

function ofCluster(cluster: Cluster, map: AccessMap): Vantage {
  if (cluster.nodePools.length === 0) return { kind: 'unknown', why: t('its node pools were not read') };
  const own = cluster.nodePools.some(pool => pool.subnetId === undefined) ? managedNetwork(cluster, map) : undefined;
  const places = cluster.nodePools.map(
    ({ name, subnetId }): SourceSubnet => ({
      label: t('node pool `{0}`', name),
      subnetId,
      networkId: subnetId === undefined ? own : networkOf(subnetId),
    }),
  );
  // Pools that share a subnet are examined once.
  const distinct = new Map(places.map(place => [idKey(place.subnetId ?? place.networkId ?? ''), place]));
  return { kind: 'networks', places: [...distinct.values()] };
}

/** Without a subnet of the owner's own, AKS makes a network in the resource group that it keeps for the cluster. */
function managedNetwork(cluster: Cluster, map: AccessMap): string | undefined {
  if (cluster.nodeResourceGroup === undefined) return undefined;
  const group = `/subscriptions/${cluster.subscription}/resourceGroups/${cluster.nodeResourceGroup}`;
  const inside = map.networksIn(group);
  return inside.length === 1 && !map.gapFor('virtualNetworks', group) ? inside[0] : undefined;
}

/** `…/virtualNetworks/vnet/subnets/snet` → `…/virtualNetworks/vnet`. */
export function networkOf(subnetId: string): string | undefined {
  const at = subnetId.toLowerCase().indexOf('/subnets/');
  return at > 0 ? subnetId.slice(0, at) : undefined;
}

/** The result for one path from a runtime to the registry. */
export interface NetworkPath {
  readonly answer: Truth;
  /** The reason in a clause. Empty if packets arrive. */
  readonly why: string;
  readonly evidence: readonly Evidence[];
}

export function path(answer: Truth, why: string, evidence: readonly Evidence[] = []): NetworkPath {
  return { answer, why, evidence };
}

export function unreadPath(why: string, id: string | null): NetworkPath {
  return path('unknown', why, [fact(why, id, 'not-read')]);
}

export function fact(text: string, id: string | null, effect: Evidence['effect']): Evidence {
  return { step: 'network', fact: text, id, effect };
}
