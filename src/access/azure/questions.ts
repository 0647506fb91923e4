import type { Finding } from '../../model/verdict.ts';
import { textField } from '../estate/estate.ts';
import { kindsByType, resourceType } from '../estate/kinds.ts';
import { idKey, isGuid, subscriptionOf } from '../ids.ts';
import { objectIdsOf } from '../indexes.ts';
import type { AccessMap, Registry, Runtime } from '../map.ts';
import type { ArmObject } from '../snapshot/flattened.ts';

/** Questions to ask at the source before a pull may be called denied. */
export interface Questions {
  /** Ids of registries, whose settings and assignments decide. */
  readonly registries: readonly string[];
  /** Ids of registries, whose tokens and scope maps decide. */
  readonly tokens: readonly string[];
  /** Ids of runtimes, whose identities decide. */
  readonly runtimes: readonly string[];
  /** Ids of clusters in which service accounts pull, whose identity bindings decide. */
  readonly bindings: readonly string[];
  /**
   * An object id, a blank, and the id of the registry that it pulls from, or nothing for all: whether it holds a
   * group's role.
   */
  readonly principals: readonly string[];
  /** Client ids of service principals: who they are, and when their secrets end. */
  readonly clients: readonly string[];
  /** Ids of DNS forwarding rulesets, whose links and rules decide. */
  readonly rulesets: readonly string[];
  /** Ids of records of private zones that Resource Graph lacks. */
  readonly records: readonly string[];
  /** Subscriptions that should be complete, since something is missing in them. */
  readonly subscriptions: readonly string[];
}

function ofEachKind(make: (kind: keyof Questions) => Iterable<string>): Questions {
  return {
    registries: [...make('registries')],
    tokens: [...make('tokens')],
    runtimes: [...make('runtimes')],
    bindings: [...make('bindings')],
    principals: [...make('principals')],
    clients: [...make('clients')],
    rulesets: [...make('rulesets')],
    records: [...make('records')],
    subscriptions: [...make('subscriptions')],
  };
}

export const noQuestions: Questions = ofEachKind(() => []);

export function hasNoQuestion(questions: Questions): boolean {
  return Object.values(questions).every(list => list.length === 0);
}

/** The questions of both, each one once. */
export function together(one: Questions, other: Questions): Questions {
  return ofEachKind(kind => new Set([...one[kind], ...other[kind]]));
}

/**
 * Asks for the registry and the puller's groups of every finding. Asks for everything else unless the verdict is a
 * plain yes.
 */
export function questionsOf(findings: readonly Finding[], map: AccessMap): Questions {
  const hosted = findings.flatMap(({ reference: { image }, target, verdict }) =>
    image.kind === 'image' && image.registry !== undefined ? [{ host: image.registry, target, verdict }] : [],
  );
  const asked = hosted.flatMap(each => {
    const registry = map.registryByHost(each.host) ?? ofRegionalHost(each.host, map);
    return registry ? [{ ...each, registry, puller: each.verdict.puller }] : [];
  });
  const open = asked.filter(({ verdict }) => verdict.outcome !== 'allowed');
  const runtimes = [
    ...asked.flatMap(({ target }) => (target?.id && map.runtimeById(target.id)) || []).filter(isHalfRead),
    ...open.flatMap(({ target, verdict: { evidence } }) => {
      // Resource Graph may lack a target, or an identity that it names, that was made a minute ago.
      const missing = evidence.filter(({ step, effect }) => step === 'puller' && effect !== 'states');
      return [target, ...missing].flatMap(each => (each?.id ? { id: each.id } : []));
    }),
  ].filter(({ id }) => Object.hasOwn(kindsByType, resourceType(id)) && map.wasRead(subscriptionOf(id) ?? ''));
  return together(noQuestions, {
    // a deny assignment may take away a granted right
    registries: asked.flatMap(({ registry }) => [registry.id, ...upstreamOf(registry, map).map(({ id }) => id)]),
    tokens: asked.flatMap(({ puller, registry }) => (puller?.credential === 'registryToken' ? registry.id : [])),
    runtimes: [...new Map(runtimes.map(({ id }) => [idKey(id), id])).values()],
    bindings: [...new Set(asked.flatMap(({ target }) => (target?.id && bindingsAt(map.runtimeById(target.id))) || []))],
    // Through a group, it may hold a narrower role than the one that lets it in.
    principals: asked.flatMap(({ puller, registry }) => [
      ...(puller?.objectId ? [`${puller.objectId.toLowerCase()} ${registry.id}`] : []),
      ...upstreamOf(registry, map).flatMap(({ id, principalId }) =>
        principalId ? `${principalId.toLowerCase()} ${id}` : [],
      ),
    ]),
    // A pipeline's config may name either id of its principal.
    clients: open.flatMap(({ puller }) => {
      const id = puller?.credential === 'servicePrincipal' ? (puller.clientId ?? puller.objectId) : undefined;
      return id && isGuid(id) ? id.toLowerCase() : [];
    }),
    rulesets: asked.length > 0 ? map.networks.forwardingRulesets.map(({ id }) => id) : [],
    records: [...new Set(open.flatMap(({ registry }) => unreadRecords(registry, map)))],
    subscriptions: hosted.some(({ verdict }) => absences.includes(verdict.cause)) ? map.subscriptionsRead : [],
  });
}

