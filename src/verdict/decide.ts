import type { AccessMap, Registry } from '../access/map.ts';
import { namesAzureHost, withoutPort } from '../model/host.ts';
import type { Image } from '../model/image.ts';
import type { ImageReference } from '../model/reference.ts';
import type { Target } from '../model/target.ts';
import type { Evidence, Finding, Verdict } from '../model/verdict.ts';
import { all, type Conclusion, conclude, inOrder } from './conclusion.ts';

import { judge } from './judge.ts';
import { sentence } from './messages.ts';
import { networkConclusion } from './network/network.ts';
import type { Attempt, Pull } from './pull.ts';
import { pullingOf } from './pullers/index.ts';
import { withCorrectHost } from './registry/correctHost.ts';
import { imageConclusion } from './registry/images.ts';
import { correctHost, type RegistryAnswer, registryOf } from './registry/registries.ts';

/**
 * May this target pull this image, and why? In the order of the mission: right registry → which identity → which tenant
 * → role for the registry's access mode → network → credential → image. Undefined: the image is of another registry, and
 * none of our business. Pure and total; what was not read never turns into a yes or a no.
 */
export function decide(attempt: Attempt): Finding | undefined {
  const { reference, target } = attempt;
  const conclusion = conclusionFor(attempt);
  if (!conclusion) return undefined;
  const { outcome, cause, puller, fixes, related } = conclusion;
  const message = sentence(attempt, conclusion);
  const verdict: Verdict = { outcome, cause, puller, message, evidence: inOrder(conclusion.evidence), fixes, related };
  return { reference, target, verdict, ignored: null };
}

function conclusionFor(attempt: Attempt): Conclusion | undefined {
  const { reference, target, map } = attempt;
  const { image } = reference;
  if (image.kind === 'malformed') return malformed(reference, image.why);
  if (image.registry === undefined) return unresolved(attempt, image);
  const answer = registryOf(image.registry, map);
  if (answer.kind !== 'found') return withoutRegistry(answer, attempt, image);
  // A registry can only be found in a map.
  if (!map) return undefined;
  if (!target) return conclude('unknown', { cause: 'no-target', why: 'nobody said where this manifest goes' });
  return pullFrom(answer.registry, image.registry, image, target, map, attempt);
}

/** What can't be read names no registry, unless it plainly was meant for Azure's. */
function malformed({ text }: ImageReference, why: string): Conclusion | undefined {
  if (!namesAzureHost(text)) return undefined;
  const evidence: readonly Evidence[] = [{ step: 'registry', fact: why, id: null, effect: 'denies' }];
  return conclude('denied', { cause: 'malformed-reference', why, evidence });
}

/** A host that is filled in later may be anybody's; where it is deployed to Azure, or looks like it, that is worth a word. */
function unresolved({ target, reference }: Attempt, { unresolved: hole }: Image): Conclusion | undefined {
  if (!target && !namesAzureHost(reference.text)) return undefined;
  const why = hole === undefined ? 'its registry is not settled here' : `\`${hole}\` is not settled here`;
  const evidence: readonly Evidence[] = [{ step: 'registry', fact: why, id: null, effect: 'not-read' }];
  return conclude('unknown', { cause: 'unresolved-reference', why, evidence });
}

function withoutRegistry(
  answer: Exclude<RegistryAnswer, { readonly kind: 'found' }>,
  { reference, map }: Attempt,
  image: Image,
): Conclusion | undefined {
  const say = (fact: string, effect: Evidence['effect']): readonly Evidence[] => [
    { step: 'registry', fact, id: null, effect },
  ];
  switch (answer.kind) {
    case 'foreign':
      return undefined;
    case 'nearMiss': {
      const { suggestion, why } = answer;
      const fixes = suggestion === undefined ? [] : correctHost(reference, image, suggestion);
      const fact = suggestion === undefined ? why : `${why}; \`${suggestion}\` is near`;
      return conclude('denied', { cause: 'registry-not-found', why, evidence: say(fact, 'missing'), fixes });
    }
    case 'unusable': {
      const fixes = correctHost(reference, image, answer.suggestion);
      const evidence = say(`\`${image.registry}\` is ${answer.what}`, 'denies');
      return conclude('denied', { cause: 'unusable-host', why: `it is ${answer.what}`, evidence, fixes });
    }
    case 'notVisible': {
      if (map) {
        const { why } = answer;
        return conclude('unknown', { cause: 'registry-not-visible', why, evidence: say(why, 'not-read') });
      }
      const why = 'nothing was read of Azure';
      return conclude('unknown', { cause: 'not-signed-in', why, evidence: say(why, 'not-read') });
    }
  }
}

function pullFrom(
  registry: Registry,
  host: string,
  image: Image,
  target: Target,
  map: AccessMap,
  { reference, now, beforeAbac = false }: Attempt,
): Conclusion {
  const { repository } = image;
  const runtime = target.id === undefined ? undefined : map.runtimeById(target.id);
  const pull: Pull = { reference, target, runtime, registry, host, repository, map, now, beforeAbac };
  const pulling = withCorrectHost(judge(pullingOf(pull), pull), pull, image);
  return all([
    conclude('allowed', { evidence: [foundAs(registry, host)] }),
    pulling,
    networkConclusion(registry, reference, runtime, map),
    imageConclusion(registry, image, pulling.puller, map),
  ]);
}

function foundAs(registry: Registry, host: string): Evidence {
  const by = withoutPort(host) === registry.loginServer ? 'its login server' : 'a regional endpoint';
  const fact = `\`${registry.name}\` · ${modeInWords(registry)} · found by ${by}`;
  return { step: 'registry', fact, id: registry.id, effect: 'states' };
}

function modeInWords({ mode }: Registry): string {
  switch (mode) {
    case 'legacy':
      return 'roles at the registry (legacy mode)';
    case 'abac':
      return 'roles by repository (ABAC mode)';
    case undefined:
      return 'access mode not read';
  }
}
