import type { Collection } from '../../access/gaps.ts';
import type { RuntimeRegistryEntry } from '../../access/map.ts';
import type { DeniedCause } from '../../model/cause.ts';
import type { Origin, Span } from '../../model/place.ts';
import type { Evidence } from '../../model/verdict.ts';
import type { RegistryEntry } from '../../model/workload.ts';
import type { Pull } from '../pull.ts';
import {
  type CredentialChain,
  credential,
  noCredential,
  only,
  type PullCredential,
  type RuntimeFix,
  unreadCredential,
} from './credential.ts';
import { isAbsent } from './identities.ts';

/** The entry for a registry among those of the manifest, or of the runtime in Azure where the manifest lists none. */
export interface Entry {
  readonly server: string;
  /** Whether the manifest names the identity by an expression. */
  readonly isOpen: boolean;
  /** The place where the manifest states it; empty where only Azure does. */
  readonly related: readonly Origin[];
}

/** A runtime's entries, how its platform calls them, and what mends one that is missing or holds a password. */
interface Entries {
  readonly declared: readonly RegistryEntry[] | undefined;
  readonly inAzure:
    | { readonly id: string; readonly registries: readonly RuntimeRegistryEntry[] | undefined }
    | undefined;
  readonly collection: Collection;
  readonly noun: 'registry entry' | 'credential';
  readonly absent: Extract<DeniedCause, 'registry-not-configured' | 'no-pull-identity'>;
  readonly fixFor: (flaw: 'no identity' | 'password') => RuntimeFix | undefined;
  readonly byIdentity: (identity: string, entry: Entry) => PullCredential;
}

/**
 * Container Apps and Container Instances pull with what the registry's entry names: an identity, or a user. The
 * manifest's list wins over Azure's, since it is what will be deployed.
 */
export function entryCredentials(of: Entries, { host, target, map, reference: { file } }: Pull): CredentialChain {
  const { declared, inAzure, noun } = of;
  const id = inAzure?.id ?? target.id ?? null;
  const absent = !inAzure && target.id !== undefined && isAbsent(of.collection, target.id, map);
  const entries = declared ?? inAzure?.registries ?? (absent ? [] : undefined);
  if (entries === undefined) {
    const nouns = noun === 'credential' ? 'registry credentials' : 'registry entries';
    return only(unreadCredential(`the ${nouns} of \`${target.name}\` were not read`, id), 'maybe');
  }
  const placeOf = (span: Span | undefined) => (span ? [{ file, span, role: 'registry entry' }] : []);
  const isOwn = ({ server }: RuntimeRegistryEntry): boolean => serverName(server) === host;
  const own = entries.find(isOwn);
  if (!own) {
    const open = declared?.find(entry => entry.open.includes('server'));
    if (!open)
      return only(
        noCredential(of.absent, `it has no ${noun} for \`${host}\``, id, [], of.fixFor('no identity')),
        'tried',
      );
    const why = `its registry entry \`${open.server}\` is known only when it is deployed`;
    return only(unreadCredential(why, id, placeOf(open.span)), 'maybe');
  }
  const stated = declared?.find(isOwn);
  const isOpen = stated?.open.includes('identity') ?? false;
  const entry: Entry = { server: own.server, isOpen, related: placeOf(stated?.span) };
  // Azure and tools write an empty text where the other field is used.
  if (own.identity) {
    const pulls = of.byIdentity(own.identity, entry);
    return only(pulls, pulls.login.kind === 'nothing' ? 'never' : 'maybe');
  }
  if (own.username) return only(accountCredential(entry, own.username, id, of.fixFor('password')));
  // Azure states one of them always.
  if (!stated) return only(unreadCredential(`the credential of its ${noun} for \`${host}\` was not read`, id), 'maybe');
  const why = `its ${noun} for \`${host}\` names neither an identity nor a user`;
  return only(noCredential('no-pull-identity', why, id, entry.related, of.fixFor('no identity')));
}

/** Some write the server as a URL. */
export function serverName(server: string): string {
  return server
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/.*$/s, '');
}

/** An entry with a user name and a password. */
function accountCredential(
  entry: Entry,
  username: string,
  id: string | null,
  runtimeFix: RuntimeFix | undefined,
): PullCredential {
  const fact = `registry entry for \`${entry.server}\`: user \`${username}\` with a password`;
  const evidence: Evidence = { step: 'puller', fact, id, effect: 'states' };
  return credential({
    puller: {
      objectId: undefined,
      clientId: undefined,
      name: `user \`${username}\` of the registry entry`,
      why: 'the registry entry holds a user name and a password',
      credential: 'unknown',
    },
    whose: 'its registry entry',
    login: { kind: 'account', username, expiresAt: undefined },
    evidence: [evidence],
    related: entry.related,
    runtimeFix,
  });
}
