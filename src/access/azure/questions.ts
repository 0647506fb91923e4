import type { Finding } from '../../model/verdict.ts';
import { idKey } from '../ids.ts';
import type { AccessMap, Registry, Runtime } from '../map.ts';
import { objectIdsOf } from '../snapshot/principals.ts';
import { type ArmObject, text } from './estate.ts';

/** What has to be asked at the source before a pull may be called denied. */
export interface Questions {
  /** Ids of registries, whose settings and assignments decide. */
  readonly registries: readonly string[];
  /** Ids of runtimes, whose identities decide. */
  readonly runtimes: readonly string[];
  /** Object ids, each with the registries that it pulls from, none where any counts: whether a group's role is theirs. */
  readonly principals: readonly { readonly objectId: string; readonly registries: readonly string[] }[];
  /** Client ids of service principals: who they are, and when their secrets end. */
  readonly clients: readonly string[];
  /** Subscriptions of which it matters that all was seen, since something is missing in them. */
  readonly subscriptions: readonly string[];
}

export const noQuestions: Questions = { registries: [], runtimes: [], principals: [], clients: [], subscriptions: [] };

export function isEmpty(questions: Questions): boolean {
  return Object.values(questions).every(list => list.length === 0);
}

/** The questions of both. */
export function together(one: Questions, other: Questions): Questions {
  const principals = new Map<string, Set<string>>();
  for (const { objectId, registries } of [...one.principals, ...other.principals]) {
    principals.set(objectId, new Set([...(principals.get(objectId) ?? []), ...registries]));
  }
  const union = (a: readonly string[], b: readonly string[]) => [...new Set([...a, ...b])];
  return {
    registries: union(one.registries, other.registries),
    runtimes: union(one.runtimes, other.runtimes),
    principals: [...principals].map(([objectId, of]) => ({ objectId, registries: [...of] })),
    clients: union(one.clients, other.clients),
    subscriptions: union(one.subscriptions, other.subscriptions),
  };
}

/** Of every finding: its registry; and of those that are no plain yes, all else. */
export function questionsOf(findings: readonly Finding[], map: AccessMap): Questions {
  const registries = new Map<string, string>();
  const runtimes = new Map<string, string>();
  const principals = new Map<string, Set<string>>();
  const clients = new Set<string>();
  let absence = false;
  for (const { reference, target, verdict } of findings) {
    const host = reference.image.kind === 'image' ? reference.image.registry : undefined;
    if (host === undefined) continue;
    if (absenceDecides(verdict.cause)) absence = true;
    const registry = map.registryByHost(host) ?? ofRegionalHost(host, map);
    if (!registry) continue;
    registries.set(idKey(registry.id), registry.id); // a deny assignment may take away what a role grants
    const runtime = target?.id ? map.runtimeById(target.id) : undefined;
    if (runtime && (verdict.outcome !== 'allowed' || isHalfRead(runtime))) runtimes.set(idKey(runtime.id), runtime.id);
    if (verdict.outcome === 'allowed') continue;
    const { puller } = verdict;
    if (puller?.objectId) {
      const key = puller.objectId.toLowerCase();
      principals.set(key, (principals.get(key) ?? new Set()).add(registry.id));
    }
    if (puller?.clientId && puller.credential === 'servicePrincipal') clients.add(puller.clientId.toLowerCase());
  }
  return {
    registries: [...registries.values()],
    runtimes: [...runtimes.values()],
    principals: [...principals].map(([objectId, of]) => ({ objectId, registries: [...of] })),
    clients: [...clients],
    subscriptions: absence ? map.subscriptionsRead : [],
  };
}

/** Everything that could ever be asked, for a snapshot that others decide by. */
export function everyQuestion(map: AccessMap): Questions {
  const principals = new Set(map.runtimes.flatMap(objectIdsOf).map(id => id.toLowerCase()));
  const clients = map.runtimes.flatMap(runtime =>
    runtime.kind === 'aks' ? (runtime.servicePrincipalClientId ?? []) : [],
  );
  return {
    registries: map.registries.map(({ id }) => id),
    runtimes: map.runtimes.filter(isHalfRead).map(({ id }) => id),
    principals: [...principals].map(objectId => ({ objectId, registries: [] })),
    clients: [...new Set(clients.map(id => id.toLowerCase()))],
    subscriptions: map.subscriptionsRead,
  };
}

/**
 * Resource Graph leaves out how a site signs in, and whether service accounts pull in a cluster, which takes Kubernetes
 * 1.34. https://aka.ms/aks/identity-binding/acr-image-pull/docs
 */
