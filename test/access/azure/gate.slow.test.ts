// No output has a token or a secret, whatever goes wrong. One of these is in gate.test.ts.
import { after, before, test } from 'node:test';
import { assertNoSecretUnder, emulator } from './signedIn.ts';

before(() => emulator.start());
after(() => emulator.stop());

const mishaps = [
  ['claims challenge', /oauth2\/token/],
  ['server error', /ResourceGraph\/resources resources/],
  ['malformed JSON', /oauth2\/v2.0\/token/],
  ['half an answer', /\/v2\//],
] as const;
for (const [kind, on] of mishaps)
  test(`no token and no secret is said under ${kind} at ${on.source}`, () => assertNoSecretUnder(kind, on));
