// Quoting, in a real bash and by PowerShell's documented rules.
// [1] Bash manual, Quoting and History Expansion
// [2] about_Quoting_Rules: within single quotes nothing is expanded, and each of the four single quotes is doubled
// [3] Azure/azure-cli doc/quoting-issues-with-powershell.md: on Windows cmd.exe reads the words again
// [4] azure.cli.core.commands, _expand_file_prefixed_files: a value that starts with @ is read from a file
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { quoteForPowerShell } from '../../../src/model/quote.ts';
import { commandFor, shellLines } from '../../../src/verdict/fixes/print.ts';
import { anyCharacter } from '../../anyCharacter.ts';
import { hasBash, hostileNames, runInBash } from './bash.ts';

const command = (value: string) => ({ words: ['az', 'thing', 'do'], options: [['--name', value]] as const });

for (const mode of ['script', 'interactive'] as const) {
  test(`hostile names arrive as they are, and nothing else runs (${mode}) [1]`, { skip: !hasBash }, () => {
    const script = shellLines('bash', hostileNames.map(command));
    assert.ok(script !== null);
    const { calls, printed } = runInBash(script, mode);
    assert.deepEqual(
      calls,
      hostileNames.map(name => ['thing', 'do', `--name=${name}`]),
    );
    if (mode === 'script') assert.equal(printed, '');
  });
}

test('any text arrives as it is [1]', { skip: !hasBash }, () => {
  const texts = fc.string({ unit: anyCharacter, maxLength: 12 }).filter(text => !text.includes('\0'));
  fc.assert(
    fc.property(fc.array(texts, { minLength: 1, maxLength: 200 }), values => {
      const sent = values.filter(value => !value.startsWith('@'));
      const script = shellLines('bash', sent.map(command)) ?? '';
      assert.deepEqual(
        runInBash(script).calls,
        sent.map(value => ['thing', 'do', `--name=${value}`]),
      );
    }),
    { numRuns: 12 },
  );
});

test('what a terminal would act upon is spelled out', () => {
  assert.equal(commandFor('bash', command('a\u0003b')), String.raw`az thing do --name=$'a\x03b'`);
  assert.equal(commandFor('bash', command(`it's\n`)), String.raw`az thing do --name=$'it\'s\x0a'`);
});

for (const shell of ['bash', 'powershell'] as const) {
  test(`plain values need no quotes in ${shell}`, () => {
    assert.equal(
      commandFor(shell, command('/subscriptions/1/resourceGroups/shop-data')),
      'az thing do --name=/subscriptions/1/resourceGroups/shop-data',
    );
  });

  test(`no command where the CLI would read a file in place of the value, in ${shell} [4]`, () => {
    assert.equal(commandFor(shell, command('@/etc/passwd')), null);
    assert.equal(commandFor(shell, command('mail@example.com')) === null, false);
  });

  test(`no command with a NUL, which no program can be given, in ${shell}`, () => {
    assert.equal(commandFor(shell, command('a\0b')), null);
  });

  test(`one command that can't be said leaves no script, in ${shell}`, () => {
    assert.equal(shellLines(shell, [command('fine'), command('@x')]), null);
    assert.equal(shellLines(shell, []), null);
  });
}

test('a flag stands by itself', () => {
  const flag = { words: ['az'], options: [['--system-assigned'], ['--name', 'x']] as const };
  assert.equal(commandFor('powershell', flag), 'az --system-assigned --name=x');
});

const powershell: readonly (readonly [word: string, quoted: string | null, why: string])[] = [
  ['--name=a b', `'--name=a b'`, 'single quotes [2]'],
  [`--name=it's`, `'--name=it''s'`, 'a quote is doubled [2]'],
  [
    '--name=\u2018a\u2019\u201ab\u201b',
    `'--name=\u2018\u2018a\u2019\u2019\u201a\u201ab\u201b\u201b'`,
    'so is each that looks like one [2]',
  ],
  ['--name=$env:PATH', `'--name=$env:PATH'`, 'nothing is expanded [2]'],
  ['--name=$(calc)', null, 'parentheses close the block of the batch file [3]'],
  ['--name=$(calc) x', `'--name=$(calc) x'`, 'a blank makes PowerShell put quotes around the word [3]'],
  ['--name=a`nb', "'--name=a`nb'", 'a backtick is itself [2]'],
  ['--name=a&calc', null, 'cmd.exe would run calc [3]'],
  ['--name=a &calc', `'--name=a &calc'`, 'within the quotes it would not [3]'],
  ['--name=a|b', null, 'an operator of cmd.exe [3]'],
  ['--name=a>b', null, 'an operator of cmd.exe [3]'],
  ['--name=a^b', null, 'an escape of cmd.exe [3]'],
  ['--name=%PATH% x', null, 'cmd.exe expands it even in quotes [3]'],
  ['--name=a"b', null, 'PowerShell drops it or cmd.exe ends the quotes [3]'],
  ['--name=a b\\', null, 'the backslash would take the closing quote with it [3]'],
  ['--name=a\\', `'--name=a\\'`, 'without a blank there is no closing quote'],
  ['--name=a\nb', null, 'a line break ends the command for cmd.exe [3]'],
  ['--name=\u202e', null, 'what can’t be seen is not offered for copying'],
  ['--name=!x', `'--name=!x'`, 'no delayed expansion in the batch file [3]'],
];
for (const [word, expected, why] of powershell) {
  test(`PowerShell, «${JSON.stringify(word)}»: ${why}`, () => assert.equal(quoteForPowerShell(word), expected));
}

test('PowerShell reads back what was quoted [2]', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), value => {
      const quoted = quoteForPowerShell(value);
      if (quoted === null) return;
      const inside = /^'([\s\S]*)'$/.exec(quoted)?.[1] ?? '';
      // Within the quotes, quotes come in pairs, and each pair is its second.
      assert.equal(inside.replaceAll(/['\u2018-\u201b](['\u2018-\u201b])/g, '$1'), value);
      assert.doesNotMatch(inside.replaceAll(/['\u2018-\u201b]{2}/g, ''), /['\u2018-\u201b]/);
    }),
    { numRuns: 2000 },
  );
});
