import { lastSegment } from '../../access/ids.ts';
import type { AccessMap, CacheRule, KnownImage, Registry } from '../../access/map.ts';
import { inBackticks, t } from '../../model/l10n.ts';
import type { Image } from '../../model/reference.ts';
import type { Evidence, Puller } from '../../model/verdict.ts';
import type { Pull } from '../pull.ts';
import { all, type Result, resultOf, unreadResult } from '../result.ts';
import { allows } from '../roles/actions.ts';
import { assignmentsAbove } from '../roles/grants.ts';
import { scopeChain } from '../roles/scopes.ts';
import { platformResult } from './platforms.ts';
import { upstreamResult } from './upstream.ts';

/**
 * Judges by the registry's answer about the image, and by the registry from which it fetches the image, if there are
 * any.
 */
export function imageResult(pull: Pull, image: Image, puller: Puller | null): Result {
  const { registry, map } = pull;
  const known = knownImage(registry, image, map);
  const result = answered(known, puller, pull);
  const found = image.repository === undefined ? undefined : ruleFor(registry, image.repository, map);
  if (found) return throughCache(result, known, found, pull);
  const gap = known?.state === 'missing' ? map.gapFor('cacheRules', registry.id) : undefined;
  if (!gap) return result;
  const why = t('the registry does not show the image, and the cache rules were not read ({0})', gap.why);
  return unreadResult('image', why, gap.scope, { evidence: result.evidence });
}

interface FoundRule {
  readonly rule: CacheRule;
  readonly target: string;
  /** The part that a wildcard of the rule matches. */
  readonly rest: string;
}

/**
 * The cache rule that serves a repository: the longest one. A rule that names it wins over one for its folder.
 * https://learn.microsoft.com/azure/container-registry/artifact-cache-overview
 */
function ruleFor({ id }: Registry, repository: string, map: AccessMap): FoundRule | undefined {
  const found = map.cacheRulesOf(id).flatMap((rule): readonly FoundRule[] => {
    const { target = '' } = rule;
    const covers = target.endsWith('*') ? repository.startsWith(target.slice(0, -1)) : repository === target;
    return covers ? [{ rule, target, rest: repository.slice(target.length - 1) }] : [];
  });
  return found.sort((a, b) => b.target.length - a.target.length)[0];
}

/**
 * The registry itself pulls from upstream, and its puller never does. An image that it already has needs no upstream.
 */
function throughCache(result: Result, known: KnownImage | undefined, { rule, rest }: FoundRule, pull: Pull): Result {
  const { id, source, credentialSetId } = rule;
  const from = source === undefined ? t('elsewhere') : inBackticks(source.replace(/\*$/, () => rest));
  const upstream = upstreamResult(rule, rest, pull);
  const evidence: readonly Evidence[] = [
    ...result.evidence,
    { step: 'image', fact: ruleInWords(rule, from), id, effect: 'states' },
  ];
  if (known?.state === 'missing') {
    const why = t('the registry does not show the image, and a cache rule may fetch it at the next pull');
    return unreadResult('image', why, id, { evidence });
  }
  if (known) return { ...result, evidence };
  if (credentialSetId && pull.map.credentialSetById(credentialSetId)?.unhealthy) {
    const why = t(
      'unless the image is cached already, the registry fetches it from {0}, with a credential that is unhealthy',
      from,
    );
    return unreadResult('image', why, credentialSetId, { evidence });
  }
  if (upstream?.outcome === 'denied') {
    const refused = upstream.why ?? t('its identity is refused there');
    const why = t('unless the image is cached already, the registry fetches it from {0}, and {1}', from, refused);
    return unreadResult('image', why, id, { evidence: [...evidence, ...upstream.evidence], fixes: upstream.fixes });
  }
  return { ...result, evidence };
}

/** A version of the API that shows no identities does not show how a rule without a credential set signs in. */
function ruleInWords({ name, credentialSetId, identity }: CacheRule, from: string): string {
  if (credentialSetId) {
    const set = lastSegment(credentialSetId);
    return t('cache rule `{0}`: the registry fetches this from {1} with credential set `{2}`', name, from, set);
  }
  if (identity) {
    const holder = lastSegment(identity.id);
    return t('cache rule `{0}`: the registry fetches this from {1} with identity `{2}`', name, from, holder);
  }
  return identity === null
    ? t('cache rule `{0}`: the registry fetches this from {1} without signing in', name, from)
    : t('cache rule `{0}`: the registry fetches this from {1}, and how it signs in there was not read', name, from);
}

