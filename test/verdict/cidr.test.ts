// IPv4 addresses and blocks, against a naive reading of their bits.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addressFrom, blockFrom, type CidrBlock, coverage } from '../../src/verdict/network/cidr.ts';

function contains(block: CidrBlock, address: number): boolean {
  return coverage({ network: address, mask: 0xffff_ffff }, [block]) === 'all';
}

const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
const bits = (parts: readonly number[]): string => parts.map(part => part.toString(2).padStart(8, '0')).join('');

test('a block holds the addresses whose first bits are its own', () => {
  fc.assert(
    fc.property(octets, octets, fc.integer({ min: 0, max: 32 }), fc.boolean(), (base, other, length, near) => {
      const address = near ? base.map((part, i) => (i === 3 ? part ^ 1 : part)) : other;
      const block = blockFrom(`${base.join('.')}/${length}`);
      const number = addressFrom(address.join('.'));
      assert.ok(block && number !== undefined);
      assert.equal(contains(block, number), bits(base).slice(0, length) === bits(address).slice(0, length));
    }),
    { numRuns: 1000 },
  );
});

for (const text of ['20.61.4', '20.61.4.7.1', '20.61.4.256', '20.61.4.07', '2603:1020::7', '', 'x', '20.61.4.-1']) {
  test(`«${text}» is no IPv4 address`, () => assert.equal(addressFrom(text), undefined));
}

for (const text of ['20.61.4.7/33', '20.61.4.7/', '20.61.4.7/8/8', '20.61.4.7/-1', '2603:1020::/32', 'Internet']) {
  test(`«${text}» is no block`, () => assert.equal(blockFrom(text), undefined));
}

test('a lone address is a block of one, and blanks around it do not matter', () => {
  const block = blockFrom(' 20.61.4.7 ');
  assert.ok(block);
  assert.deepEqual(
    [6, 7, 8].map(last => contains(block, addressFrom(`20.61.4.${last}`) ?? 0)),
    [false, true, false],
  );
});

test('blocks cover all of another, some, or none', () => {
  const cover = (block: string, ...blocks: readonly string[]) => {
    const read = (text: string) => blockFrom(text) ?? assert.fail(text);
    return coverage(read(block), blocks.map(read));
  };
  assert.equal(cover('20.61.4.0/28', '20.61.4.0/24'), 'all');
  assert.equal(cover('20.61.4.0/28', '20.61.4.8/29', '20.61.4.0/29'), 'all');
  assert.equal(cover('20.61.4.0/28', '20.61.4.0/29'), 'some');
  assert.equal(cover('20.61.4.0/30', '20.61.4.0', '20.61.4.1', '20.61.4.3'), 'some');
  assert.equal(cover('20.61.4.0/28', '20.61.4.16/28', '20.61.3.0/24'), 'none');
  assert.equal(cover('255.255.255.255', '255.255.255.0/24'), 'all');
  assert.equal(cover('0.0.0.0/0', '0.0.0.0/1', '128.0.0.0/1'), 'all');
  assert.equal(cover('20.61.4.7'), 'none');
});
