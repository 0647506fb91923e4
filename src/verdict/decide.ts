import type { AccessMap, Registry } from '../access/map.ts';
import { folded } from '../model/fold.ts';
import { looksLikeAzureHost, namesAzureHost, withoutPort } from '../model/host.ts';
import { capitalised, inBackticks, t } from '../model/l10n.ts';
import type { Image, ImageReference } from '../model/reference.ts';
import type { Evidence, Finding, Verdict } from '../model/verdict.ts';
import { assumedEvidence, assuming } from './assumptions.ts';
import { judge } from './judge.ts';
import { verdictSentence } from './messages.ts';
import { networkResult } from './network/network.ts';
import type { Attempt, Pull } from './pull.ts';
import { credentialChain } from './pullers/index.ts';
import { withCorrectHost } from './registry/correctHost.ts';
import { imageResult } from './registry/images.ts';
import { correctHost, type RegistryAnswer, registryOf } from './registry/registries.ts';
import { all, denied, type Result, resultOf, sortedEvidence, unreadResult } from './result.ts';

/**
 * Decides whether the target can pull the image, and why. The order is the mission's: right registry → which identity →
 * which tenant → role for the registry's access mode → network → credential → image. Undefined: the image is of another
 * registry, which is no concern of ours. Pure and total. An unread fact never becomes a yes or a no.
 */
export function decide(attempt: Attempt): Finding | undefined {
  const { reference, target } = attempt;
  const found = resultFor(attempt);
  if (!found) return undefined;
  const result = asRead(found, attempt);
  const { outcome, cause, puller, why, assumptions, fixes, related, besides } = result;
  const message = verdictSentence(attempt, result);
  const evidence = sortedEvidence([...statedEvidence(reference), ...result.evidence, ...assumedEvidence(assumptions)]);
  const verdict: Verdict = { outcome, cause, puller, message, why, evidence, assumptions, fixes, related, besides };
  return { reference, target, verdict, ignored: null };
}

/** The result for an image whose text is only assumed to be an image. */
function asRead(result: Result, { reference, strict = false }: Attempt): Result {
  const { assumes } = reference;
  if (assumes === undefined) return result;
  return assuming(
    assumes,
    { strict },
    result,
    t('the chart of these values is not in this workspace, so the image that it names is unknown'),
  );
}

/** Values from the config, as evidence: they are no assumption, and neither git nor Azure confirms them. */
function statedEvidence({ stated }: ImageReference): readonly Evidence[] {
  return (stated?.variables ?? []).map(({ name, value }) => {
    const fact = t('`{0}` is `{1}`, from variables of {2}', `\${${name}}`, value, stated?.by ?? '');
    return { step: 'registry', fact, id: null, effect: 'states' };
  });
}

function resultFor(attempt: Attempt): Result | undefined {
  const { reference, target, map, now, beforeAbac = false, strict = false } = attempt;
  const { image } = reference;
  if (image.kind === 'malformed') return malformed(reference.text, image.name, image.why);
  if (image.registry === undefined) return unresolved(attempt, image);
  const answer = registryOf(image.registry, map);
  if (answer.kind !== 'found') return withoutRegistry(answer, attempt, image);
  // A registry can only be found in a map.
  if (!map) return undefined;
  if (!target) return resultOf('unknown', { cause: 'no-target', why: noTargetReason(reference) });
  const runtime = target.id === undefined ? undefined : map.runtimeById(target.id);
  const of = { registry: answer.registry, host: image.registry, repository: image.repository };
  return resultOfPull({ reference, target, runtime, ...of, map, now, beforeAbac, strict }, image);
}

/** Names a sender whose target no file shows. */
function noTargetReason({ destinations = [] }: ImageReference): string {
  const open = destinations.find(({ sentTo }) => sentTo.kind === 'open');
  return open?.sentTo.kind === 'open'
    ? t("{0} deploys this manifest, and we don't know where: {1}", open.by, open.sentTo.text)
    : t("we don't know where this manifest is deployed");
}

/** A text that can't be read names no registry, unless it was clearly meant to name one of Azure's. */
function malformed(text: string, name: string, why: string): Result | undefined {
  const isMeant = [text, name].some(each => {
    const [host = ''] = each.split('/', 1);
    // `shop%2eazurecr.io`, `shop_azurecr.io`
    return namesAzureHost(each) || looksLikeAzureHost(host) || /azurecr/i.test(host);
  });
  if (!isMeant) return undefined;
  return denied('registry', 'malformed-reference', why, null);
}

