import type * as v from 'valibot';
import { isSlip } from '../../model/near.ts';
import type { Collection } from '../gaps.ts';
import { idKey, lastSegment, parseArmId, sameId, segmentAfter } from '../ids.ts';
import type { Environment, Registry, RegistryToken, Runtime, ScopeMap, UserAssignedIdentity } from '../map.ts';
import type { Networks } from '../networks.ts';
import * as arm from './arm.ts';
import type { Facts } from './build.ts';
import { isObject, unflattened } from './flattened.ts';
import { asWritten, eachItem, OneOfEach } from './lists.ts';
import {
  clusterFrom,
  containerAppFrom,
  containerGroupFrom,
  environmentFrom,
  identityFrom,
  natGatewayFrom,
  privateEndpointFrom,
  registryFrom,
  registryTokenFrom,
  scopeMapFrom,
  siteFrom,
  virtualNetworkFrom,
} from './resources.ts';
import { type Defect, type Path, pathInWords, type Shapes } from './shapes.ts';

type Gathered = Pick<
  Facts,
  'registries' | 'registryTokens' | 'scopeMaps' | 'runtimes' | 'identities' | 'environments' | 'networks'
>;

/** Sorts a snapshot's resources by their type; types that say nothing about a pull are left out. */
export function gatherResources(shapes: Shapes, data: unknown): Gathered {
  const each = <T extends { readonly id: string }>() => new OneOfEach<T>(shapes);
  const registries = each<Registry>();
  const registryTokens = each<RegistryToken>();
  const scopeMaps = each<ScopeMap>();
  const runtimes = each<Runtime>();
  const identities = each<UserAssignedIdentity>();
  const environments = each<Environment>();
  const publicIps = each<Member<'publicIps'>>();
  const publicIpPrefixes = each<Member<'publicIpPrefixes'>>();
  const privateEndpoints = each<Member<'privateEndpoints'>>();
  const dnsLinks = each<Member<'dnsLinks'>>();
  const virtualNetworks = each<Member<'virtualNetworks'>>();
  const natGateways = each<Member<'natGateways'>>();
  const hosts = new Map<string, { readonly id: string; readonly path: Path }>();

  const kinds: readonly Kind[] = [
    kind('Microsoft.ContainerRegistry/registries', 'registries', arm.registry, registries, (item, path) => {
      const registry = registryFrom(item);
      for (const host of [registry.loginServer, ...registry.regionalHosts]) claim(host, registry.id, path);
      return registry;
    }),
    kind(
      'Microsoft.ContainerRegistry/registries/tokens',
      'tokens',
      arm.registryToken,
      registryTokens,
      registryTokenFrom,
    ),
    kind('Microsoft.ContainerRegistry/registries/scopeMaps', 'scopeMaps', arm.scopeMap, scopeMaps, scopeMapFrom),
    kind('Microsoft.ContainerService/managedClusters', 'managedClusters', arm.managedCluster, runtimes, clusterFrom),
    kind('Microsoft.App/containerApps', 'containerApps', arm.containerApp, runtimes, item =>
      containerAppFrom(item, 'containerApp'),
    ),
    kind('Microsoft.App/jobs', 'jobs', arm.containerApp, runtimes, item => containerAppFrom(item, 'containerAppJob')),
    kind(
      'Microsoft.App/managedEnvironments',
      'managedEnvironments',
      arm.managedEnvironment,
      environments,
      environmentFrom,
    ),
    kind(
      'Microsoft.ContainerInstance/containerGroups',
      'containerGroups',
      arm.containerGroup,
      runtimes,
      containerGroupFrom,
    ),
    kind('Microsoft.Web/sites', 'sites', arm.site, runtimes, siteFrom),
    kind('Microsoft.Web/sites/slots', 'sites', arm.site, runtimes, siteFrom),
    kind(
      'Microsoft.ManagedIdentity/userAssignedIdentities',
      'userAssignedIdentities',
      arm.userAssignedIdentity,
      identities,
      identityFrom,
    ),
    kind(
      'Microsoft.Network/publicIPAddresses',
      'publicIPAddresses',
      arm.publicIpAddress,
      publicIps,
      ({ id, properties }) => ({ id, address: properties.ipAddress ?? undefined }),
    ),
    kind(
      'Microsoft.Network/publicIPPrefixes',
      'publicIPPrefixes',
      arm.publicIpPrefix,
      publicIpPrefixes,
      ({ id, properties }) => ({ id, block: properties.ipPrefix ?? undefined }),
    ),
    kind(
      'Microsoft.Network/privateEndpoints',
      'privateEndpoints',
      arm.privateEndpoint,
      privateEndpoints,
      privateEndpointFrom,
    ),
    kind(
      'Microsoft.Network/privateDnsZones/virtualNetworkLinks',
      'privateDnsZones',
      arm.dnsZoneLink,
      dnsLinks,
      ({ id, properties }) => ({
        id,
        zone: (segmentAfter(id, 'privateDnsZones') ?? '').toLowerCase(),
        networkId: properties.virtualNetwork?.id ?? undefined,
      }),
    ),
    kind(
      'Microsoft.Network/virtualNetworks',
      'virtualNetworks',
      arm.virtualNetwork,
      virtualNetworks,
      virtualNetworkFrom,
    ),
    kind('Microsoft.Network/natGateways', 'natGateways', arm.natGateway, natGateways, natGatewayFrom),
  ];
  const byType = new Map(kinds.map(each => [each.type.toLowerCase(), each]));
  const types = kinds.map(({ type }) => type);

  function kind<const Schema extends v.GenericSchema, T extends { readonly id: string }>(
    type: string,
    collection: Collection,
    schema: Schema,
    found: OneOfEach<T>,
    make: (item: v.InferOutput<Schema>, path: Path) => T,
  ): Kind {
    const take = (item: unknown, path: Path) => {
      const read = shapes.check(schema, item);
      if ('defects' in read) return read.defects;
      const made = make(read.output, path);
      found.add(made, idKey(made.id), path);
      return [];
    };
    return { type, collection, take };
  }

  /** A host leads to one registry; with two, one of them would be judged in place of the other. */
  function claim(host: string, id: string, path: Path): void {
    const known = hosts.get(host);
    if (known === undefined || sameId(known.id, id)) hosts.set(host, { id, path });
    else {
      const expected = `a login server of its own, not that of ${pathInWords(known.path)} (remove the one that was deleted)`;
      const defect = { path: ['properties', 'loginServer'], expected, got: host };
      shapes.leaveOut(path, [defect], { what: 'registries', scope: '/' });
    }
  }

  function visit(item: unknown, path: Path): void {
    if (!isObject(item)) {
      shapes.report(path, { path: [], expected: 'a resource', got: item });
      return;
    }
    const { id, type, name } = item;
    const parsed = typeof id === 'string' ? parseArmId(id) : undefined;
    const typeInId = parsed?.kind === 'resource' ? parsed.type : undefined;
    const stated = typeof type === 'string' ? type : typeInId;
    const known = [stated, typeInId].flatMap(each => byType.get(each?.toLowerCase() ?? '') ?? [])[0];
    const gap = { what: known?.collection ?? 'resources', scope: parsed && typeof id === 'string' ? id : '/' };
    const wrong = (key: string, expected: string) =>
      shapes.leaveOut(path, [{ path: [key], expected, got: item[key] }], gap);

    if (type !== null && type !== undefined && typeof type !== 'string') wrong('type', 'a text');
    else if (stated !== undefined && !known) {
      const meant = types.find(each => isSlip(stated, each));
      if (meant !== undefined) wrong('type', `a type of Azure (did you mean ${meant}?)`);
      // Other types say nothing about a pull.
    } else if (id === null) {
      shapes.missing(path, 'id', gap);
    } else if (parsed?.kind !== 'resource') {
      wrong(
        'id',
        `an id such as /subscriptions/<id>/resourceGroups/<name>/providers/${known?.type ?? '<type>'}/<name>`,
      );
    } else if (stated !== undefined && !sameId(stated, parsed.type)) {
      wrong('type', `${parsed.type}, as its id says`);
    } else if (typeof name === 'string' && lastSegment(name).toLowerCase() !== parsed.name.toLowerCase()) {
      wrong('name', `${parsed.name}, as its id says`);
    } else if (known) {
      // `az resource list` prints resources without their properties.
      const whole = unflattened(item);
      const isEmpty = whole['properties'] === null || whole['properties'] === undefined;
      if (isEmpty) shapes.missing(path, 'properties', gap);
      else
        shapes.leaveOut(
          path,
          known.take(whole, path).map(defect => asWritten(defect, item)),
          gap,
        );
    }
  }

  if (data === null || data === undefined) {
    return {
      ...{ registries: [], registryTokens: [], scopeMaps: [], runtimes: [], identities: [], environments: [] },
      networks: {
        publicIps: undefined,
        publicIpPrefixes: undefined,
        privateEndpoints: undefined,
        dnsLinks: undefined,
        virtualNetworks: undefined,
        natGateways: undefined,
      },
    };
  }
  eachItem(shapes, data, ['resources'], visit);
  return {
    registries: registries.all,
    registryTokens: registryTokens.all,
    scopeMaps: scopeMaps.all,
    runtimes: runtimes.all,
    identities: identities.all,
    environments: environments.all,
    networks: {
      publicIps: publicIps.all,
      publicIpPrefixes: publicIpPrefixes.all,
      privateEndpoints: privateEndpoints.all,
      dnsLinks: dnsLinks.all,
      virtualNetworks: virtualNetworks.all,
      natGateways: natGateways.all,
    },
  };
}

type Member<K extends keyof Networks> = NonNullable<Networks[K]>[number];

/** A type of resource that bears on pulls. */
interface Kind {
  readonly type: string;
  readonly collection: Collection;
  /** Takes a resource in, or says what is wrong with it. */
  readonly take: (item: unknown, path: Path) => readonly Defect[];
}
