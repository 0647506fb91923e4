import type { Evidence } from '../model/verdict.ts';
import { type Conclusion, conclude } from './conclusion.ts';

/** What the registry itself answered about an image. A map doesn't hold it: somebody has to ask. */
export type ImageState = 'found' | 'missing' | 'quarantined';

/** https://learn.microsoft.com/azure/container-registry/container-registry-faq#how-do-i-enable-quarantine-for-a-registry- */
export function imageConclusion(state: ImageState | undefined): Conclusion {
  switch (state) {
    case undefined:
      return conclude('allowed', { evidence: notAsked });
    case 'found':
      return conclude('allowed', { evidence: say('the registry has it', 'grants') });
    case 'missing':
      return conclude('denied', {
        cause: 'image-not-found',
        why: 'the registry has no such image',
        evidence: say('the registry was asked and has no such image', 'denies'),
      });
    case 'quarantined':
      return conclude('denied', {
        cause: 'image-quarantined',
        why: 'the image is in quarantine until somebody releases it',
        evidence: say('the registry holds it in quarantine', 'denies'),
      });
  }
}

const notAsked = say('whether the image exists was not asked of the registry', 'not-read');

function say(fact: string, effect: Evidence['effect']): readonly Evidence[] {
  return [{ step: 'image', fact, id: null, effect }];
}
