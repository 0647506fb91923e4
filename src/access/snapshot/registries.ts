import * as v from 'valibot';
import { folded } from '../../model/fold.ts';
import type { CacheRule, CredentialSet, Registry, RegistryToken, ScopeMap } from '../map.ts';
import { identity, maybe, maybeId, object, optionalList, reference, resource } from './arm.ts';
import { heldIdentityFrom, resourceFrom } from './resources.ts';
import { addressBlock, flag, host, moment, optional, optionalText, optionalWord, texts } from './words.ts';

// Registries and the resources below them: the parts of Azure's payloads that the map reads, and their form in the map.

const enabled = maybe({ status: optionalWord('enabled', 'disabled') });

export const registry = object({
  ...resource,
  sku: maybe({ name: optionalWord('Classic', 'Basic', 'Standard', 'Premium') }),
  properties: object({
    loginServer: optional(host),
    regionalEndpointHostNames: optionalList(host),
    roleAssignmentMode: optionalWord('LegacyRegistryPermissions', 'AbacRepositoryPermissions'),
    adminUserEnabled: flag,
    anonymousPullEnabled: flag,
    publicNetworkAccess: optionalWord('Enabled', 'Disabled', 'SecuredByPerimeter'),
    networkRuleBypassOptions: optionalWord('AzureServices', 'None'),
    networkRuleSet: maybe({
      defaultAction: optionalWord('Allow', 'Deny'),
      ipRules: optionalList(object({ value: addressBlock, action: optionalWord('Allow') })),
      virtualNetworkRules: optionalList(object({ id: maybeId })),
    }),
    endpointProtocol: optionalWord('IPv4', 'IPv4AndIPv6'),
    privateEndpointConnections: optionalList(
      object({
        properties: maybe({
          privateEndpoint: reference,
          privateLinkServiceConnectionState: maybe({
            status: optionalWord('Approved', 'Pending', 'Rejected', 'Disconnected'),
          }),
        }),
      }),
    ),
    policies: maybe({ azureADAuthenticationAsArmPolicy: enabled, quarantinePolicy: enabled }),
  }),
});

const ends = optionalList(object({ expiry: moment }));
export const registryToken = object({
  ...resource,
  properties: object({
    status: optionalWord('enabled', 'disabled'),
    scopeMapId: maybeId,
    credentials: maybe({ passwords: ends, certificates: ends }),
  }),
});

export const scopeMap = object({ ...resource, properties: object({ actions: texts }) });

export const cacheRule = object({
  ...resource,
  identity: v.nullish(identity),
  properties: object({
    sourceRepository: optionalText,
    targetRepository: optionalText,
    credentialSetResourceId: maybeId,
  }),
});

export const credentialSet = object({
  ...resource,
  properties: object({
    authCredentials: optionalList(
      object({ credentialHealth: maybe({ status: optionalWord('Healthy', 'Unhealthy') }) }),
    ),
  }),
});

const modes: Readonly<Record<string, Registry['mode']>> = {
  legacyregistrypermissions: 'legacy',
  abacrepositorypermissions: 'abac',
};

export function registryFrom(payload: v.InferOutput<typeof registry>): Registry {
  const { properties } = payload;
  const rules = properties.networkRuleSet;
  return {
    ...resourceFrom(payload),
    loginServer: folded(properties.loginServer ?? ''),
    regionalHosts: (properties.regionalEndpointHostNames ?? []).map(folded),
    mode: modes[properties.roleAssignmentMode?.toLowerCase() ?? ''],
    sku: payload.sku?.name,
    adminEnabled: properties.adminUserEnabled,
    anonymousPull: properties.anonymousPullEnabled,
    publicAccess: oneOf(properties.publicNetworkAccess, ['enabled', 'disabled']),
    defaultAction: oneOf(rules?.defaultAction, ['allow', 'deny']),
    // `Allow` is the only action that there is.
    ipRules: rules?.ipRules?.flatMap(rule => rule.value ?? []),
    subnetRules: rules?.virtualNetworkRules?.flatMap(rule => rule.id ?? []),
    endpointProtocol: oneOf(properties.endpointProtocol, ['ipv4', 'ipv4andipv6']),
    trustedServices: fromStatus(properties.networkRuleBypassOptions, 'azureservices', 'none'),
    privateEndpoints: properties.privateEndpointConnections?.map(({ properties: connection }) => ({
      id: connection?.privateEndpoint?.id,
      status: connection?.privateLinkServiceConnectionState?.status,
    })),
    armTokens: fromStatus(properties.policies?.azureADAuthenticationAsArmPolicy?.status, 'enabled', 'disabled'),
    quarantine: fromStatus(properties.policies?.quarantinePolicy?.status, 'enabled', 'disabled'),
  };
}

export function registryTokenFrom(payload: v.InferOutput<typeof registryToken>): RegistryToken {
  const { status, scopeMapId, credentials } = payload.properties;
  return {
    ...resourceFrom(payload),
    enabled: fromStatus(status, 'enabled', 'disabled'),
    scopeMapId,
    ends: credentials?.passwords?.map(({ expiry }) => expiry ?? 'never'),
    hasCertificate: (credentials?.certificates?.length ?? 0) > 0,
  };
}

export function scopeMapFrom(payload: v.InferOutput<typeof scopeMap>): ScopeMap {
  return { ...resourceFrom(payload), ...payload.properties };
}

export function cacheRuleFrom(payload: v.InferOutput<typeof cacheRule>): CacheRule {
  const { sourceRepository, targetRepository, credentialSetResourceId } = payload.properties;
  return {
    ...resourceFrom(payload),
    source: sourceRepository,
    target: targetRepository?.toLowerCase(),
    credentialSetId: credentialSetResourceId,
    identity: upstreamIdentityOf(payload),
  };
}

/** A version that shows identities has `null` or the type `None` where there is none. */
function upstreamIdentityOf({ identity: block }: v.InferOutput<typeof cacheRule>): CacheRule['identity'] {
  if (block === undefined) return undefined;
  const held = block === null ? undefined : heldIdentityFrom(block);
  return held?.userAssigned?.[0] ?? null;
}

export function credentialSetFrom(payload: v.InferOutput<typeof credentialSet>): CredentialSet {
  const states = payload.properties.authCredentials?.map(each => each.credentialHealth?.status?.toLowerCase());
  return { ...resourceFrom(payload), unhealthy: states?.every(state => state === 'unhealthy') ?? false };
}

function oneOf<const T extends string>(value: string | null | undefined, known: readonly T[]): T | undefined {
  return known.find(word => word === value?.toLowerCase());
}

function fromStatus(value: string | null | undefined, yes: string, no: string): boolean | undefined {
  const word = oneOf(value, [yes, no]);
  return word === undefined ? undefined : word === yes;
}
