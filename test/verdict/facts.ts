// Small builders of facts: ARM payloads as Azure returns them, put through the snapshot reader, so that a row of a test
// states only what it is about.
import assert from 'node:assert/strict';
import type { AccessMap } from '../../src/access/map.ts';
import { readSnapshotData } from '../../src/access/snapshot/snapshot.ts';
import type { ImageReference } from '../../src/model/reference.ts';
import type { Target, TargetKind } from '../../src/model/target.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import type { PodWorkload, PullSecret, SecretEntry, ServiceAccount, Workload } from '../../src/model/workload.ts';
import { readImage } from '../../src/read/image.ts';
import { decide } from '../../src/verdict/decide.ts';
import type { Attempt } from '../../src/verdict/pull.ts';
import * as azure from '../azure/resources.ts';
import { abac, type Json, roles } from '../azure/resources.ts';

export const subscription = '50b00000-0000-4000-8000-000000000001';
export const otherSubscription = '50b00000-0000-4000-8000-000000000002';
export const tenant = '7e000000-0000-4000-8000-000000000001';
export const otherTenant = '7e000000-0000-4000-8000-000000000002';
export const group = `/subscriptions/${subscription}/resourceGroups/shop`;
export const now = new Date('2026-11-24T12:00:00Z');

/** An object id, an app id …: any name makes a GUID of its own. */
export function guid(name: string): string {
  let hash = 0;
  for (const char of name) hash = (hash * 31 + char.charCodeAt(0)) % 0xffff_ffff;
  return `${hash.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
}

export { abac, roles };

export function resourceId(type: string, name: string, inSubscription = subscription): string {
  return `/subscriptions/${inSubscription}/resourceGroups/shop/providers/${type}/${name}`;
}

export const registryId = (name: string, inSubscription = subscription): string =>
  resourceId('Microsoft.ContainerRegistry/registries', name, inSubscription);
export const clusterId = (name: string): string => resourceId('Microsoft.ContainerService/managedClusters', name);
export const identityId = (name: string): string =>
  resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', name);
export const appId = (name: string): string => resourceId('Microsoft.App/containerApps', name);
export const environmentId = (name: string): string => resourceId('Microsoft.App/managedEnvironments', name);
export const groupId = (name: string): string => resourceId('Microsoft.ContainerInstance/containerGroups', name);
export const siteId = (name: string): string => resourceId('Microsoft.Web/sites', name);

/** A registry in legacy mode, open to the network, unless the properties differ. */
export function registry(name: string, properties: Json = {}, { subscription: of, ...more }: More = {}): Json {
  return azure.registry(registryId(name, of), properties, more);
}

/** The fields of a resource beside its properties, and its subscription. */
interface More extends Json {
  readonly subscription?: string;
}

/** A cluster whose kubelet identity is `<name>-agentpool`, with the object id `guid('<name> kubelet')`. */
export function cluster(name: string, properties: Json = {}, more: Json = {}): Json {
  const kubelet = {
    resourceId: identityId(`${name}-agentpool`),
    objectId: guid(`${name} kubelet`),
    clientId: guid(`${name} kubelet client`),
  };
  const identity = azure.identityBlock(tenant, guid(`${name} control plane`));
  return azure.cluster(clusterId(name), kubelet, properties, { identity, ...more });
}

/** An old cluster that pulls with a service principal. */
export function oldCluster(name: string, clientId: string): Json {
  return cluster(name, { identityProfile: null, servicePrincipalProfile: { clientId } }, { identity: null });
}

export function userIdentity(name: string, properties: Json = {}): Json {
  const usual = { principalId: guid(name), clientId: guid(`${name} client`), tenantId: tenant };
  return azure.resource(identityId(name), { ...usual, ...properties });
}

/** The `identity` block: system-assigned as `guid('<name> system')`, and user-assigned identities by their names. */
export function held(name: string, parts: { readonly system?: boolean; readonly user?: readonly string[] }): Json {
  const user = (parts.user ?? []).map(each => [
    identityId(each),
    { principalId: guid(each), clientId: guid(`${each} client`) },
  ]);
  return azure.identityBlock(tenant, parts.system ? guid(`${name} system`) : undefined, Object.fromEntries(user));
}

export function containerApp(name: string, registries: readonly Json[], identity: Json, more: Json = {}): Json {
  return azure.containerApp(appId(name), environmentId('env'), identity, { configuration: { registries }, ...more });
}

export const environment = (name: string, identity?: Json): Json => azure.environment(environmentId(name), identity);

export const containerGroup = (name: string, credentials: readonly Json[], identity: Json): Json =>
  azure.containerGroup(groupId(name), credentials, identity);

export const site = (name: string, siteConfig: Json, identity: Json): Json =>
  azure.site(siteId(name), siteConfig, identity);

let assignments = 0;

/** The id of an assignment at a scope. */
export function at(scope: string, assignment: string): string {
  return `${scope.replace(/\/$/, '')}/providers/Microsoft.Authorization/${assignment}`;
}

/** A role assignment. At the registry `shop` unless a scope is given. */
export function assign(principalId: string, role: string, scope = registryId('shop'), more: Json = {}): Json {
  const name = guid(`assignment ${assignments++}`);
  return azure.roleAssignment(scope, azure.roleDefinitionId(subscription, role), principalId, name, more);
}

export const servicePrincipal = (clientId: string, objectId: string, ends: readonly string[] = []): Json =>
  azure.servicePrincipal(objectId, clientId, tenant, ends);

export const application = (clientId: string, ends: readonly string[]): Json =>
  azure.application(guid(`${clientId} application`), clientId, ends);

/** A map in which everything was read, with the facts of the rows. Principals are in no group. */
export function mapOf(parts: Json = {}): AccessMap {
  const listed = Array.isArray(parts['roleAssignments']) ? parts['roleAssignments'] : [];
  const principals = listed.map((item: { properties: { principalId: string } }) => item.properties.principalId);
  const known = [...principals, ...everybody];
  const snapshot = azure.snapshot({
    tenants: { [subscription]: tenant, [otherSubscription]: otherTenant },
    managementGroups: { [subscription]: [], [otherSubscription]: [] },
    groups: Object.fromEntries(known.map(id => [id, []])),
    ...parts,
  });
  const read = readSnapshotData(snapshot, 'facts');
  assert.ok('map' in read, JSON.stringify(read));
  return read.map;
}

/** The principals that the rows use, so that their memberships are known even where they hold nothing. */
const everybody = [
  'aks kubelet',
  'aks control plane',
  'app system',
  'env system',
  'id-app',
  'id-env',
  'id-other',
  'job system',
  'group system',
  'site system',
  'sp',
  'ci',
].map(guid);

export const targets = {
  aks: target('aks', 'aks', clusterId('aks')),
  app: target('containerApp', 'app', appId('app')),
  group: target('containerGroup', 'group', groupId('group')),
  site: target('site', 'site', siteId('site')),
  ci: target('pipeline', 'ci', guid('ci')),
};

export function target(kind: TargetKind, name: string, id: string | undefined): Target {
  return { name, kind, id, why: 'the test' };
}

export const span = { start: 0, end: 0 };

export function pod(parts: Partial<PodWorkload> = {}): PodWorkload {
  return {
    platform: 'kubernetes',
    kind: 'Deployment',
    name: 'web',
    namespace: undefined,
    pullSecrets: [],
    morePullSecrets: [],
    serviceAccount: undefined,
    ...parts,
  };
}

export function account(name: string, parts: Partial<ServiceAccount> = {}): ServiceAccount {
  return {
    text: name,
    span,
    pullSecrets: [],
    pullClientId: undefined,
    binding: undefined,
    definedAt: { file: 'account.yaml', span },
    ...parts,
  };
}

/** A pull secret with one entry. Without a user name its content was not found. */
export function secret(name: string, username?: string, more: Partial<SecretEntry> = {}): PullSecret {
  const entry: SecretEntry = { server: 'shop.azurecr.io', username, expiresAt: undefined, ...more };
  const found = username === undefined && Object.keys(more).length === 0;
  return {
    text: name,
    span,
    entries: found ? undefined : [entry],
    definedAt: found ? undefined : { file: 'secret.yaml', span },
  };
}

export function reference(text: string, workload: Workload = pod()): ImageReference {
  const { length } = text;
  return {
    format: 'kubernetes',
    file: 'web.yaml',
    where: 'Deployment web',
    span: { start: 0, end: length },
    text,
    image: readImage(text),
    workload,
    origins: [],
    settledAt: undefined,
  };
}

/** The verdict on `shop.azurecr.io/web:1`, or on the image of the row. */
export function verdict(parts: {
  readonly map: AccessMap | undefined;
  readonly target?: Target | null;
  readonly image?: string;
  readonly workload?: Workload;
  readonly attempt?: Partial<Attempt>;
}): Verdict {
  const { map, target: to = targets.aks, image = 'shop.azurecr.io/web:1', workload = pod() } = parts;
  const finding = decide({ reference: reference(image, workload), target: to, map, now, ...parts.attempt });
  assert.ok(finding, `no finding for ${image}`);
  return finding.verdict;
}

/** `denied not-attached`, `allowed`: a verdict as the tables write it. */
export function inShort({ outcome, cause }: Verdict): string {
  return cause === null ? outcome : `${outcome} ${cause}`;
}
