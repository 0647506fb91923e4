import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeText } from '../../src/read/source/decodeText.ts';

const bytes = (text: string, encoding: BufferEncoding = 'utf8') => new Uint8Array(Buffer.from(text, encoding));

test('UTF-8 is read, and its mark is no part of the text', () => {
  assert.equal(decodeText(bytes('image: café')), 'image: café');
  assert.equal(decodeText(bytes('\ufeffimage: x')), 'image: x');
});

test('UTF-16 is read where a mark says so', () => {
  assert.equal(decodeText(bytes('\ufeffimage: x', 'utf16le')), 'image: x');
  const bigEndian = Buffer.from('\ufeffimage: x', 'utf16le').swap16();
  assert.equal(decodeText(new Uint8Array(bigEndian)), 'image: x');
});

test('what holds NULs is no text', () => {
  assert.equal(decodeText(Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0)), undefined);
});

test('a few NULs make no text binary, however short it is', () => {
  assert.equal(decodeText(bytes('FROM a\0b\n')), 'FROM a\0b\n');
  assert.equal(decodeText(bytes('FROM ab\n\0\0')), 'FROM ab\n\0\0');
});

test('many NULs do, and so do other bytes that no text has', () => {
  assert.equal(decodeText(bytes('FROM ab\n\0\0\0\0')), undefined);
  for (const byte of [0x01, 0x1b, 0xc0, 0xff])
    assert.equal(decodeText(Buffer.concat([bytes('FROM ab\n\0\0'), Uint8Array.of(byte)])), undefined);
});

test('a broken byte costs one character, not the file', () => {
  assert.equal(decodeText(Uint8Array.of(0x61, 0xff, 0x62)), 'a\ufffdb');
});