/**
 * A host that is filled in later may belong to any registry. It gets a finding if it is deployed to Azure, or looks
 * like Azure's.
 */
function unresolved({ target, reference }: Attempt, { unresolved: hole, name }: Image): Result | undefined {
  const looksLikeAzure = [name ?? '', reference.text].some(namesAzureHost);
  if (target === null && !looksLikeAzure) return undefined;
  const why = hole === undefined ? t('its registry is unknown') : t('`{0}` is unknown', hole);
  return unreadResult('registry', why, null, { cause: 'unresolved-reference' });
}

/**
 * `shopprod/checkout`, if the map holds `shopprod`. Without a domain, it is an image of Docker Hub, where an account of
 * this name may exist.
 */
function withoutDomain({ text }: ImageReference, { registry, repository }: Image, map: AccessMap | undefined) {
  const [name = ''] = repository?.split('/') ?? [];
  if (registry !== 'docker.io' || !text.startsWith(`${name}/`)) return undefined;
  const meant = map?.registries.find(each => folded(each.name) === name)?.loginServer;
  if (meant === undefined) return undefined;
  const why = t('`{0}` without a domain is an account of Docker Hub; the registry is `{1}`', name, meant);
  return unreadResult('registry', why, null, { cause: 'registry-not-visible' });
}

function withoutRegistry(
  answer: Exclude<RegistryAnswer, { readonly kind: 'found' }>,
  { reference, map }: Attempt,
  image: Image,
): Result | undefined {
  const say = (fact: string, effect: Evidence['effect']) => [{ step: 'registry', fact, id: null, effect } as const];
  switch (answer.kind) {
    case 'foreign':
      return withoutDomain(reference, image, map);
    case 'wrongDomain': {
      const { suggestion, why } = answer;
      const fixes = suggestion === undefined ? [] : correctHost(reference, image, suggestion);
      const fact = suggestion === undefined ? why : t('{0}; `{1}` is similar', why, suggestion);
      return resultOf('denied', { cause: 'registry-not-found', why, evidence: say(fact, 'missing'), fixes });
    }
    case 'unusable': {
      const fixes = correctHost(reference, image, answer.suggestion);
      const evidence = say(t('`{0}` is {1}', image.registry ?? '', answer.what), 'denies');
      return resultOf('denied', { cause: 'unusable-host', why: t('it is {0}', answer.what), evidence, fixes });
    }
    case 'notVisible':
      return map
        ? notVisible(answer, reference, image)
        : unreadResult('registry', t('nothing was read from Azure'), null, { cause: 'not-signed-in' });
  }
}

/** The similar name comes first: most unread hosts that resemble a registry's are misspelt. */
function notVisible(
  { why, similar }: Extract<RegistryAnswer, { readonly kind: 'notVisible' }>,
  reference: ImageReference,
  image: Image,
): Result {
  const cause = 'registry-not-visible';
  if (similar === undefined) return unreadResult('registry', why, null, { cause });
  const hint = t('`{0}` is similar', similar);
  return unreadResult('registry', why, null, {
    cause,
    why: `${hint}. ${capitalised(why)}`,
    evidence: [{ step: 'registry', fact: hint, id: null, effect: 'states' }],
    fixes: correctHost(reference, image, similar),
  });
}

function resultOfPull(pull: Pull, image: Image): Result {
  const { reference } = pull;
  const result = withCorrectHost(judge(credentialChain(pull), pull), pull, image);
  return all([
    resultOf('allowed', { evidence: [foundAs(pull)] }),
    result,
    networkResult(pull, result.puller),
    // A controller lists the tags: no single image of the repository decides for it.
    imageResult(pull, isListed(reference) ? { ...image, repository: undefined } : image, result.puller),
  ]);
}

function isListed({ workload, image }: ImageReference): boolean {
  const isController = workload.platform === 'kubernetes' && workload.controller !== undefined;
  return isController && image.kind === 'image' && image.tag === undefined && image.digest === undefined;
}

function foundAs({ registry, host }: Pull): Evidence {
  const isLoginServer = withoutPort(host) === registry.loginServer;
  const found = isLoginServer ? t('found by its login server') : t('found by a regional endpoint');
  const fact = `${inBackticks(registry.name)} · ${modeInWords(registry)} · ${found}`;
  return { step: 'registry', fact, id: registry.id, effect: 'states' };
}

function modeInWords({ mode }: Registry): string {
  switch (mode) {
    case 'legacy':
      return t('roles at the registry (legacy mode)');
    case 'abac':
      return t('roles by repository (ABAC mode)');
    case undefined:
      return t('access mode not read');
  }
}
