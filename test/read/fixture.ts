import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import './readers.ts';
import type { ManifestReading } from '../../src/model/reading.ts';
import { type ImageReference, wholeImage } from '../../src/model/reference.ts';
import { readManifest } from '../../src/read/index.ts';
import { isOfAzure } from '../../src/workspace/findingReport.ts';

const folder = path.join(import.meta.dirname, 'fixtures');

/** Names of the fixtures of one format, which are its folder's files, relative to the fixtures. */
export function fixturesOf(format: string): readonly string[] {
  // a glob would pass over folders such as `.github`
  return readdirSync(format === '*' ? folder : path.join(folder, format), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

export function fixtureText(name: string): string {
  return readFileSync(path.join(folder, name), 'utf8').replace(/^\uFEFF/, '');
}

/** The workspaces below `test/build/programs`, whose files give each other values: their texts by name. */
export function programs(): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const top = path.join(import.meta.dirname, '../build/programs');
  const entries = readdirSync(top, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  const found = new Map<string, Map<string, string>>();
  for (const file of entries.map(entry => path.join(entry.parentPath, entry.name)).sort()) {
    const [language = '', workspace = '', ...rest] = path.relative(top, file).split(path.sep);
    const name = `${language}/${workspace}`;
    const files = found.get(name) ?? new Map<string, string>();
    found.set(name, files.set(rest.join('/'), readFileSync(file, 'utf8')));
  }
  return found;
}

/** The name under which a fixture is read: without the folder of its format, so that names can matter. */
export function nameOf(fixture: string): string {
  return fixture.slice(fixture.indexOf('/') + 1);
}

/**
 * Reads a fixture and compares what it finds with the fixture's own comments:
 * - `want key=value …` on a line: a reference begins on this line, with these parts.
 *   `want-next` is the same for the next line. Several references on a line are divided by `;`.
 * - Keys: column, registry, repository, tag, digest, unresolved, text, where, format, platform, azure, image (all of it), malformed, origin,
 *   settled (`file:line` where it is shown).
 *   `-` is no value. A value with blanks has double quotes.
 * No reference may begin on any other line.
 */
export function checkFixture(fixture: string): ManifestReading {
  const text = fixtureText(fixture);
  const reading = readManifest({ name: nameOf(fixture), text });
  checkReferences(fixture, text, reading.references);
  return reading;
}

/** Compares references with the comments of the text that they are in. */
export function checkReferences(
  name: string,
  text: string,
  references: readonly ImageReference[],
  textOf: (file: string) => string = () => text,
): void {
  const wanted = wantsOf(text);
  const found = new Map<number, ImageReference[]>();
  for (const reference of references) {
    assert.equal(text.slice(reference.span.start, reference.span.end), reference.text, 'the span is the text');
    const line = text.slice(0, reference.span.start).split('\n').length;
    found.set(line, [...(found.get(line) ?? []), reference]);
  }
  for (const line of new Set([...wanted.keys(), ...found.keys()])) {
    const wants = wanted.get(line) ?? [];
    const got = found.get(line) ?? [];
    const at = `${name}:${line}`;
    assert.equal(got.length, wants.length, `${at} wants ${wants.length}, got ${JSON.stringify(got.map(r => r.text))}`);
    for (const [index, want] of wants.entries()) {
      const reference = got[index];
      assert.ok(reference);
      for (const [key, value] of want) assert.equal(partOf(reference, key, textOf), value, `${at} ${key}`);
    }
  }
}

type Want = ReadonlyMap<string, string>;

function wantsOf(text: string): ReadonlyMap<number, readonly Want[]> {
  const wanted = new Map<number, readonly Want[]>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const match = /(?:#|\/\/|\/\*) want(-next)?(?: (.*?))?(?:\*\/)?$/.exec(line);
    if (match === null) continue;
    const number = index + 1 + (match[1] === undefined ? 0 : 1);
    wanted.set(number, (match[2] ?? '').split(';').map(parseWant));
  }
  return wanted;
}

function parseWant(text: string): Want {
  const parts = text.matchAll(/(\w+)=(?:"([^"]*)"|(\S+))/g);
  return new Map([...parts].map(([, key = '', quoted, bare]) => [key, quoted ?? bare ?? '']));
}

function partOf(reference: ImageReference, key: string, textOf: (file: string) => string): string {
  const { file, format, text, where, image, workload, origins, span, settledAt } = reference;
  const known = image.kind === 'image' ? image : undefined;
  const parts: Record<string, string | undefined> = {
    registry: known?.registry,
    repository: known?.repository,
    tag: known?.tag,
    digest: known?.digest,
    unresolved: known?.unresolved,
    malformed: image.kind === 'malformed' ? image.why : undefined,
    azure: String(isOfAzure(reference)),
    image: wholeImage(reference),
    origin: origins[0]?.role,
    platform: workload.platform,
    column: String(span.start - textOf(file).lastIndexOf('\n', span.start - 1)),
    settled:
      settledAt && `${settledAt.file}:${textOf(settledAt.file).slice(0, settledAt.span.start).split('\n').length}`,
    format,
    text,
    where,
  };
  assert.ok(key in parts, `unknown key ${key}`);
  return parts[key] ?? '-';
}
