import { test } from 'node:test';
import { checkBothWays } from './bothWays.ts';
import { fixturesOf, fixtureText } from './fixture.ts';

for (const fixture of fixturesOf('*').filter(name => /\.ya?ml$/.test(name))) {
  test(`${fixture} gives the same tree from tokens and by the parser`, () => {
    checkBothWays(fixtureText(fixture));
    checkBothWays(fixtureText(fixture).replaceAll('\n', '\r\n'));
  });
}
