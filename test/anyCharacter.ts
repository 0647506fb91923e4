import fc from 'fast-check';

/** The unit of a string of any characters. fast-check's own, `binary`, begins with a list of them all, which takes a second. */
export const anyCharacter = fc
  .nat({ max: 0x10ffff - 0x800 })
  .map(n => String.fromCodePoint(n < 0xd800 ? n : n + 0x800)); // without the halves of UTF-16's pairs
