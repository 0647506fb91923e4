import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readManifest } from '../../src/read/index.ts';
import './readers.ts';

const texts = (text: string, name = 'Dockerfile') =>
  readManifest({ name, text }).references.map(({ text: written, where }) => `${written} (${where})`);

for (const name of [
  'Dockerfile',
  'src/web/Dockerfile',
  'Dockerfile.prod',
  'web.Dockerfile',
  'web.dockerfile',
  'Containerfile',
  'Dockerfile-dev',
  'Dockerfile_test',
]) {
  test(`${name} is a Dockerfile`, () => {
    assert.deepEqual(texts('FROM a/b:1', name), ['a/b:1 (stage 0 · FROM)']);
  });
}

for (const name of [
  'Dockerfile.md',
  'dockerfile.yaml',
  '.dockerignore',
  'Dockerfile.dockerignore',
  'dockerfiles.txt',
  // source code: https://github.com/moby/buildkit/blob/master/frontend/dockerfile/dockerfile_test.go
  'dockerfile_test.go',
  'parsers/dockerfile_parser.py',
]) {
  test(`${name} is none`, () => {
    assert.deepEqual(texts('FROM a/b:1', name), []);
  });
}

test('the image that reads the file is one, before everything else', () => {
  assert.deepEqual(texts('# syntax=docker/dockerfile:1.7\nFROM scratch\n'), ['docker/dockerfile:1.7 (syntax)']);
  assert.deepEqual(texts('# escape=`\n# syntax = docker/dockerfile:1\nFROM scratch\n'), [
    'docker/dockerfile:1 (syntax)',
  ]);
  assert.deepEqual(texts('# a comment\n# syntax=docker/dockerfile:1\nFROM scratch\n'), []);
  assert.deepEqual(texts('FROM scratch\n# syntax=docker/dockerfile:1\n'), []);
});

test('an image that reads the file is found as BuildKit finds it', () => {
  assert.deepEqual(texts('#!/usr/bin/env docker\n# syntax=a/b:1\nFROM scratch\n'), ['a/b:1 (syntax)']);
  assert.deepEqual(texts('# check=skip=all\n# syntax=a/b:1 and words\nFROM scratch\n'), ['a/b:1 (syntax)']);
  assert.deepEqual(texts('// syntax=a/b:1\n'), ['a/b:1 (syntax)']);
  assert.deepEqual(texts('#!/x\n//syntax = a/b:1\r\n'), ['a/b:1 (syntax)']);
  assert.deepEqual(texts('{ "syntax": "a/b:1" }'), ['a/b:1 (syntax)']);
  assert.deepEqual(texts(' # syntax=a/b:1\nFROM scratch\n'), [], 'a blank before it');
  assert.deepEqual(texts('# other=1\n# syntax=a/b:1\nFROM scratch\n'), [], 'a comment before it');
  assert.deepEqual(texts('FROM scratch\n#!/x\n# syntax=a/b:1\n'), []);
});

// Heredocs that are none or have no end:
// https://github.com/moby/buildkit/blob/master/frontend/dockerfile/parser/parser_heredoc_test.go
const heredocs: Readonly<Record<string, readonly [begin: string, end: string]>> = {
  'a word': ['RUN <<EOF', 'EOF'],
  'a blank in double quotes': ['RUN <<"E OF"', 'E OF'],
  'a blank in single quotes': ["RUN <<'one two'", 'one two'],
  'quotes around a part': ["RUN <<eo'f'", 'eof'],
  'an escaped quote': ["RUN <<eo\\'f", "eo'f"],
  'an escaped blank': ['RUN <<E\\ OF', 'E OF'],
  'a name like a variable': ['RUN <<$EOF', '$EOF'],
  'blanks before the name': ['RUN <<  EOF  > foo', 'EOF'],
  'a number before it': ['RUN 3<<EOF', 'EOF'],
  'tabs before the end': ['RUN <<-EOF', '\t\tEOF'],
  'two of them': ['COPY <<X <<Y /dest', 'Y\nX\nX\nY'],
  'flags before it': ['RUN --mount=type=cache,target="/a b" <<EOF', 'EOF'],
  'a line that goes on': ['RUN cat \\\n  # a comment\n\n  <<EOF', 'EOF'],
  'behind a substitution': ['RUN echo ${A:-"x}"} ${B/c/}} <<EOF', 'EOF'],
  'at the end of a file of Windows': ['RUN <<EOF\r', 'EOF\r'],
  'in another instruction': ['ONBUILD RUN <<EOF', 'EOF'],
};
for (const [what, [begin, end]] of Object.entries(heredocs)) {
  test(`lines of a heredoc are no instructions: ${what}`, () => {
    const text = `FROM a:1\n${begin}\nFROM b:2\n# FROM b:3\n${end}\nFROM c:4\nCOPY --from=d:5 a b\n`;
    assert.deepEqual(texts(text), ['a:1 (stage 0 · FROM)', 'c:4 (stage 1 · FROM)', 'd:5 (stage 1 · COPY from)']);
    assert.deepEqual(readManifest({ name: 'Dockerfile', text }).problems, []);
  });
}

