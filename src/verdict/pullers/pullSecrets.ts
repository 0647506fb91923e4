import type { Fix } from '../../model/fix.ts';
import { folded } from '../../model/fold.ts';
import { t } from '../../model/l10n.ts';
import type { Origin } from '../../model/place.ts';
import type { ImageReference } from '../../model/reference.ts';
import { everyOf, type Truth, truthOf } from '../../model/truth.ts';
import type { Evidence } from '../../model/verdict.ts';
import type { PullSecret, SecretEntry } from '../../model/workload.ts';
import { isLike } from '../conditions/wildcards.ts';
import { removeSecret } from '../fixes/credentialFixes.ts';
import type { Pull } from '../pull.ts';
import { accountCredential, type PullCredential, unreadCredential } from './credential.ts';
import { serverName } from './registryEntries.ts';

/** The owner of a pull secret: the pod or its service account. */
interface Bringer {
  /** `the pod` or `service account \`web\``. */
  readonly name: string;
  /** The file that names the secret. */
  readonly file: string;
}

/** The credentials in a pod's pull secrets for one image. */
export interface SecretCredentials {
  /** One for each credential that the kubelet would try, in its order. */
  readonly credentials: readonly PullCredential[];
  /** Evidence of secrets without an entry for this registry. */
  readonly evidence: readonly Evidence[];
}

/** The kubelet tries the pull secrets before its own credential: keyring.go, MakeDockerKeyring. */
export function secretCredentials(
  secrets: readonly PullSecret[],
  bringer: Bringer,
  { host: inLowerCase, repository, reference }: Pull,
): SecretCredentials {
  const host = asWritten(inLowerCase, reference);
  const credentials: PullCredential[] = [];
  const evidence: Evidence[] = [];
  for (const secret of secrets) {
    const related = placesOf(secret, bringer);
    if (secret.entries === undefined) {
      const why = t("the login of pull secret `{0}` isn't in these manifests, so it can't be checked", secret.text);
      credentials.push(hiddenSecret(secret.text, why, related));
      continue;
    }
    const counting = secret.entries.map(entry => ({ entry, counts: keyCounts(entry.server, host, repository) }));
    for (const { entry, counts } of counting) {
      if (counts === 'yes') credentials.push(accountOf(secret, entry, bringer, related));
      if (counts === 'unknown') {
        const why = t('pull secret `{0}` is meant for `{1}`, and the repository is unknown', secret.text, entry.server);
        credentials.push(hiddenSecret(secret.text, why, related));
      }
    }
    if (counting.every(({ counts }) => counts === 'no')) {
      const fact = t('pull secret `{0}` of {1} holds nothing for `{2}`', secret.text, bringer.name, host);
      evidence.push({ step: 'puller', fact, id: null, effect: 'ignored' });
    }
  }
  return { credentials, evidence };
}

/**
 * The kubelet compares a host in the image's own case. A host that is joined from parts is assumed to be in lower case.
 */
function asWritten(host: string, { text }: ImageReference): string {
  const written = text.slice(0, host.length);
  return folded(written) === host ? written : host;
}

/** A pull secret whose effect on the pull can't be known here. */
export function hiddenSecret(name: string, why: string, related: readonly Origin[]): PullCredential {
  const hidden = unreadCredential(why, null, related);
  return { ...hidden, puller: { ...hidden.puller, name: t('pull secret `{0}`', name) }, isPullSecret: true };
}

function accountOf(
  secret: PullSecret,
  entry: SecretEntry,
  bringer: Bringer,
  related: readonly Origin[],
): PullCredential {
  const { username, server } = entry;
  const user = username === undefined ? t('a credential without a user name') : t('user `{0}`', username);
  const name = t('pull secret `{0}`', secret.text);
  const why = t('{0} refers to it, and the kubelet tries it first', bringer.name);
  const fact = t('pull secret `{0}` of {1}: {2} for `{3}`', secret.text, bringer.name, user, server);
  const removal = removalOf(secret, bringer, server);
  return accountCredential(entry, { name, whose: name, why, fact }, null, { related, isPullSecret: true, removal });
}

/** A secret with an entry for another registry may be needed for that one. */
function removalOf(secret: PullSecret, bringer: Bringer, server: string): Fix | undefined {
  const { item, span, text, entries, file = bringer.file } = secret;
  if (!item || entries?.some(other => serverName(other.server) !== serverName(server))) return undefined;
  return removeSecret(text, { file, span: { start: span.start - item.before, end: span.end + item.after } });
}

function placesOf(secret: PullSecret, bringer: Bringer): readonly Origin[] {
  const { span, file = bringer.file } = secret;
  const named: Origin = { file, span, role: t('pull secret of {0}', bringer.name) };
  return secret.definedAt ? [named, { ...secret.definedAt, role: t('pull secret') }] : [named];
}

/**
 * Matches an entry of a pull secret against an image, as the kubelet does. A scheme and a leading `/v1/` or `/v2/`
 * don't matter. The host must have as many labels and the same port. Each label may hold wildcards, and case counts
 * (`filepath.Match`). A path must be a prefix of the image's. Unknown: the entry names a path, and a template leaves
 * the repository open.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/credentialprovider/keyring.go (Add, URLsMatch)
 */
export function keyCounts(key: string, host: string, repository: string | undefined): Truth {
  const plain = key.replace(/^https?:\/\//i, '');
  const slash = plain.indexOf('/');
  const keyHost = slash < 0 ? plain : plain.slice(0, slash);
  const path = slash < 0 ? '' : plain.slice(slash).replace(/^\/v[12](?=\/)/, '');
  return everyOf([hostsMatch(keyHost, host), pathMatches(path, repository)]);
}

function pathMatches(path: string, repository: string | undefined): Truth {
  if (path === '' || path === '/') return 'yes';
  return repository === undefined ? 'unknown' : truthOf(`/${repository}`.startsWith(path));
}

function hostsMatch(keyHost: string, host: string): Truth {
  const [keyName = '', keyPort] = keyHost.split(':');
  const [name = '', port] = host.split(':');
  const keyLabels = keyName.split('.');
  const labels = name.split('.');
  if (keyPort !== port || keyLabels.length !== labels.length) return 'no';
  return everyOf(keyLabels.entries(), ([at, label]) => isLike(labels[at] ?? '', label));
}
