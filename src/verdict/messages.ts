import type { Conclusion } from './conclusion.ts';
import type { Attempt } from './decide.ts';

/** One sentence in the reader's words: what happens, to whom, why, then the way out. Names stand in backticks. */
export function sentence({ reference, target }: Attempt, conclusion: Conclusion): string {
  const who = target ? `\`${target.name}\`` : 'the target';
  const why = conclusion.why ? `: ${conclusion.why}` : '';
  switch (conclusion.outcome) {
    case 'allowed':
      return conclusion.cause === null ? `${who} can pull this.` : `${who} can pull this${why}.`;
    case 'denied': {
      const { image } = reference;
      if (conclusion.cause === 'registry-not-found' || conclusion.cause === 'malformed-reference') {
        const host = image.kind === 'image' ? image.registry : reference.text;
        return `Nothing can be pulled from \`${host ?? ''}\`${why}.${wayOut(conclusion)}`;
      }
      return `${who} can't pull this${why}.${wayOut(conclusion)}`;
    }
    case 'unknown':
      return `Can't tell whether ${who} may pull this${why}.`;
  }
}

function wayOut({ fixes }: Conclusion): string {
  const titles = fixes.slice(0, 2).map(fix => fix.title);
  const [first, second] = titles;
  if (first === undefined) return '';
  return second === undefined ? ` ${first}.` : ` ${first}, or ${second.charAt(0).toLowerCase()}${second.slice(1)}.`;
}