function answered(known: KnownImage | undefined, puller: Puller | null, pull: Pull): Result {
  const { registry, map } = pull;
  if (!known) return resultOf('allowed', { evidence: notAsked });
  const asked = known.readAt ?? map.readAt;
  const dated = (fact: string) => (asked === undefined ? fact : t('{0} (checked {1})', fact, asked));
  const unclear = (seen: string, why: string, reader: string): Result =>
    unreadResult('image', reader, null, { why: t('{0}, and {1}', why, reader), evidence: say(seen, 'states') });
  switch (known.state) {
    case 'found': {
      const found = resultOf('allowed', { evidence: say(dated(t('the registry has it')), 'grants') });
      const onPlatform = known.platforms && platformResult(known.platforms, pull);
      return onPlatform ? all([found, onPlatform]) : found;
    }
    case 'missing': {
      // A tag does not find an image in quarantine either, except for identities that may see it.
      const reader = registry.quarantine === false ? undefined : maySeeQuarantined(puller, registry, map);
      if (reader) {
        const seen = dated(t('the registry does not list it'));
        return unclear(seen, t('the registry does not show the image; it may be in quarantine'), reader);
      }
      return resultOf('denied', {
        cause: 'image-not-found',
        why: t('the registry had no such image when it was checked'),
        evidence: say(dated(t('the registry was checked, and had no such image')), 'denies'),
      });
    }
    case 'quarantined': {
      const fact = dated(t('the registry holds it in quarantine'));
      const reader = maySeeQuarantined(puller, registry, map);
      if (reader) return unclear(fact, t('the image is in quarantine'), reader);
      return resultOf('denied', {
        cause: 'image-quarantined',
        why: t('the image is in quarantine until it is released'),
        evidence: say(fact, 'denies'),
      });
    }
  }
}

/** With a tag and a digest, a runtime asks for the digest. With neither, for `latest`. */
function knownImage({ loginServer }: Registry, image: Image, map: AccessMap): KnownImage | undefined {
  const { repository, tag, digest, unresolved } = image;
  const reference = digest ?? tag ?? (unresolved === undefined ? 'latest' : undefined);
  if (!map.images || repository === undefined || reference === undefined) return undefined;
  return map.imageAt(loginServer, repository, reference);
}

const quarantineRead = 'Microsoft.ContainerRegistry/registries/quarantine/read';
const quarantinedArtifactsRead = 'Microsoft.ContainerRegistry/registries/quarantinedArtifacts/read';

/**
 * Quarantine hides an image from everyone without the right to see quarantined content. The effect of that right on a
 * pull is documented only for AcrQuarantineReader and -Writer. So a puller that may have it is not called denied. Nor
 * is the admin account, which may do everything. https://github.com/Azure/acr/tree/main/docs/preview/quarantine
 */
function maySeeQuarantined(puller: Puller | null, registry: Registry, map: AccessMap): string | undefined {
  if (!puller || puller.credential === 'unknown' || puller.credential === 'adminAccount') {
    return t('it is not known whether the identity may see quarantined images');
  }
  // The tokens of a registry have no such right, and neither has an anonymous pull.
  if (puller.credential === 'registryToken' || puller.credential === 'anonymous') return undefined;
  const { objectId } = puller;
  const gap = map.gapFor('roleAssignments', registry.id);
  if (objectId === undefined || gap || map.roleAssignments === undefined || !scopeChain(registry, map).ancestorsKnown) {
    return t("the identity's permission to see quarantined images was not read");
  }
  for (const { role } of assignmentsAbove(objectId, registry, map)) {
    if (!role) return t('the definition of one of its roles was not read');
    if (allows(role, 'action', quarantineRead) || allows(role, 'dataAction', quarantinedArtifactsRead)) {
      return t('{0} may let it see quarantined images', role.name);
    }
  }
  return undefined;
}

const notAsked = say(t('image existence not checked'), 'not-read');

function say(fact: string, effect: Evidence['effect']): readonly Evidence[] {
  return [{ step: 'image', fact, id: null, effect }];
}
