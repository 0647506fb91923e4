import type * as v from 'valibot';
import { isSlip } from '../../model/near.ts';
import type { Facts } from '../build.ts';
import { gapNames } from '../gaps.ts';
import { type ArmId, idKey, lastSegment, parseArmId, sameId } from '../ids.ts';
import type { Gap } from '../map.ts';
import * as arm from './arm.ts';
import { type ArmObject, isObject, unflattened } from './flattened.ts';
import { asWritten, eachItem, OneOfEach } from './lists.ts';
import * as nets from './networks.ts';
import * as own from './registries.ts';
import * as make from './resources.ts';
import { type Defect, type Path, pathInWords, type Shapes } from './shapes.ts';

type Gathered = Pick<
  Facts,
  | 'registries'
  | 'registryTokens'
  | 'scopeMaps'
  | 'cacheRules'
  | 'credentialSets'
  | 'runtimes'
  | 'identities'
  | 'environments'
  | 'networks'
>;
/** The types of resources that bear on pulls, with the parts of their payloads that are read. */
export const schemas = {
  'Microsoft.ContainerRegistry/registries': own.registry,
  'Microsoft.ContainerRegistry/registries/tokens': own.registryToken,
  'Microsoft.ContainerRegistry/registries/scopeMaps': own.scopeMap,
  'Microsoft.ContainerRegistry/registries/cacheRules': own.cacheRule,
  'Microsoft.ContainerRegistry/registries/credentialSets': own.credentialSet,
  'Microsoft.ContainerService/managedClusters': arm.managedCluster,
  'Microsoft.App/containerApps': arm.containerApp,
  'Microsoft.App/jobs': arm.containerApp,
  'Microsoft.App/sessionPools': arm.sessionPool,
  'Microsoft.App/managedEnvironments': arm.managedEnvironment,
  'Microsoft.ContainerInstance/containerGroups': arm.containerGroup,
  'Microsoft.Web/sites': arm.site,
  'Microsoft.Web/sites/slots': arm.site,
  'Microsoft.ManagedIdentity/userAssignedIdentities': arm.userAssignedIdentity,
  'Microsoft.Network/publicIPAddresses': nets.publicAddress,
  'Microsoft.Network/publicIPPrefixes': nets.publicAddress,
  'Microsoft.Network/privateEndpoints': nets.privateEndpoint,
  'Microsoft.Network/privateDnsZones/virtualNetworkLinks': nets.dnsZoneLink,
  'Microsoft.Network/virtualNetworks': nets.virtualNetwork,
  'Microsoft.Network/natGateways': nets.natGateway,
} as const;

