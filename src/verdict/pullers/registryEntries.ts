import type { RuntimeRegistryEntry } from '../../access/map.ts';
import type { Origin } from '../../model/place.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { Evidence } from '../../model/verdict.ts';
import type { RegistryEntry } from '../../model/workload.ts';
import { credential, type PullCredential, type RuntimeFix } from './credential.ts';

/** The entry for a registry among those of the manifest, or of the runtime in Azure where the manifest lists none. */
export interface Entry {
  readonly server: string;
  readonly identity: string | undefined;
  readonly username: string | undefined;
  /** Whether the manifest names the identity by an expression. */
  readonly isOpen: boolean;
  /** The place where the manifest states it; empty where only Azure does. */
  readonly related: readonly Origin[];
}

type Entries =
  | { readonly kind: 'read'; readonly entry: Entry | undefined }
  | { readonly kind: 'notRead' }
  /** None is for this registry, and one names its registry by an expression. */
  | { readonly kind: 'open'; readonly why: string; readonly related: readonly Origin[] };

/** The manifest's list wins over Azure's, since it is what will be deployed. */
export function entryFor(
  host: string,
  declared: readonly RegistryEntry[] | undefined,
  inAzure: readonly RuntimeRegistryEntry[] | undefined,
  { file }: ImageReference,
): Entries {
  const entries = declared ?? inAzure;
  if (entries === undefined) return { kind: 'notRead' };
  const isOwn = (entry: RuntimeRegistryEntry): boolean => serverName(entry.server) === host;
  const own = entries.find(isOwn);
  if (!own) {
    const open = declared?.find(entry => entry.open.includes('server'));
    if (!open) return { kind: 'read', entry: undefined };
    const why = `its registry entry \`${open.server}\` is known only when it is deployed`;
    return { kind: 'open', why, related: open.span ? [{ file, span: open.span, role: 'registry entry' }] : [] };
  }
  const stated = declared?.find(isOwn);
  const span = stated?.span;
  const related = span ? [{ file, span, role: 'registry entry' }] : [];
  const { server, identity, username } = own;
  // Azure and tools write an empty text where the other field is used.
  return {
    kind: 'read',
    entry: {
      server,
      identity: identity || undefined,
      username: username || undefined,
      isOpen: stated?.open.includes('identity') ?? false,
      related,
    },
  };
}

/** Some write the server as a URL. */
export function serverName(server: string): string {
  return server
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/.*$/s, '');
}

/** An entry with a user name and a password. */
export function accountCredential(
  entry: Entry,
  username: string,
  id: string | null,
  runtimeFix?: RuntimeFix,
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
