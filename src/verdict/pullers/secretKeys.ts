import { matchesAction } from '../conditions/index.ts';

/**
 * Whether an entry of a pull secret counts for an image, as the kubelet decides it: a scheme and a leading `/v1/` or
 * `/v2/` don't matter; the host must have as many labels and the same port, each label may hold wildcards; a path must be
 * a prefix of the image's. `maybe`: the entry names a path, and a template leaves the repository open.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/credentialprovider/keyring.go (Add, URLsMatch)
 */
export function keyCounts(key: string, host: string, repository: string | undefined): 'yes' | 'no' | 'maybe' {
  const plain = key.replace(/^https?:\/\//i, '');
  const slash = plain.indexOf('/');
  const keyHost = slash < 0 ? plain : plain.slice(0, slash);
  const path = slash < 0 ? '' : plain.slice(slash).replace(/^\/v[12](?=\/)/, '');
  if (!hostsMatch(keyHost, host)) return 'no';
  if (path === '' || path === '/') return 'yes';
  if (repository === undefined) return 'maybe';
  return `/${repository}`.startsWith(path) ? 'yes' : 'no';
}

function hostsMatch(keyHost: string, host: string): boolean {
  const [keyName = '', keyPort] = keyHost.split(':');
  const [name = '', port] = host.split(':');
  const keyLabels = keyName.split('.');
  const labels = name.split('.');
  if (keyPort !== port || keyLabels.length !== labels.length) return false;
  return keyLabels.every((label, i) => matchesAction(label, labels[i] ?? ''));
}