type Filling<T> = { readonly [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : Filling<T[K]> };

/** Sorts a snapshot's resources by their type; types that say nothing about a pull are left out. */
export function gatherResources(shapes: Shapes, data: unknown): Gathered {
  const found: Filling<Gathered> = {
    registries: [],
    registryTokens: [],
    scopeMaps: [],
    cacheRules: [],
    credentialSets: [],
    runtimes: [],
    identities: [],
    environments: [],
    networks: { publicAddresses: [], privateEndpoints: [], dnsLinks: [], virtualNetworks: [], natGateways: [] },
  };
  const { runtimes, networks } = found;
  const once = new OneOfEach(shapes);
  const hosts = new Map<string, { readonly id: string; readonly path: Path }>();

  const kinds: readonly Kind[] = [
    kind('Microsoft.ContainerRegistry/registries', found.registries, (item, path) => {
      const registry = own.registryFrom(item);
      for (const host of [registry.loginServer, ...registry.regionalHosts].filter(each => each !== ''))
        claim(host, registry.id, path);
      return registry;
    }),
    kind('Microsoft.ContainerRegistry/registries/tokens', found.registryTokens, own.registryTokenFrom),
    kind('Microsoft.ContainerRegistry/registries/scopeMaps', found.scopeMaps, own.scopeMapFrom),
    kind('Microsoft.ContainerRegistry/registries/cacheRules', found.cacheRules, own.cacheRuleFrom),
    kind('Microsoft.ContainerRegistry/registries/credentialSets', found.credentialSets, own.credentialSetFrom),
    kind('Microsoft.ContainerService/managedClusters', runtimes, make.clusterFrom),
    kind('Microsoft.App/containerApps', runtimes, make.containerAppFrom('containerApp')),
    kind('Microsoft.App/jobs', runtimes, make.containerAppFrom('containerAppJob')),
    kind('Microsoft.App/sessionPools', runtimes, make.sessionPoolFrom),
    kind('Microsoft.App/managedEnvironments', found.environments, make.environmentFrom),
    kind('Microsoft.ContainerInstance/containerGroups', runtimes, make.containerGroupFrom),
    kind('Microsoft.Web/sites', runtimes, make.siteFrom),
    kind('Microsoft.Web/sites/slots', runtimes, make.siteFrom),
    kind('Microsoft.ManagedIdentity/userAssignedIdentities', found.identities, make.identityFrom),
    kind('Microsoft.Network/publicIPAddresses', networks.publicAddresses, nets.publicAddressFrom),
    kind('Microsoft.Network/publicIPPrefixes', networks.publicAddresses, nets.publicAddressFrom),
    kind('Microsoft.Network/privateEndpoints', networks.privateEndpoints, nets.privateEndpointFrom),
    kind('Microsoft.Network/privateDnsZones/virtualNetworkLinks', networks.dnsLinks, nets.dnsLinkFrom),
    kind('Microsoft.Network/virtualNetworks', networks.virtualNetworks, nets.virtualNetworkFrom),
    kind('Microsoft.Network/natGateways', networks.natGateways, nets.natGatewayFrom),
  ];

  function kind<const Type extends keyof typeof schemas, T extends { readonly id: string }>(
    type: Type,
    list: T[],
    make: (item: v.InferOutput<(typeof schemas)[Type]>, path: Path) => T,
  ): Kind {
    const take = (item: unknown, path: Path) => {
      const read = shapes.check(schemas[type], item);
      if ('defects' in read) return read.defects;
      const made = make(read.output, path);
      once.add(list, made, idKey(made.id), path);
      return [];
    };
    return { type, take };
  }

  /** A host leads to one registry; with two, one of them would be judged in place of the other. */
  function claim(host: string, id: string, path: Path): void {
    const known = hosts.get(host);
    if (known === undefined || sameId(known.id, id)) hosts.set(host, { id, path });
    else {
      const expected = `a login server of its own, not that of ${pathInWords(known.path)} (remove the deleted registry)`;
      const defect = { path: ['properties', 'loginServer'], expected, got: host };
      shapes.leaveOut(path, [defect], { what: 'registries', scope: '/' });
    }
  }

  function visit(item: unknown, path: Path): void {
    if (!isObject(item)) {
      shapes.report(path, { path: [], expected: 'a resource', got: item });
      return;
    }
    const id = typeof item['id'] === 'string' ? parseArmId(item['id']) : undefined;
    const typeInId = id?.kind === 'resource' ? id.type : undefined;
    const stated = typeof item['type'] === 'string' ? item['type'] : typeInId;
    const known = [stated, typeInId].flatMap(type => kinds.find(each => sameType(each.type, type)) ?? [])[0];
    // The parts of a registry have gaps of their own; slots and links are gaps of what they are part of.
    const what = known?.type.split('/').findLast(name => gapNames.includes(name)) ?? 'resources';
    const gap = { what, scope: id ? String(item['id']) : '/' };
    const fault = faultOf(item, id, stated, known, kinds);
    if (fault) shapes.leaveOut(path, [{ path: [fault.key], expected: fault.expected, got: item[fault.key] }], gap);
    else if (item['id'] === null && (known || stated === undefined)) shapes.missing(path, 'id', gap);
    else if (known) takeWhole(item, known, path, gap);
  }

  function takeWhole(item: ArmObject, known: Kind, path: Path, gap: Pick<Gap, 'what' | 'scope'>): void {
    const whole = unflattened(item);
    // `az resource list` prints resources without their properties.
    if ((whole['properties'] ?? null) === null) shapes.missing(path, 'properties', gap);
    else {
      const defects = known.take(whole, path).map(defect => asWritten(defect, item));
      shapes.leaveOut(path, defects, gap);
    }
  }

  if (data !== null && data !== undefined) eachItem(shapes, data, ['resources'], visit);
  return found;
}

/** What of a resource's id, type and name does not fit the others. */
function faultOf(
  { id, type, name }: ArmObject,
  parsed: ArmId | undefined,
  stated: string | undefined,
  known: Kind | undefined,
  kinds: readonly Kind[],
): { readonly key: 'id' | 'type' | 'name'; readonly expected: string } | undefined {
  if (typeof (type ?? '') !== 'string') return { key: 'type', expected: 'a text' };
  if (stated !== undefined && !known) {
    // Other types say nothing about a pull.
    const meant = kinds.find(each => isSlip(stated, each.type))?.type;
    return meant === undefined ? undefined : { key: 'type', expected: `an Azure type (did you mean ${meant}?)` };
  }
  if (id === null) return undefined;
  if (parsed?.kind !== 'resource') {
    const form = `/subscriptions/<id>/resourceGroups/<name>/providers/${known?.type ?? '<type>'}/<name>`;
    return { key: 'id', expected: `an ID such as ${form}` };
  }
  if (!sameType(parsed.type, stated)) return { key: 'type', expected: `${parsed.type}, as its ID says` };
  const isOther = typeof name === 'string' && lastSegment(name).toLowerCase() !== parsed.name.toLowerCase();
  return isOther ? { key: 'name', expected: `${parsed.name}, as its ID says` } : undefined;
}

function sameType(one: string, other: string | undefined): boolean {
  return one.toLowerCase() === other?.toLowerCase();
}

/** A type of resource that bears on pulls. */
interface Kind {
  readonly type: string;
  /** Takes a resource in, or says what is wrong with it. */
  readonly take: (item: unknown, path: Path) => readonly Defect[];
}
