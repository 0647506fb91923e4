import assert from 'node:assert/strict';
import { withOutdentedFlowsJoined } from '../../src/read/source/yaml/outdented.ts';
import { maskTemplates } from '../../src/read/source/yaml/templateActions.ts';
import { readByTokens } from '../../src/read/source/yaml/tokens.ts';
import { parseByLibrary, parseYaml, splitStream, withoutMarks } from '../../src/read/source/yaml/yaml.ts';

/** Regular YAML is put together from tokens, all other read by the parser: both ways must give the same. */
export function checkBothWays(text: string): void {
  for (const { start, end } of splitStream(text)) {
    const document = text.slice(start, end);
    const whole = { start: 0, end: document.length };
    const written = withoutMarks(document);
    const masked = maskTemplates(written);
    const isRegular = readByTokens(masked, { text: document, base: 0, isMasked: masked !== written }) !== undefined;
    const plain = isRegular ? masked : withOutdentedFlowsJoined(masked);
    const byLibrary = parseByLibrary(document, whole, plain, masked !== written);
    assert.deepEqual(parseYaml(document), byLibrary, JSON.stringify(document));
  }
}