function isHalfRead(runtime: Runtime): boolean {
  if (runtime.kind === 'site') return runtime.managedIdentityCredentials === undefined;
  if (runtime.kind !== 'aks' || runtime.serviceAccountPull !== undefined) return false;
  const [major = 1, minor = 34] = runtime.kubernetesVersion?.split('.').map(Number) ?? [];
  return major > 1 || minor >= 34;
}

/** `shop.westeurope.geo.azurecr.io`: which registries have regional endpoints, only they themselves tell. */
function ofRegionalHost(host: string, map: AccessMap): Registry | undefined {
  const [, name, suffix] = /^([^.]+)\.[^.]+\.geo\.(azurecr\.\w+)$/i.exec(host) ?? [];
  return name === undefined ? undefined : map.registryByHost(`${name}.${suffix}`);
}

/** Something was not found; it matters whether it could have been seen. */
function absenceDecides(cause: Finding['verdict']['cause']): boolean {
  return (
    cause === 'registry-not-visible' ||
    cause === 'registry-not-found' ||
    cause === 'network-not-visible' ||
    cause === 'private-dns-missing' ||
    cause === 'identity-not-assigned' ||
    cause === 'not-readable'
  );
}

/** Questions that were not answered since the given moment. */
export function unanswered(questions: Questions, answered: Ledger, since: number): Questions {
  const open = (kind: string, key: string): boolean =>
    (answered.get(`${kind} ${idKey(key)}`) ?? Number.NEGATIVE_INFINITY) < since;
  return {
    registries: questions.registries.filter(id => open('registry', id)),
    runtimes: questions.runtimes.filter(id => open('runtime', id)),
    principals: questions.principals.flatMap(({ objectId, registries }) => {
      const rest = registries.filter(id => open(`principal ${objectId}`, id));
      const isOpen = rest.length > 0 || (registries.length === 0 && open(`principal ${objectId}`, ''));
      return isOpen ? [{ objectId, registries: rest }] : [];
    }),
    clients: questions.clients.filter(id => open('client', id)),
    subscriptions: questions.subscriptions.filter(id => open('subscription', id)),
  };
}

/** When each question was asked last. */
export type Ledger = ReadonlyMap<string, number>;

export function noted(answered: Ledger, questions: Questions, at: number): Ledger {
  const next = new Map(answered);
  for (const id of questions.registries) next.set(`registry ${idKey(id)}`, at);
  for (const id of questions.runtimes) next.set(`runtime ${idKey(id)}`, at);
  for (const { objectId, registries } of questions.principals) {
    for (const id of ['', ...registries]) next.set(`principal ${objectId} ${idKey(id)}`, at);
  }
  for (const id of questions.clients) next.set(`client ${idKey(id)}`, at);
  for (const id of questions.subscriptions) next.set(`subscription ${idKey(id)}`, at);
  return next;
}

/** An image of a registry in the map, as a runtime would ask for it. */
export interface ImageQuestion {
  readonly loginServer: string;
  readonly repository: string;
  /** A tag, or a digest with its algorithm. */
  readonly reference: string;
}

/**
 * The images that it makes sense to ask for: those of registries that Azure told of, whose names are known to the end,
 * and whose pull is not refused before the image matters.
 */
export function imageQuestionsOf(findings: readonly Finding[], map: AccessMap): readonly ImageQuestion[] {
  const questions = new Map<string, ImageQuestion>();
  for (const { reference, verdict } of findings) {
    const { image } = reference;
    if (image.kind !== 'image' || image.registry === undefined || image.repository === undefined) continue;
    if (verdict.outcome === 'denied' && !isAboutTheImage(verdict.cause)) continue;
    const registry = map.registryByHost(image.registry);
    // With a tag and a digest, a runtime asks for the digest; with neither, for `latest`.
    const asked = image.digest ?? image.tag ?? (image.unresolved === undefined ? 'latest' : undefined);
    if (!registry || asked === undefined) continue;
    const question = { loginServer: registry.loginServer, repository: image.repository, reference: asked };
    questions.set(imageKey(question), question);
  }
  return [...questions.values()];
}

export function imageKey({ loginServer, repository, reference }: ImageQuestion): string {
  return `${loginServer}/${repository} ${reference}`;
}

/** In quarantine or missing: an answer that may have changed since. */
function isAboutTheImage(cause: Finding['verdict']['cause']): boolean {
  return cause === 'image-not-found' || cause === 'image-quarantined';
}

/** The question that an entry of a snapshot's `images` answers, to ask it again. */
export function questionOf(entry: ArmObject): ImageQuestion {
  return {
    loginServer: text(entry, 'registry'),
    repository: text(entry, 'repository'),
    reference: text(entry, 'digest') || text(entry, 'tag'),
  };
}
