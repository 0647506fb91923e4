/**
 * The terms of conditions on container registries (MicrosoftDocs/azure-management-docs,
 * articles/container-registry/container-registry-rbac-abac-repository-permissions.md).
 */
import type { Attribute } from './expression.ts';

export const contentRead = 'Microsoft.ContainerRegistry/registries/repositories/content/read';
export const metadataRead = 'Microsoft.ContainerRegistry/registries/repositories/metadata/read';

export const repositoryName: Attribute = {
  source: 'Request',
  name: 'Microsoft.ContainerRegistry/registries/repositories:name',
};

/**
 * Names are compared without regard to case, but for keys that say otherwise (`tags:Project<$key_case_sensitive$>`,
 * storage-auth-abac-attributes): a marker that is needed shows what holds without it, and Azure refuses names that it
 * doesn't know ("Resource attribute … is not valid", conditions-troubleshoot).
 */
export function isSameName(left: string, right: string): boolean {
  return left === right || foldedName(left) === foldedName(right);
}

function foldedName(name: string): string {
  const colon = name.toLowerCase().endsWith('<$key_case_sensitive$>') ? name.lastIndexOf(':') : name.length;
  return name.slice(0, colon).toLowerCase() + name.slice(colon);
}
