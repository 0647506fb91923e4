import type { SentTo } from '../../model/target.ts';

/** A cluster by the address of its API server. Undefined for a text that is no such address. */
export function serverAt(address: string | undefined): SentTo | undefined {
  if (address === undefined) return undefined;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === '') return undefined;
  return OWN_HOSTS.has(url.hostname) ? { kind: 'own' } : { kind: 'server', host: url.hostname };
}

const OWN_HOSTS: ReadonlySet<string> = new Set([
  'kubernetes.default',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
]);
