import type * as v from 'valibot';
import { folded } from '../../model/fold.ts';
import { isSlip } from '../../model/near.ts';
import { isObject } from '../../model/objects.ts';
import type { AccessFacts } from '../build.ts';
import { gapNames } from '../gaps.ts';
import { type ArmId, idKey, lastSegment, parseArmId, sameId } from '../ids.ts';
import type { AzureResource, Gap, Registry } from '../map.ts';
import * as arm from './arm.ts';
import { type ArmObject, unflattened } from './flattened.ts';
import { asWritten, eachItem, oneOfEach } from './lists.ts';
import * as nets from './networks.ts';
import * as own from './registries.ts';
import * as make from './resources.ts';
import { type ItemPath, pathInWords, type Shapes } from './shapes.ts';

type Gathered = Pick<
  AccessFacts,
  | 'registries'
  | 'registryTokens'
  | 'scopeMaps'
  | 'cacheRules'
  | 'credentialSets'
  | 'identityBindings'
  | 'runtimes'
  | 'identities'
  | 'environments'
  | 'networks'
>;
type Filling<T = Gathered> = { readonly [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : Filling<T[K]> };

/** A resource as the map has it. Only a registry has hosts. */
type Made = Pick<AzureResource, 'id'> & Partial<Pick<Registry, 'loginServer' | 'regionalHosts'>>;

type ObjectSchema = ReturnType<typeof arm.object<v.ObjectEntries>>;

/** A type of resource that affects pulls, the parts of its payload that are read, and the function that takes it in. */
function kind<const Schema extends ObjectSchema, T extends Made>(
  type: string,
  schema: Schema,
  make: (item: v.InferOutput<Schema>) => T,
  listIn: (found: Filling) => T[],
) {
  const take = (item: unknown, path: ItemPath, shapes: Shapes, found: Filling, add: ReturnType<typeof oneOfEach>) => {
    const read = shapes.check(schema, item);
    if ('defects' in read) return read;
    const made = make(read.output);
    add(listIn(found), made, idKey(made.id), path);
    return { made };
  };
  return { type, schema, take };
}

const registries = 'Microsoft.ContainerRegistry/registries';
const network = 'Microsoft.Network';
export const snapshotKinds = [
  kind(registries, own.registry, own.registryFrom, to => to.registries),
  kind(`${registries}/tokens`, own.registryToken, own.registryTokenFrom, to => to.registryTokens),
  kind(`${registries}/scopeMaps`, own.scopeMap, own.scopeMapFrom, to => to.scopeMaps),
  kind(`${registries}/cacheRules`, own.cacheRule, own.cacheRuleFrom, to => to.cacheRules),
  kind(`${registries}/credentialSets`, own.credentialSet, own.credentialSetFrom, to => to.credentialSets),
  kind('Microsoft.ContainerService/managedClusters', arm.managedCluster, make.clusterFrom, to => to.runtimes),
  kind(
    'Microsoft.ContainerService/managedClusters/identityBindings',
    arm.identityBinding,
    make.identityBindingFrom,
    to => to.identityBindings,
  ),
  kind('Microsoft.App/containerApps', arm.containerApp, make.containerAppFrom('containerApp'), to => to.runtimes),
  kind('Microsoft.App/jobs', arm.containerApp, make.containerAppFrom('containerAppJob'), to => to.runtimes),
  kind('Microsoft.App/sessionPools', arm.sessionPool, make.sessionPoolFrom, to => to.runtimes),
  kind('Microsoft.App/managedEnvironments', arm.managedEnvironment, make.environmentFrom, to => to.environments),
  kind('Microsoft.ContainerInstance/containerGroups', arm.containerGroup, make.containerGroupFrom, to => to.runtimes),
  kind('Microsoft.Web/sites', arm.site, make.siteFrom, to => to.runtimes),
  kind('Microsoft.Web/sites/slots', arm.site, make.siteFrom, to => to.runtimes),
  kind(
    'Microsoft.ManagedIdentity/userAssignedIdentities',
    arm.userAssignedIdentity,
    make.identityFrom,
    to => to.identities,
  ),
  kind(`${network}/publicIPAddresses`, nets.publicAddress, nets.publicAddressFrom, to => to.networks.publicAddresses),
  kind(`${network}/publicIPPrefixes`, nets.publicAddress, nets.publicAddressFrom, to => to.networks.publicAddresses),
  kind(
    `${network}/privateEndpoints`,
    nets.privateEndpoint,
    nets.privateEndpointFrom,
    to => to.networks.privateEndpoints,
  ),
  kind(`${network}/privateDnsZones`, nets.dnsZone, nets.dnsZoneFrom, to => to.networks.dnsZones),
  kind(
    `${network}/privateDnsZones/virtualNetworkLinks`,
    nets.dnsZoneLink,
    nets.dnsLinkFrom,
    to => to.networks.dnsLinks,
  ),
  kind(`${network}/privateDnsZones/A`, nets.dnsRecord, nets.dnsRecordFrom, to => to.networks.dnsRecords),
  kind(
    `${network}/dnsForwardingRulesets`,
    nets.forwardingRuleset,
    nets.forwardingRulesetFrom,
    to => to.networks.forwardingRulesets,
  ),
  kind(
    `${network}/dnsForwardingRulesets/virtualNetworkLinks`,
    nets.rulesetLink,
    nets.rulesetLinkFrom,
    to => to.networks.rulesetLinks,
  ),
  kind(
    `${network}/dnsForwardingRulesets/forwardingRules`,
    nets.forwardingRule,
    nets.forwardingRuleFrom,
    to => to.networks.forwardingRules,
  ),
  kind(`${network}/virtualNetworks`, nets.virtualNetwork, nets.virtualNetworkFrom, to => to.networks.virtualNetworks),
  kind(`${network}/natGateways`, nets.natGateway, nets.natGatewayFrom, to => to.networks.natGateways),
  kind(`${network}/routeTables`, nets.routeTable, nets.routeTableFrom, to => to.networks.routeTables),
  kind(
    `${network}/networkSecurityGroups`,
    nets.securityGroup,
    nets.securityGroupFrom,
    to => to.networks.securityGroups,
  ),
  kind(`${network}/networkManagers`, nets.networkManager, nets.networkManagerFrom, to => to.networks.networkManagers),
];
type Kind = (typeof snapshotKinds)[number];
const kindByType: ReadonlyMap<string, Kind> = new Map(snapshotKinds.map(each => [each.type.toLowerCase(), each]));

/** Returns the kind of a type in any case. Undefined: the type doesn't matter for a pull. */
export function resourceKind(type: string): Kind | undefined {
  return kindByType.get(type.toLowerCase());
}

/** Sorts a snapshot's resources by their type. Leaves out types without facts about a pull. */
export function gatherResources(shapes: Shapes, data: unknown): Gathered {
  const found: Filling = {
    registries: [],
    registryTokens: [],
    scopeMaps: [],
    cacheRules: [],
    credentialSets: [],
    identityBindings: [],
    runtimes: [],
    identities: [],
    environments: [],
    networks: {
      publicAddresses: [],
      privateEndpoints: [],
      dnsZones: [],
      dnsLinks: [],
      dnsRecords: [],
      forwardingRulesets: [],
      rulesetLinks: [],
      forwardingRules: [],
      virtualNetworks: [],
      natGateways: [],
      routeTables: [],
      securityGroups: [],
      networkManagers: [],
    },
  };
  const add = oneOfEach(shapes);
  const hosts = new Map<string, { readonly id: string; readonly path: ItemPath }>();

  /** A host leads to one registry. Of two with one host, one would be judged in place of the other. */
  function claimHosts({ id, loginServer = '', regionalHosts = [] }: Made, path: ItemPath): void {
    for (const host of [loginServer, ...regionalHosts]) {
      const known = hosts.get(host);
      if (host === '') continue;
      if (known === undefined || sameId(known.id, id)) {
        hosts.set(host, { id, path });
        continue;
      }
      const expected = `a login server of its own, not that of ${pathInWords(known.path)} (remove the deleted registry)`;
      const defect = { path: ['properties', 'loginServer'], expected, got: host };
      shapes.leaveOut(path, [defect], { what: 'registries', scope: '/' });
    }
  }

  function visit(item: unknown, path: ItemPath): void {
    if (!isObject(item)) {
      shapes.report(path, { path: [], expected: 'a resource', got: item });
      return;
    }
    const id = typeof item['id'] === 'string' ? parseArmId(item['id']) : undefined;
    const typeInId = id?.kind === 'resource' ? id.type : undefined;
    const stated = typeof item['type'] === 'string' ? item['type'] : typeInId;
    const known = resourceKind(stated ?? '') ?? resourceKind(typeInId ?? '');
    // The parts of a registry have gaps of their own. Slots and links are gaps of the resource that contains them.
    const what = known?.type.split('/').findLast(name => gapNames.includes(name)) ?? 'resources';
    const gap = { what, scope: id ? String(item['id']) : '/' };
    const fault = faultOf(item, id, stated, known);
    if (fault) shapes.leaveOut(path, [{ path: [fault.key], expected: fault.expected, got: item[fault.key] }], gap);
    else if (item['id'] === null && (known || stated === undefined)) shapes.missing(path, 'id', gap);
    else if (known) takeWhole(item, known, path, gap);
  }

  function takeWhole(item: ArmObject, known: Kind, path: ItemPath, gap: Pick<Gap, 'what' | 'scope'>): void {
    const whole = unflattened(item);
    // `az resource list` prints resources without their properties.
    if ((whole['properties'] ?? null) === null) shapes.missing(path, 'properties', gap);
    else {
      const taken = known.take(whole, path, shapes, found, add);
      if ('made' in taken) claimHosts(taken.made, path);
      else
        shapes.leaveOut(
          path,
          taken.defects.map(defect => asWritten(defect, item)),
          gap,
        );
    }
  }

  if (data !== null && data !== undefined) eachItem(shapes, data, ['resources'], visit);
  return found;
}

/** Finds contradictions between a resource's id, type and name. */
function faultOf(
  { id, type, name }: ArmObject,
  parsed: ArmId | undefined,
  stated: string | undefined,
  known: Kind | undefined,
): { readonly key: 'id' | 'type' | 'name'; readonly expected: string } | undefined {
  if (typeof (type ?? '') !== 'string') return { key: 'type', expected: 'a text' };
  if (stated !== undefined && !known) {
    // Other types have no facts about a pull.
    const meant = snapshotKinds.find(each => isSlip(stated, each.type))?.type;
    return meant === undefined ? undefined : { key: 'type', expected: `an Azure type (did you mean ${meant}?)` };
  }
  if (id === null) return undefined;
  if (parsed?.kind !== 'resource') {
    const form = `/subscriptions/<id>/resourceGroups/<name>/providers/${known?.type ?? '<type>'}/<name>`;
    return { key: 'id', expected: `an ID such as ${form}` };
  }
  if (parsed.type.toLowerCase() !== stated?.toLowerCase())
    return { key: 'type', expected: `${parsed.type}, as its ID says` };
  const isOther = typeof name === 'string' && folded(lastSegment(name)) !== folded(parsed.name);
  return isOther ? { key: 'name', expected: `${parsed.name}, as its ID says` } : undefined;
}