for (const [what, line] of [
  ['a list', 'RUN ["<<EOF"]'],
  ['in quotes', 'RUN "<<EOF"'],
  ['three signs', 'RUN cat <<<EOF'],
  ['a quote that is not closed', "RUN echo don't <<EOF"],
  ['a substitution that is not closed', 'RUN echo ${A:-b <<EOF'],
  ['another instruction', 'ENV A <<EOF'],
  ['a sign within a word', 'RUN a<<EOF'],
] as const) {
  test(`no heredoc: ${what}`, () => {
    assert.deepEqual(texts(`FROM a:1\n${line}\nFROM b:2\nEOF\n`), ['a:1 (stage 0 · FROM)', 'b:2 (stage 1 · FROM)']);
  });
}

test('a heredoc without an end is said: BuildKit refuses the file', () => {
  const text = 'FROM a:1\nRUN cat <<EOF\nFROM b:2\n EOF\n';
  const { references, problems } = readManifest({ name: 'Dockerfile', text });
  assert.deepEqual(
    references.map(reference => reference.text),
    ['a:1'],
  );
  assert.equal(problems[0]?.message, 'the text from here on was not read: this heredoc has no end');
  assert.equal(text.slice(problems[0].span.start, problems[0].span.end), 'RUN cat <<EOF');
});

test('the sign that continues a line counts in an instruction with a heredoc', () => {
  assert.deepEqual(texts('# escape=`\nFROM a:1\nRUN cat `\n<<EOF\nFROM b:2\nEOF\n'), ['a:1 (stage 0 · FROM)']);
});

test('a long line of signs is a comment like any other', () => {
  assert.deepEqual(texts(`${'#'.repeat(100_000)}\nFROM a:1\n`), ['a:1 (stage 0 · FROM)']);
});

test('a lone CR ends a line, as in an editor', () => {
  const text = 'ARG REGISTRY=shop.azurecr.io\r\r\nFROM ${REGISTRY}/app:1\r\r\n';
  const [reference] = readManifest({ name: 'Dockerfile', text }).references;
  assert.equal(reference?.text, '${REGISTRY}/app:1');
  const [origin] = reference.origins;
  assert.equal(text.slice(origin?.span.start, origin?.span.end), 'shop.azurecr.io');
});

test('a Dockerfile that is too large is named as not read', () => {
  const { problems } = readManifest({ name: 'Dockerfile', text: `FROM a\n${'RUN x\n'.repeat(100_000)}` });
  assert.match(problems[0]?.message ?? '', /larger than 512 KB/);
});

test('a host default in a dev container counts', () => {
  const text = '{ "image": "${localEnv:REGISTRY:shop.azurecr.io}/dev:1" }';
  const [reference] = readManifest({ name: '.devcontainer/web/devcontainer.json', text }).references;
  assert.ok(reference?.image.kind === 'image');
  assert.deepEqual([reference.format, reference.image.registry], ['devcontainer', 'shop.azurecr.io']);
  assert.equal(reference.origins[0]?.role, 'default of REGISTRY');
});
