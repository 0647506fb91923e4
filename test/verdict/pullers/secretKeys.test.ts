// Entries of a pull secret that count for an image.
// Source of every row: kubernetes, pkg/credentialprovider/keyring.go (Add, URLsMatch) and its test, keyring_test.go.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyCounts } from '../../../src/verdict/pullers/pullSecrets.ts';

const host = 'shop.azurecr.io';
const rows: readonly (readonly [key: string, host: string, repository: string | undefined, counts: string])[] = [
  ['shop.azurecr.io', host, 'web', 'yes'],
  ['SHOP.azurecr.io', host, 'web', 'no'], // N18: filepath.Match compares each label, and case counts
  ['*.AzureCR.io', host, 'web', 'no'],
  ['shop.azurecr.io', 'Shop.azurecr.io', 'web', 'no'],
  ['Shop.azurecr.io', 'Shop.azurecr.io', 'web', 'yes'],
  ['*.azurecr.io', 'Shop.azurecr.io', 'web', 'yes'],
  ['https://shop.azurecr.io', host, 'web', 'yes'],
  ['http://shop.azurecr.io/', host, 'web', 'yes'],
  ['https://shop.azurecr.io/v1/', host, 'web', 'yes'],
  ['https://shop.azurecr.io/v2/', host, 'web', 'yes'],
  ['*.azurecr.io', host, 'web', 'yes'],
  ['sh*p.azurecr.io', host, 'web', 'yes'],
  ['*.*.io', host, 'web', 'yes'],
  ['*.io', host, 'web', 'no'], // a wildcard is one label
  ['*.azurecr.io', 'shop.westeurope.geo.azurecr.io', 'web', 'no'],
  ['other.azurecr.io', host, 'web', 'no'],
  ['azurecr.io', host, 'web', 'no'],
  ['shop.azurecr.io:443', host, 'web', 'no'],
  ['shop.azurecr.io', 'shop.azurecr.io:443', 'web', 'no'],
  ['shop.azurecr.io:443', 'shop.azurecr.io:443', 'web', 'yes'],
  ['shop.azurecr.io/team', host, 'team/web', 'yes'],
  ['shop.azurecr.io/team', host, 'teams/web', 'yes'], // a prefix of the text, not of the path's segments
  ['shop.azurecr.io/team', host, 'web', 'no'],
  ['shop.azurecr.io/team', host, undefined, 'unknown'],
  ['shop.azurecr.io/v2/team', host, 'team/web', 'yes'],
  ['shop.azurecr.io/v2', host, 'web', 'no'], // only `/v2/` is dropped, so this is a path
  ['', host, 'web', 'no'],
  ['/team', host, 'team/web', 'no'],
];

for (const [key, image, repository, counts] of rows) {
  test(`an entry for \`${key}\` counts for ${image}/${repository}: ${counts}`, () => {
    assert.equal(keyCounts(key, image, repository), counts);
  });
}

test('a hostile wildcard matches nothing', () => {
  assert.equal(keyCounts(`${'*a'.repeat(5000)}b.azurecr.io`, `${'a'.repeat(5000)}.azurecr.io`, 'web'), 'no');
});
