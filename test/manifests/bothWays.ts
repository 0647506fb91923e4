import assert from 'node:assert/strict';
import { splitStream } from '../../src/manifests/source/stream.ts';
import { hasActions, maskActions } from '../../src/manifests/source/templateActions.ts';
import { parseByLibrary, parseYaml } from '../../src/manifests/source/yaml.ts';

/** Plain YAML is read line by line, all other by the library: both ways must give one tree. */
export function checkBothWays(text: string): void {
  for (const { start, end } of splitStream(text)) {
    const document = text.slice(start, end);
    const whole = { start: 0, end: document.length };
    const masked = hasActions(document) ? maskActions(document) : document;
    assert.deepEqual(parseYaml(document).root, parseByLibrary(document, whole, masked).root, JSON.stringify(document));
  }
}
