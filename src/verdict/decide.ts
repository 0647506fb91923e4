import type { AccessMap, Registry } from '../access/map.ts';
import type { Finding, ImageReference, Target, Verdict } from '../model.ts';
import type { AccessMode } from './actions.ts';
import { all, type Conclusion, conclude } from './conclusion.ts';
import { correctHost, roleFixes } from './fixes.ts';
import { sentence } from './messages.ts';
import { pullerOf } from './pullers.ts';
import { registryOf } from './registries.ts';
import { type RoleAnswer, roleAnswer } from './roles.ts';
import { mistakenIdentity } from './wrongIdentity.ts';

/** One pull to be judged. */
export interface Attempt {
  readonly reference: ImageReference;
  readonly target: Target | null;
  readonly map: AccessMap | undefined;
  readonly now: Date;
}

/**
 * May this target pull this image, and why? In the order of the mission: right registry → which identity → role for the
 * registry's access mode. Undefined: the image is of another registry, and none of our business.
 * Pure and total; what was not read never turns into a yes or a no.
 */
export function decide(attempt: Attempt): Finding | undefined {
  const conclusion = conclusionFor(attempt);
  if (!conclusion) return undefined;
  const { outcome, cause, puller, evidence, fixes, related } = conclusion;
  const message = sentence(attempt, conclusion);
  const verdict: Verdict = { outcome, cause, puller, message, evidence, fixes, related };
  return { reference: attempt.reference, target: attempt.target, verdict, ignored: null };
}

function conclusionFor(attempt: Attempt): Conclusion | undefined {
  const { reference, target, map } = attempt;
  const { image } = reference;
  if (image.kind === 'malformed') {
    // What can't be read names no registry, unless it plainly was meant for Azure's.
    if (!/\.azurecr\.(io|cn|us)\b/i.test(reference.text)) return undefined;
    return conclude('denied', { cause: 'malformed-reference', why: image.why });
  }
  if (image.registry === undefined) {
    return conclude('unknown', {
      cause: 'unresolved-reference',
      why: `\`${image.unresolved ?? ''}\` is not settled here`,
    });
  }
  const answer = registryOf(image.registry, map);
  switch (answer.kind) {
    case 'foreign':
      return undefined;
    case 'nearMiss': {
      const fixes = answer.suggestion ? correctHost(reference, image, answer.suggestion) : [];
      return conclude('denied', {
        cause: 'registry-not-found',
        why: answer.why,
        evidence: [{ step: 'registry', fact: answer.why, id: null, effect: 'missing' }],
        fixes,
      });
    }
    case 'notVisible':
      if (!map) return conclude('unknown', { cause: 'not-signed-in', why: 'nothing of Azure was read' });
      return conclude('unknown', {
        cause: 'registry-not-visible',
        why: answer.why,
        evidence: [{ step: 'registry', fact: answer.why, id: null, effect: 'not-read' }],
      });
    case 'found':
      if (!map) return undefined;
      if (!target) return conclude('unknown', { cause: 'no-target', why: 'no target is chosen for this manifest' });
      return pullFrom(answer.registry, image.registry, image.repository, reference, target, map, attempt.now);
  }
}

function pullFrom(
  registry: Registry,
  host: string,
  repository: string | undefined,
  reference: ImageReference,
  target: Target,
  map: AccessMap,
  now: Date,
): Conclusion {
  const found = conclude('allowed', {
    evidence: [
      {
        step: 'registry',
        fact: `\`${registry.name}\` · ${modeInWords(registry)} · found by its login server`,
        id: registry.id,
        effect: 'states',
      },
    ],
  });
  const who = pullerOf(reference, target, host, map);
  if (who.kind !== 'principal') {
    const outcome = who.kind === 'nobody' ? 'denied' : 'unknown';
    return all([found, conclude(outcome, { cause: who.cause, why: who.why, evidence: who.evidence })]);
  }
  const puller = conclude('allowed', { puller: who.puller, evidence: who.evidence });
  return all([found, puller, roleConclusion(who.principalId, registry, repository, target, map, now)]);
}

function modeInWords(registry: Registry): string {
  switch (registry.mode) {
    case 'legacy':
      return 'decides by roles at the registry (legacy mode)';
    case 'abac':
      return 'decides by repository (ABAC mode)';
    case undefined:
      return 'its access mode was not read';
  }
}

function roleConclusion(
  principalId: string,
  registry: Registry,
  repository: string | undefined,
  target: Target,
  map: AccessMap,
  now: Date,
): Conclusion {
  const modes: readonly AccessMode[] = registry.mode ? [registry.mode] : ['legacy', 'abac'];
  const answers = modes.map(mode => {
    const answer = roleAnswer(principalId, registry, mode, repository, map, now);
    return conclusionFrom(answer, principalId, registry, mode, target, map, now);
  });
  const [first, second] = answers;
  if (!first) return conclude('unknown', { cause: 'not-readable' });
  // Mode not read: an answer stands only where it is the same in both modes.
  if (!second || first.outcome === second.outcome) return first;
  return conclude('unknown', {
    cause: 'not-readable',
    why: `the access mode of \`${registry.name}\` was not read, and the answer depends on it`,
    evidence: [...first.evidence, ...second.evidence],
  });
}

function conclusionFrom(
  answer: RoleAnswer,
  principalId: string,
  registry: Registry,
  mode: AccessMode,
  target: Target,
  map: AccessMap,
  now: Date,
): Conclusion {
  const { evidence } = answer;
  if (answer.answer === 'yes') return conclude('allowed', { evidence });
  if (answer.answer === 'unknown') {
    return conclude('unknown', {
      cause: answer.unknownBecause?.cause ?? 'not-readable',
      why: answer.unknownBecause?.why,
      evidence,
    });
  }
  const fixes = roleFixes(principalId, registry, mode, target, map);
  const missing = evidence.length > 0 ? evidence : [noAssignments(registry)];
  if (answer.excluding.length > 0) {
    const why = 'the condition of its role leaves this repository out';
    return conclude('denied', { cause: 'condition-excludes-repository', why, evidence: missing, fixes });
  }
  const mistaken = mistakenIdentity(principalId, registry, mode, target, map, now);
  if (mistaken) {
    const { why } = mistaken;
    return conclude('denied', {
      cause: 'role-on-wrong-identity',
      why,
      evidence: [...missing, ...mistaken.evidence],
      fixes,
    });
  }
  if (mode === 'abac' && answer.otherMode.length > 0) {
    const why = `\`${registry.name}\` decides by repository (ABAC mode) and ignores the role that it holds`;
    return conclude('denied', { cause: 'wrong-role-for-mode', why, evidence: missing, fixes });
  }
  const onAks = target.kind === 'aks' && mode === 'legacy';
  const why = `it holds no pull role on \`${registry.name}\``;
  return conclude('denied', { cause: onAks ? 'not-attached' : 'no-pull-role', why, evidence: missing, fixes });
}

function noAssignments(registry: Registry): Conclusion['evidence'][number] {
  return {
    step: 'role',
    fact: `no role assignment of this identity at \`${registry.name}\` or above`,
    id: registry.id,
    effect: 'missing',
  };
}
