// Another registry is offered only where every target may pull there, and where the image was seen.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { AccessMap } from '../../../src/access/map.ts';
import { withImages } from '../../../src/access/snapshot/images.ts';
import { readSnapshot } from '../../../src/access/snapshot/snapshot.ts';
import { otherRegistries } from '../../../src/editor/fixes/otherRegistry.ts';
import type { Finding } from '../../../src/model/verdict.ts';
import { decide } from '../../../src/verdict/decide.ts';
import { referenceTo } from '../fixture.ts';

const samples = path.resolve(import.meta.dirname, '../../../samples');
const reading = readSnapshot(readFileSync(path.join(samples, 'access.snapshot.json'), 'utf8'), 'shop.json');
assert.ok('map' in reading);
const shop = reading.map;
const now = new Date('2026-11-24T12:00:00Z');

function findings(image: string, map: AccessMap, ...clusters: readonly string[]): readonly Finding[] {
  const reference = referenceTo(image);
  return clusters.map(name => {
    const runtime = map.runtimes.find(each => each.name === name);
    assert.ok(runtime, name);
    const target = { name, kind: runtime.kind, id: runtime.id, why: 'test' };
    const finding = decide({ reference, target, map, now });
    assert.ok(finding);
    return finding;
  });
}

/** The registries that a cluster of the samples may pull from, and one that it may not. */
function registriesOf(cluster: string): { readonly good: readonly string[]; readonly bad: readonly string[] } {
  const hosts = shop.registries.map(({ loginServer }) => loginServer);
  const outcome = (host: string) => findings(`${host}/nothing-seen:1`, shop, cluster)[0]?.verdict.outcome;
  return {
    good: hosts.filter(host => outcome(host) === 'allowed'),
    bad: hosts.filter(host => outcome(host) === 'denied'),
  };
}

const seen = (registry: string, reference = '2.4.0') =>
  withImages(shop, [
    { registry, repository: 'checkout', reference, state: 'found', platforms: undefined, readAt: undefined },
  ]);

const { good, bad } = registriesOf('aks-eu');
const [allowed = ''] = good;
const [refused = '', second = ''] = bad;

test('the samples have what this test needs', () => {
  assert.ok(allowed && refused && second, `${good} | ${bad}`);
});

test('a registry that has the image, and from which the target may pull, is offered with what is known', () => {
  const [choice, ...more] = otherRegistries(
    findings(`${refused}/checkout:2.4.0`, seen(allowed), 'aks-eu'),
    seen(allowed),
    now,
  );
  assert.deepEqual(more, []);
  assert.equal(choice?.fix.edit?.newText, `${allowed}/checkout:2.4.0`);
  assert.equal(choice.title, `Change the registry to ${allowed}: it also has a 2.4.0, and aks-eu can pull it`);
});

test('not one that was not asked, lacks the image, or refuses the target as well', () => {
  const from = (map: AccessMap) => otherRegistries(findings(`${refused}/checkout:2.4.0`, map, 'aks-eu'), map, now);
  assert.deepEqual(from(shop), []);
  assert.deepEqual(from(seen(allowed, '2.4.1')), []);
  assert.deepEqual(from(seen(second)), []);
});

test('not where one of several targets could not pull there', () => {
  const open = registriesOf('aks-prod').good.find(host => !good.includes(host));
  assert.ok(open);
  const map = seen(open);
  const refusedBoth = registriesOf('aks-prod').bad.find(host => bad.includes(host));
  const all = findings(`${refusedBoth}/checkout:2.4.0`, map, 'aks-prod', 'aks-eu');
  assert.equal(otherRegistries(all.slice(0, 1), map, now).length, 1);
  assert.deepEqual(otherRegistries(all, map, now), []);
});

test('not where the pull works already', () => {
  const map = seen(allowed);
  assert.deepEqual(otherRegistries(findings(`${allowed}/nothing-seen:1`, map, 'aks-eu'), map, now), []);
});
