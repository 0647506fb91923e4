import assert from 'node:assert/strict';
import { maskTemplates } from '../../src/read/source/yaml/templateActions.ts';
import { readByTokens } from '../../src/read/source/yaml/tokens.ts';
import { parseByLibrary, splitStream, withPlainLines } from '../../src/read/source/yaml/yaml.ts';

/** Regular YAML is put together from tokens, all other read by the library: where both can, they give the same. */
export function checkBothWays(text: string): void {
  for (const { start, end } of splitStream(text)) {
    const document = text.slice(start, end);
    const written = withPlainLines(document);
    const masked = maskTemplates(written);
    const isTemplate = masked !== written;
    const byTokens = readByTokens(masked, { text: document, base: 0, isMasked: masked !== document });
    if (byTokens === undefined) continue;
    const whole = { start: 0, end: document.length };
    const byLibrary = parseByLibrary(document, whole, masked, isTemplate);
    assert.deepEqual({ root: byTokens, problems: [] }, byLibrary, JSON.stringify(document));
  }
}