/** Every possible question, for a snapshot from which others decide. */
export function everyQuestion(map: AccessMap): Questions {
  const principals = [
    ...map.runtimes.flatMap(objectIdsOf),
    ...map.environments.flatMap(({ identity }) => identity?.systemPrincipalId ?? []),
    ...(map.credentials ?? []).flatMap(({ kind, objectId }) => (kind === 'servicePrincipal' && objectId) || []),
  ];
  const clients = map.runtimes.flatMap(runtime =>
    runtime.kind === 'aks' ? (runtime.servicePrincipalClientId ?? []) : [],
  );
  return together(noQuestions, {
    registries: map.registries.map(({ id }) => id),
    tokens: map.registries.map(({ id }) => id),
    runtimes: map.runtimes.filter(isHalfRead).map(({ id }) => id),
    bindings: map.runtimes.flatMap(bindingsAt),
    principals: principals.map(id => `${id.toLowerCase()} `),
    clients: clients.map(id => id.toLowerCase()),
    rulesets: map.networks.forwardingRulesets.map(({ id }) => id),
    records: map.registries.flatMap(registry => unreadRecords(registry, map)),
    subscriptions: map.subscriptionsRead,
  });
}

/** Registries that this one fetches images from as an identity, which has to have a role there. */
function upstreamOf(registry: Registry, map: AccessMap) {
  return map.cacheRulesOf(registry.id).flatMap(({ source = '', identity }) => {
    const upstream = identity ? map.registryByHost(source.split('/')[0] ?? '') : undefined;
    return upstream ? [{ id: upstream.id, principalId: identity?.principalId }] : [];
  });
}

function bindingsAt(runtime: Runtime | undefined): readonly string[] {
  return runtime?.kind === 'aks' && runtime.serviceAccountPull?.enabled ? [runtime.id] : [];
}

/** Records of a registry with private endpoints, in the zones that are linked to any network. */
function unreadRecords({ loginServer, privateEndpoints = [] }: Registry, map: AccessMap): readonly string[] {
  const [label = '', ...domain] = loginServer.split('.');
  if (privateEndpoints.length === 0) return [];
  const zones = map.zonesNamed(['privatelink', ...domain].join('.')).filter(({ links }) => links.size > 0);
  return zones.filter(({ id }) => map.recordIn(id, label) === undefined).map(({ id }) => `${id}/A/${label}`);
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

/** `shop.westeurope.geo.azurecr.io`: only the registries themselves show which of them have regional endpoints. */
function ofRegionalHost(host: string, map: AccessMap): Registry | undefined {
  const [, name, suffix] = /^([^.]+)\.[^.]+\.geo\.(azurecr\.\w+)$/i.exec(host) ?? [];
  return name === undefined ? undefined : map.registryByHost(`${name}.${suffix}`);
}

/** Causes for which something was not found. It matters whether the reader could have seen it. */
const absences: readonly Finding['verdict']['cause'][] = [
  'registry-not-visible',
  'registry-not-found',
  'network-not-visible',
  'private-dns-missing',
  'identity-not-assigned',
  'not-readable',
];

/** The time at which each question was last asked, in milliseconds. */
export type Ledger = ReadonlyMap<string, number>;

/** Questions that were not answered since the given moment. */
export function unanswered(questions: Questions, answered: Ledger, since: number): Questions {
  const askedAt = (entry: string): number => answered.get(entry) ?? Number.NEGATIVE_INFINITY;
  return ofEachKind(kind => questions[kind].filter(key => askedAt(`${kind} ${idKey(key)}`) < since));
}

export function noted(answered: Ledger, questions: Questions, at: number): Ledger {
  const next = new Map(answered);
  for (const [kind, keys] of Object.entries(questions)) for (const key of keys) next.set(`${kind} ${idKey(key)}`, at);
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
 * The images that a registry can usefully be asked for. Azure named their registry, their names are completely known,
 * and nothing refuses the pull before the image matters.
 */
export function imageQuestionsOf(findings: readonly Finding[], map: AccessMap): readonly ImageQuestion[] {
  const questions = new Map<string, ImageQuestion>();
  for (const { reference, verdict } of findings) {
    const { image, workload } = reference;
    // A controller lists the tags, and asks for none.
    if (workload.platform === 'kubernetes' && workload.controller) continue;
    if (image.kind !== 'image' || image.registry === undefined || image.repository === undefined) continue;
    // An image in quarantine or missing: the answer may have changed since.
    const { cause, outcome } = verdict;
    if (outcome === 'denied' && cause !== 'image-not-found' && cause !== 'image-quarantined') continue;
    const registry = map.registryByHost(image.registry);
    // With a tag and a digest, a runtime asks for the digest. With neither, it asks for `latest`.
    const asked = image.digest ?? image.tag ?? (image.unresolved === undefined ? 'latest' : undefined);
    if (!registry || asked === undefined) continue;
    const question = { loginServer: registry.loginServer, repository: image.repository, reference: asked };
    questions.set(imageQuestionKey(question), question);
  }
  return [...questions.values()];
}

export function imageQuestionKey({ loginServer, repository, reference }: ImageQuestion): string {
  return `${loginServer}/${repository} ${reference}`;
}

/** The question that an entry of a snapshot's `images` answers, to ask it again. */
export function questionOf(entry: ArmObject): ImageQuestion {
  return {
    loginServer: textField(entry, 'registry'),
    repository: textField(entry, 'repository'),
    reference: textField(entry, 'digest') || textField(entry, 'tag'),
  };
}
