// npm run check: every regular expression of src matches in time linear in the text. What can't be proven is written
// otherwise, or becomes a small scanner. `node test/patterns/check.ts 'PATTERN' FLAGS` proves one that is not written
// yet.
import { type Proof, prove } from './linear.ts';
import { patternsOfSource } from './patterns.ts';

/**
 * Makes patterns of texts of charts, and runs only those whose steps are counted before:
 * src/build/helm/functions/pattern.ts.
 */
const countsFirst = 'src/build/helm/functions/pattern.ts';

function said(proof: Proof): string {
  switch (proof.kind) {
    case 'linear':
      return `linear, ${proof.factor} steps for each character at most`;
    case 'unproven':
      return `not proven to be linear: ${proof.why}`;
    default:
      return `${proof.kind} in the length of the text: ${proof.parts.join(' then ')}`;
  }
}

const [pattern, flags = ''] = process.argv.slice(2);
if (pattern !== undefined) console.log(said(prove(pattern, flags)));
else {
  const { patterns, unseen } = await patternsOfSource();
  const bad = patterns.flatMap(({ source, flags, at }) => {
    const proof = prove(source, flags);
    return proof.kind === 'linear' ? [] : [`${at}: /${source}/${flags}\n  ${said(proof)}`];
  });
  for (const at of unseen) {
    if (!at.startsWith(`${countsFirst}:`))
      bad.push(`${at}: makes a pattern of a text that is not known when the file is loaded`);
  }
  for (const each of bad) console.error(each);
  console.log(`${patterns.length} patterns, ${bad.length} not proven to be linear`);
  if (bad.length > 0) process.exitCode = 1;
}
