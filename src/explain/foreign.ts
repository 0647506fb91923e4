import type { CauseId } from '../model/cause.ts';
import { isAzureHost } from '../model/host.ts';
import { registryOf } from '../verdict/registry/registries.ts';
import type { Match } from './signature.ts';

/**
 * Registries that are not Azure's. Only Azure's says 401 to whoever lacks a role; the others (GitHub's, Google's,
 * Amazon's, GitLab's, Artifactory) say 403 to a caller that they know and don't let in:
 * https://cloud.google.com/artifact-registry/docs/troubleshooting and
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/common-errors-docker.html
 */
export function isForeign(host: string): boolean {
  return !isAzureHost(host) && registryOf(host, undefined).kind === 'foreign';
}

/** Whether a registry that is not Azure's said 403, which is its way to refuse a caller. */
export function refusesWith403(host: string, failures: readonly Match[]): boolean {
  return isForeign(host) && !isOpenToAll(host) && answers403.has(failures[0]?.signature.id ?? '');
}

export const causesOf403: readonly CauseId[] = [
  'no-pull-identity',
  'network-firewall',
  'expired-credential',
  'image-not-found',
];

export const saying403 = 'The registry, or a proxy before it, answered 403: it does not let this caller pull.';

/** Nobody is refused by these for who he is, so a 403 is the network's. */
const openToAll = /^(?:mcr\.microsoft\.com|registry\.k8s\.io)$/;

export const isOpenToAll = (host: string) => openToAll.test(host);

const answers403: ReadonlySet<string> = new Set(['token-403', 'oauth-token-403', 'registry-403', 'any-403']);
