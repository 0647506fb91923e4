import { test } from 'node:test';
import { checkBothWays } from './bothWays.ts';
import { fixturesOf, fixtureText } from './fixture.ts';

for (const fixture of fixturesOf('*').filter(name => /\.ya?ml$/.test(name))) {
  test(`${fixture} gives the same tree from tokens and by the parser`, () => {
    checkBothWays(fixtureText(fixture));
    checkBothWays(fixtureText(fixture).replaceAll('\n', '\r\n'));
  });
}

test('blank lines before the bracket that closes a flow mapping are no item that would hide its last value', () => {
  checkBothWays('substitute: { registry: shopcache.azurecr.io\n  \n  \n  }\n');
  checkBothWays('args: [ shopcache.azurecr.io\n  \n  \n  ]\n');
});
