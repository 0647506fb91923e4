import type { Collection } from '../../access/gaps.ts';
import type { RuntimeRegistryEntry } from '../../access/map.ts';
import type { DeniedCause } from '../../causes/index.ts';
import { folded } from '../../model/fold.ts';
import { t } from '../../model/l10n.ts';
import type { Origin, Span } from '../../model/place.ts';
import type { RegistryEntry } from '../../model/workload.ts';
import type { Pull } from '../pull.ts';
import {
  accountCredential,
  type CredentialChain,
  noCredential,
  only,
  type PullCredential,
  type RuntimeFix,
  unreadChain,
} from './credential.ts';
import { isKnownAbsent } from './identities.ts';
import { notFoundReason } from './notFound.ts';

/**
 * The entry for a registry among those of the manifest. If the manifest lists none, among those of the runtime in
 * Azure.
 */
export interface EffectiveEntry {
  /** True if the manifest names the identity by an expression. */
  readonly isOpen: boolean;
  /** The place where the manifest states it. Empty if only Azure does. */
  readonly related: readonly Origin[];
}

/** A runtime's entries, the platform's name for them, and the fixes for one that is missing or holds a password. */
export interface RuntimeEntries {
  readonly declared: readonly RegistryEntry[] | undefined;
  readonly inAzure:
    | { readonly id: string; readonly registries: readonly RuntimeRegistryEntry[] | undefined }
    | undefined;
  readonly collection: Collection;
  readonly noun: 'entry' | 'credential';
  readonly absent: Extract<DeniedCause, 'registry-not-configured' | 'no-pull-identity'>;
  readonly fixFor: (flaw: 'noIdentity' | 'password') => RuntimeFix | undefined;
  readonly byIdentity: (identity: string, entry: EffectiveEntry) => PullCredential;
}

/**
 * Container Apps and Container Instances pull with the credential that the registry's entry names: an identity, or a
 * user. The manifest's list wins over Azure's, since it will be deployed.
 */
export function entryCredentials(
  of: RuntimeEntries,
  { host, target, map, reference: { file } }: Pull,
): CredentialChain {
  const { declared, inAzure } = of;
  const isEntry = of.noun === 'entry';
  const id = inAzure?.id ?? target.id ?? null;
  const absent = !inAzure && target.id !== undefined && isKnownAbsent(of.collection, target.id, map);
  const entries = declared ?? inAzure?.registries ?? (absent ? [] : undefined);
  if (entries === undefined) {
    const unread = isEntry
      ? t('the registry entries of `{0}` were not read', target.name)
      : t('the registry credentials of `{0}` were not read', target.name);
    return unreadChain(notFoundReason(target) ?? unread, id);
  }
  const placeOf = (span: Span | undefined) => (span ? [{ file, span, role: t('registry entry') }] : []);
  const isOwn = ({ server }: RuntimeRegistryEntry): boolean => serverName(server) === host;
  const own = entries.find(isOwn);
  if (!own) {
    const open = declared?.find(entry => entry.open.includes('server'));
    if (!open) {
      const why = isEntry ? t('it has no registry entry for `{0}`', host) : t('it has no credential for `{0}`', host);
      return only(noCredential(of.absent, why, id, [], of.fixFor('noIdentity')), 'tried');
    }
    const why = t('its registry entry `{0}` is known only when it is deployed', open.server);
    return unreadChain(why, id, placeOf(open.span));
  }
  const stated = declared?.find(isOwn);
  // Container Instances take "the server without a protocol". The effect of a protocol is not documented:
  // https://learn.microsoft.com/azure/templates/microsoft.containerinstance/containergroups (ImageRegistryCredential)
  if (!isEntry && /^https?:/i.test(own.server)) {
    return unreadChain(
      t('its credential names `{0}`, which should have no protocol', own.server),
      id,
      placeOf(stated?.span),
    );
  }
  const isOpen = stated?.open.includes('identity') ?? false;
  const entry: EffectiveEntry = { isOpen, related: placeOf(stated?.span) };
  // Azure and tools write an empty text if the other field is used.
  if (own.identity) {
    const pulls = of.byIdentity(own.identity, entry);
    return only(pulls, pulls.login.kind === 'nothing' ? 'never' : 'maybe');
  }
  if (own.username) {
    const words = {
      name: t('user `{0}` of the registry entry', own.username),
      whose: t('its registry entry'),
      why: t('the registry entry holds a user name and a password'),
      fact: t('registry entry for `{0}`: user `{1}` with a password', own.server, own.username),
    };
    const more = { related: entry.related, runtimeFix: of.fixFor('password') };
    return only(accountCredential({ username: own.username }, words, id, more));
  }
  const unknown = unknownIn(stated, host, of.noun);
  if (unknown !== undefined) return unreadChain(unknown, id, entry.related);
  const why = isEntry
    ? t('its registry entry for `{0}` names neither an identity nor a user', host)
    : t('its credential for `{0}` names neither an identity nor a user', host);
  return only(noCredential('no-pull-identity', why, id, entry.related, of.fixFor('noIdentity')));
}

/** Why the content of an entry without a text for either is not known. Undefined: it names neither. */
function unknownIn(stated: RegistryEntry | undefined, host: string, noun: RuntimeEntries['noun']): string | undefined {
  // Azure always states one of them.
  if (!stated) {
    return noun === 'entry'
      ? t('the credential of its registry entry for `{0}` was not read', host)
      : t('its credential for `{0}` was not read', host);
  }
  if (stated.open.includes('username'))
    return t('it signs in to `{0}` as a user that is known only when it is deployed', host);
  if (stated.open.includes('identity'))
    return t('it signs in to `{0}` as an identity that is known only when it is deployed', host);
  return undefined;
}

/** Some people write the server as a URL. */
export function serverName(server: string): string {
  return folded(server)
    .replace(/^https?:\/\//, '')
    .replace(/\/.*/s, '');
}
